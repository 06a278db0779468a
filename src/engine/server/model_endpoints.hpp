#pragma once

#include "engine/lora/adapter_registry.hpp"
#include "platform/http_server/router.hpp"
#include "platform/runtime/blocking_pool.hpp"

namespace swarm::engine_server {

// As OpenAI lists models, with vLLM's members about adapters.
struct ModelView {
  std::string id{};
  std::string object = "model";
  std::int64_t created = 0;
  std::string owned_by = "swarmkeeper";
  std::string root{};                   // the file that it was loaded from
  std::optional<std::string> parent{};  // of an adapter: the model that it stands beside
  std::int64_t max_model_len = 0;       // tokens of prompt and answer together
  std::optional<std::string> sha256{};  // of an adapter's weights
  std::optional<std::int64_t> version{};
  static constexpr auto schema =
      json::object("Model", json::field("id", &ModelView::id, "What a request names."),
                   json::field("object", &ModelView::object, "Always model."),
                   json::field("created", &ModelView::created, "When it was loaded, in seconds since 1970."),
                   json::field("owned_by", &ModelView::owned_by, "Who serves it."),
                   json::field("root", &ModelView::root, "The file or folder it was loaded from."),
                   json::field("parent", &ModelView::parent, "Of an adapter: the model it stands beside."),
                   json::field("max_model_len", &ModelView::max_model_len, "Tokens of prompt and answer together."),
                   json::field("sha256", &ModelView::sha256, "Of an adapter's weights."),
                   json::field("version", &ModelView::version, "Of an adapter: rises with every load."));
};

struct ModelListView {
  std::string object = "list";
  std::vector<ModelView> data{};
  static constexpr auto schema = json::object("ModelList", json::field("object", &ModelListView::object, "list"),
                                              json::field("data", &ModelListView::data, "The models."));
};

struct ModelPath {
  std::string id{};
  static constexpr auto schema =
      json::object("ModelPath", json::field("id", &ModelPath::id, "The model's name.", json::length{1, 512}));
};

// GET /v1/models, and vLLM's POST /v1/load_lora_adapter and /v1/unload_lora_adapter.
class ModelEndpoints {
 public:
  struct Deps {
    lora::AdapterRegistry& adapters;
    runtime::BlockingPool& pool;
    ModelView base;
  };
  explicit ModelEndpoints(Deps deps) : deps_(std::move(deps)) {}
  void declare(http::Router& router, http::Permission use, http::Permission change);

  Async<Result<ModelListView>> list(http::RequestContext caller);
  Async<Result<ModelView>> find(http::RequestContext caller, http::Path<ModelPath> path);
  Async<Result<http::Response>> load(http::RequestContext caller, http::Request request);
  Async<Result<http::Response>> unload(http::RequestContext caller, http::Request request);

 private:
  std::vector<ModelView> views() const;
  const Deps deps_;
};

}  // namespace swarm::engine_server
