#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/chat/provider_config.hpp"
#include "providers/gateway/provider_state.hpp"

// Providers on the wire. Never a key.
namespace swarm::gateway {

enum class KeyState { none, set, missing };
constexpr std::array<json::EnumName<KeyState>, 3> enum_names(KeyState) {
  return {{{KeyState::none, "none"}, {KeyState::set, "set"}, {KeyState::missing, "missing"}}};
}

struct ProviderPath {
  std::string name;
  static constexpr auto schema = json::object(
      "ProviderPath",
      json::field("name", &ProviderPath::name, "The provider's name.", json::required, json::length{1, 40}));
};

struct ModelView {
  std::string name;
  std::string upstream_name;
  chat::ModelKind kind = chat::ModelKind::chat;
  std::int64_t context_tokens = 0;
  std::int64_t output_tokens_max = 0;
  double dollars_per_million_input_tokens = 0;
  double dollars_per_million_output_tokens = 0;
  std::string prices_version;
  std::string prices_date;
  std::vector<std::string> fallbacks;
  static constexpr auto schema = json::object(
      "ProviderModel", json::field("name", &ModelView::name, "PROVIDER/MODEL, as clients say it."),
      json::field("upstream_name", &ModelView::upstream_name, "As the provider says it."),
      json::field("kind", &ModelView::kind, "chat or embedding."),
      json::field("context_tokens", &ModelView::context_tokens, "How much it reads and writes at once."),
      json::field("output_tokens_max", &ModelView::output_tokens_max, "How much it writes at most."),
      json::field("dollars_per_million_input_tokens", &ModelView::dollars_per_million_input_tokens, "0: free."),
      json::field("dollars_per_million_output_tokens", &ModelView::dollars_per_million_output_tokens, "0: free."),
      json::field("prices_version", &ModelView::prices_version, "Of the price list."),
      json::field("prices_date", &ModelView::prices_date, "When the prices were looked up."),
      json::field("fallbacks", &ModelView::fallbacks, "Who is asked in its place."));
};

struct ProviderView {
  std::string name;
  chat::ProviderClass provider_class = chat::ProviderClass::local;
  chat::DialectName dialect = chat::DialectName::openai;
  std::string base_url;
  KeyState key = KeyState::none;
  bool masks = false;
  Condition condition = Condition::unknown;
  std::string condition_detail;
  std::optional<Time> seen_at;
  std::int64_t calls_running = 0;
  std::int64_t calls_waiting = 0;
  std::int64_t concurrency_max = 0;
  std::vector<ModelView> models;
  static constexpr auto schema = json::object(
      "Provider", json::field("name", &ProviderView::name, "Its name; clients say NAME/MODEL."),
      json::field("class", &ProviderView::provider_class, "local or cloud."),
      json::field("dialect", &ProviderView::dialect, "How it is spoken to."),
      json::field("base_url", &ProviderView::base_url, "Where it is."),
      json::field("key", &ProviderView::key, "Whether its key is set, missing, or none is needed."),
      json::field("masks", &ProviderView::masks, "Whether personal data in tasks is masked before it goes there."),
      json::field("condition", &ProviderView::condition, "By its traffic, else by its health."),
      json::field("condition_detail", &ProviderView::condition_detail, "In words."),
      json::field("seen_at", &ProviderView::seen_at, "When that was found."),
      json::field("calls_running", &ProviderView::calls_running, "From this server, now."),
      json::field("calls_waiting", &ProviderView::calls_waiting, "For their turn, now."),
      json::field("concurrency_max", &ProviderView::concurrency_max, "Calls at once."),
      json::field("models", &ProviderView::models, "What it offers."));
};

struct ProviderList {
  std::vector<ProviderView> providers;
  static constexpr auto schema = json::object(
      "ProviderList", json::field("providers", &ProviderList::providers, "In the order of the configuration."));
};

}  // namespace swarm::gateway
