#include "providers/chat/catalogue.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "platform/http_client/client_transport.hpp"

namespace swarm::chat {

std::string_view path_of(Operation operation) {
  switch (operation) {
    case Operation::chat:
      return "/chat/completions";
    case Operation::completions:
      return "/completions";
    case Operation::embeddings:
      return "/embeddings";
    case Operation::responses:
      return "/responses";
  }
  return "";
}

Money Model::cost_of(TokenUsage usage) const {
  const Money cost = price_of(usage.input, dollars_per_million_input_tokens) +
                     price_of(usage.output, dollars_per_million_output_tokens);
  return std::min(cost, kMoneyMax);
}

namespace {

std::string shown(const std::string& text) {
  return boost::json::serialize(json::Value(text));
}

bool is_provider_name(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return std::ranges::all_of(name, is_plain) && name.front() != '-' && name != "swarm";
}

// Collects what is wrong with the configuration, with the place of each mistake.
class Checker {
 public:
  void say(std::string path, std::string message) { faults_.push_back({std::move(path), std::move(message)}); }
  std::vector<Fault> take() { return std::move(faults_); }

  void check_provider(const std::string& path, const ProviderConfig& config) {
    if (!is_provider_name(config.name))
      say(path + ".name",
          fmt::format("lower-case letters, digits and hyphens expected, and not swarm, got {}", shown(config.name)));
    if (!names_.insert(config.name).second)
      say(path + ".name", fmt::format("a second provider of the name {}", shown(config.name)));
    if (const auto url = http_client::Url::parse(config.base_url); !url)
      say(path + ".base_url", url.error().message);
    else if (url->target.find('?') != std::string::npos)
      say(path + ".base_url", "a URL without a query expected");
    if (!config.ca_file.empty()) {
      if (const auto tls = http_client::make_client_tls(config.ca_file); !tls)
        say(path + ".ca_file", tls.error().message);
    }
    if (!config.health_path.empty() && config.health_path.front() != '/')
      say(path + ".health_path", "a path that begins with / expected");
    if (config.models.empty()) say(path + ".models", "at least one model expected");
    std::set<std::string_view> models;
    for (std::size_t i = 0; i < config.models.size(); ++i) {
      const std::string at = fmt::format("{}.models[{}]", path, i);
      if (!models.insert(config.models[i].name).second) say(at + ".name", "a second model of this name");
      check_model(at, config, config.models[i]);
    }
  }

 private:
  void check_model(const std::string& path, const ProviderConfig& provider, const ModelConfig& model) {
    if (model.output_tokens_max > model.context_tokens)
      say(path + ".output_tokens_max", "it cannot be more than context_tokens");
    if (provider.provider_class != ProviderClass::cloud) return;
    if (!model.dollars_per_million_input_tokens)
      say(path + ".dollars_per_million_input_tokens", "a cloud provider's price expected; 0 when it is free");
    if (!model.dollars_per_million_output_tokens && model.kind != ModelKind::embedding)
      say(path + ".dollars_per_million_output_tokens", "a cloud provider's price expected; 0 when it is free");
  }

  std::vector<Fault> faults_;
  std::set<std::string> names_;
};

Model make_model(const ProviderConfig& provider, const ModelConfig& config) {
  return {.name = provider.name + "/" + config.name,
          .upstream_name = config.upstream_name.empty() ? config.name : config.upstream_name,
          .kind = config.kind,
          .context_tokens = config.context_tokens,
          .output_tokens_max = config.output_tokens_max,
          .dollars_per_million_input_tokens = config.dollars_per_million_input_tokens.value_or(0),
          .dollars_per_million_output_tokens = config.dollars_per_million_output_tokens.value_or(0),
          .fallbacks = {},
          .instructions = config.instructions};
}

}  // namespace

Result<Catalogue> Catalogue::check(std::vector<ProviderConfig> configs) {
  Checker checker;
  for (std::size_t i = 0; i < configs.size(); ++i)
    checker.check_provider(fmt::format("$.providers[{}]", i), configs[i]);
  if (std::vector<Fault> faults = checker.take(); !faults.empty())
    return std::unexpected(json::error_of(std::move(faults)));
  Catalogue catalogue;
  for (ProviderConfig& config : configs) {
    Provider provider{.config = std::move(config), .base = {}, .models = {}};
    provider.base = TRY(http_client::Url::parse(provider.config.base_url));
    for (const ModelConfig& model : provider.config.models)
      provider.models.push_back(make_model(provider.config, model));
    catalogue.providers_.push_back(std::move(provider));
  }
  catalogue.index();
  for (std::size_t p = 0; p < catalogue.providers_.size(); ++p) {
    Provider& provider = catalogue.providers_[p];
    for (std::size_t m = 0; m < provider.models.size(); ++m) {
      for (const std::string& name : provider.config.models[m].fallbacks) {
        const std::optional<Target> target = catalogue.find(name);
        if (target && *target != Target{p, m})
          provider.models[m].fallbacks.push_back(*target);
        else
          checker.say(fmt::format("$.providers[{}].models[{}].fallbacks", p, m),
                      fmt::format("another model as PROVIDER/MODEL expected, got {}", shown(name)));
      }
    }
  }
  if (std::vector<Fault> faults = checker.take(); !faults.empty())
    return std::unexpected(json::error_of(std::move(faults)));
  return catalogue;
}

void Catalogue::index() {
  std::map<std::string, int, std::less<>> offers;
  for (const Provider& provider : providers_) {
    for (const ModelConfig& model : provider.config.models)
      ++offers[model.name];
  }
  for (std::size_t p = 0; p < providers_.size(); ++p) {
    for (std::size_t m = 0; m < providers_[p].models.size(); ++m) {
      const std::string& alone = providers_[p].config.models[m].name;
      if (offers[alone] == 1) by_name_.emplace(alone, Target{p, m});
    }
  }
  for (std::size_t p = 0; p < providers_.size(); ++p) {
    for (std::size_t m = 0; m < providers_[p].models.size(); ++m)
      by_name_.insert_or_assign(providers_[p].models[m].name, Target{p, m});
  }
}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> names;
  for (const Provider& provider : providers_)
    names.push_back(provider.config.name);
  return names;
}

std::optional<Target> Catalogue::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::vector<Target> Catalogue::of_class(ProviderClass wanted, ModelKind kind) const {
  std::vector<Target> targets;
  for (std::size_t p = 0; p < providers_.size(); ++p) {
    if (providers_[p].config.provider_class != wanted) continue;
    for (std::size_t m = 0; m < providers_[p].models.size(); ++m) {
      if (providers_[p].models[m].kind == kind) targets.push_back({p, m});
    }
  }
  return targets;
}

}  // namespace swarm::chat
