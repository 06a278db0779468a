#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/chat/catalogue.hpp"

// The models on the wire, as OpenAI lists them, with what we know beside.
namespace swarm::openai {

struct ModelView {
  std::string id{};
  std::string object = "model";
  std::int64_t created = 0;
  std::string owned_by{};
  std::optional<chat::ModelKind> kind{};
  std::optional<chat::ProviderClass> provider_class{};
  std::optional<std::int64_t> context_tokens{};
  std::optional<std::int64_t> output_tokens_max{};
  std::optional<double> dollars_per_million_input_tokens{};
  std::optional<double> dollars_per_million_output_tokens{};
  static constexpr auto schema = json::object(
      "Model", json::field("id", &ModelView::id, "What a request calls it: swarm, swarm/HEAD or PROVIDER/MODEL."),
      json::field("object", &ModelView::object, "model."),
      json::field("created", &ModelView::created, "When this server started to offer it, in seconds."),
      json::field("owned_by", &ModelView::owned_by, "swarmkeeper, or the provider."),
      json::field("kind", &ModelView::kind, "chat or embedding."),
      json::field("class", &ModelView::provider_class, "local or cloud; null for the swarm, which uses both."),
      json::field("context_tokens", &ModelView::context_tokens, "How much it reads and writes at once."),
      json::field("output_tokens_max", &ModelView::output_tokens_max, "How much it writes at once."),
      json::field("dollars_per_million_input_tokens", &ModelView::dollars_per_million_input_tokens, "Its price."),
      json::field("dollars_per_million_output_tokens", &ModelView::dollars_per_million_output_tokens, "Its price."));
};

struct ModelListView {
  std::string object = "list";
  std::vector<ModelView> data{};
  static constexpr auto schema =
      json::object("ModelList", json::field("object", &ModelListView::object, "list."),
                   json::field("data", &ModelListView::data, "The swarm and its heads, then the providers' models."));
};

struct ModelPath {
  std::string model{};
  static constexpr auto schema =
      json::object("ModelPath", json::field("model", &ModelPath::model, "Its id, slashes and all.", json::required));
};

// `created` in seconds.
ModelListView list_models(const chat::Catalogue& catalogue, std::int64_t created);
// `not_found` (reason "model_not_found"). Also by a model's name alone when only one provider has it.
Result<ModelView> find_model(const chat::Catalogue& catalogue, std::string_view id, std::int64_t created);

}  // namespace swarm::openai
