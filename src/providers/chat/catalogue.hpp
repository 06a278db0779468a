#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "platform/http_client/url.hpp"
#include "providers/chat/operation.hpp"
#include "providers/chat/provider_config.hpp"

namespace swarm::chat {

// A model of a provider, by their places in the catalogue.
struct Target {
  std::size_t provider = 0;
  std::size_t model = 0;
  bool operator==(const Target&) const = default;
};

struct Model {
  std::string name;           // "provider/model"
  std::string upstream_name;  // as the provider says it
  ModelKind kind = ModelKind::chat;
  std::int64_t context_tokens = 0;
  std::int64_t output_tokens_max = 0;
  double dollars_per_million_input_tokens = 0;
  double dollars_per_million_output_tokens = 0;
  std::vector<Target> fallbacks;
  Instructions instructions = Instructions::words;

  Money cost_of(TokenUsage usage) const;
  bool is_free() const { return dollars_per_million_input_tokens == 0 && dollars_per_million_output_tokens == 0; }
};

struct Provider {
  ProviderConfig config;
  http_client::Url base;
  std::vector<Model> models;
  bool masks() const { return config.mask.value_or(config.provider_class == ProviderClass::cloud); }
};

// The configured providers, checked. Immutable; safe to read from any thread.
class Catalogue {
 public:
  // `invalid_input` with a fault per mistake ("$.providers[0].base_url"). Reads each ca_file.
  static Result<Catalogue> check(std::vector<ProviderConfig> configs);

  const std::vector<Provider>& providers() const { return providers_; }
  std::vector<std::string> names() const;  // of the providers, by their places
  const Provider& provider_of(Target target) const { return providers_[target.provider]; }
  const Model& model_of(Target target) const { return providers_[target.provider].models[target.model]; }
  // "provider/model"; a model's name alone when only one provider has it.
  std::optional<Target> find(std::string_view name) const;
  std::vector<Target> of_class(ProviderClass wanted, ModelKind kind) const;  // in the order of the configuration

 private:
  void index();
  std::vector<Provider> providers_;
  std::map<std::string, Target, std::less<>> by_name_;
};

}  // namespace swarm::chat
