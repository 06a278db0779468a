#include "engine/server/model_endpoints.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "engine/server/request_reader.hpp"

namespace swarm::engine_server {

namespace {

constexpr Bytes kBodyMax{64 * KiB};

http::Response text_response(std::string text) {
  http::Response response{.content_type = "text/plain; charset=utf-8"};
  response.body = std::move(text);
  return response;
}

// vLLM answers 400 where a name is taken.
Error in_vllm_words(Error error) {
  if (error.reason == "adapter_loaded") error.code = ErrorCode::invalid_input;
  return error;
}

}  // namespace

void ModelEndpoints::declare(http::Router& router, http::Permission use, http::Permission change) {
  router.get<&ModelEndpoints::list>("/v1/models", use, *this, "The model and its adapters.");
  router.get<&ModelEndpoints::find>("/v1/models/{id...}", use, *this, "One of them.");
  router.raw_post<&ModelEndpoints::load>("/v1/load_lora_adapter", change, *this, "Load an adapter.", kBodyMax);
  router.raw_post<&ModelEndpoints::unload>("/v1/unload_lora_adapter", change, *this, "Unload one.", kBodyMax);
}

std::vector<ModelView> ModelEndpoints::views() const {
  std::vector<ModelView> all{deps_.base};
  for (const lora::AdapterFacts& adapter : deps_.adapters.list()) {
    all.push_back({.id = adapter.name,
                   .created = to_milliseconds(adapter.loaded_at) / 1'000,
                   .root = adapter.path,
                   .parent = deps_.base.id,
                   .max_model_len = deps_.base.max_model_len,
                   .sha256 = adapter.sha256,
                   .version = adapter.version});
  }
  return all;
}

Async<Result<ModelListView>> ModelEndpoints::list(http::RequestContext) {
  co_return ModelListView{.data = views()};
}

Async<Result<ModelView>> ModelEndpoints::find(http::RequestContext, http::Path<ModelPath> path) {
  const std::vector<ModelView> all = views();
  const auto found = std::ranges::find(all, path.value.id, &ModelView::id);
  if (found != all.end()) co_return *found;
  co_return fail(ErrorCode::not_found, "model_not_found", fmt::format("the model '{}' does not exist", path.value.id));
}

Async<Result<http::Response>> ModelEndpoints::load(http::RequestContext, http::Request request) {
  LoadAdapterRequest asked = CO_TRY(read_load_adapter_request(request.body));
  const auto if_loaded = asked.is_in_place ? lora::IfLoaded::replace : lora::IfLoaded::refuse;
  lora::AdapterOrigin origin{std::move(asked.name), std::move(asked.path), std::move(asked.sha256)};
  auto loaded = co_await deps_.pool.run(
      [&adapters = deps_.adapters, origin, if_loaded] { return adapters.load(origin, if_loaded); });
  if (!loaded) co_return std::unexpected(in_vllm_words(std::move(loaded).error()));
  co_return text_response(fmt::format("Success: LoRA adapter '{}' added successfully.", origin.name));
}

Async<Result<http::Response>> ModelEndpoints::unload(http::RequestContext, http::Request request) {
  const std::string name = CO_TRY(read_unload_adapter_request(request.body));
  CO_TRY(co_await deps_.adapters.unload(name));
  co_return text_response(fmt::format("Success: LoRA adapter '{}' removed successfully.", name));
}

}  // namespace swarm::engine_server
