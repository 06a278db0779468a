#include "swarm/openai/model_list.hpp"

#include <algorithm>

#include "swarm/answers/answer_types.hpp"
#include "swarm/openai/swarm_request.hpp"

namespace swarm::openai {

namespace {

ModelView view_of(const chat::Provider& provider, const chat::Model& model, std::int64_t created) {
  return {.id = model.name,
          .created = created,
          .owned_by = provider.config.name,
          .kind = model.kind,
          .provider_class = provider.config.provider_class,
          .context_tokens = model.context_tokens,
          .output_tokens_max = model.output_tokens_max,
          .dollars_per_million_input_tokens = model.dollars_per_million_input_tokens,
          .dollars_per_million_output_tokens = model.dollars_per_million_output_tokens};
}

ModelView swarm_view(std::string id, std::int64_t created) {
  return {.id = std::move(id), .created = created, .owned_by = "swarmkeeper", .kind = chat::ModelKind::chat};
}

}  // namespace

ModelListView list_models(const chat::Catalogue& catalogue, std::int64_t created) {
  ModelListView list;
  list.data.push_back(swarm_view(std::string(kSwarmModel), created));
  for (const auto& head : enum_names(answers::Head{}))
    list.data.push_back(swarm_view(fmt::format("{}/{}", kSwarmModel, head.name), created));
  for (const chat::Provider& provider : catalogue.providers()) {
    for (const chat::Model& model : provider.models)
      list.data.push_back(view_of(provider, model, created));
  }
  return list;
}

Result<ModelView> find_model(const chat::Catalogue& catalogue, std::string_view id, std::int64_t created) {
  const auto target = is_swarm(id) ? std::nullopt : catalogue.find(id);
  if (target) return view_of(catalogue.provider_of(*target), catalogue.model_of(*target), created);
  ModelListView list = list_models(catalogue, created);
  const auto found = std::ranges::find(list.data, id, &ModelView::id);
  if (found != list.data.end()) return std::move(*found);
  Error error{.code = ErrorCode::not_found,
              .message = fmt::format("the model '{}' does not exist; GET /v1/models lists what there is", id),
              .reason = "model_not_found"};
  error.faults.push_back({"$.model", "no such model"});
  return std::unexpected(std::move(error));
}

}  // namespace swarm::openai
