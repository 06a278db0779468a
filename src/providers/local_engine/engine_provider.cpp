#include "providers/local_engine/engine_provider.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "providers/local_engine/engine_files.hpp"
#include "providers/local_engine/model_record.hpp"

namespace swarm::local_engine {

namespace {

constexpr std::int64_t kContextTokensUsual = 8'192;

std::int64_t context_of(const EngineConfig& config, const std::filesystem::path& models_folder) {
  if (config.context_tokens > 0) return config.context_tokens;
  if (uses_built_in_model(config)) return kBuiltInContextTokens;
  const auto record = ModelRecord::read(models_folder, model_name_of(config));
  const std::int64_t trained = record ? record->context_tokens() : 0;
  return trained > 0 ? std::min(trained, kContextTokensUsual) : kContextTokensUsual;
}

chat::Instructions instructions_of(const EngineConfig& config) {
  if (config.instructions == InstructionStyle::head) return chat::Instructions::head;
  if (config.instructions == InstructionStyle::words) return chat::Instructions::words;
  return uses_built_in_model(config) ? chat::Instructions::head : chat::Instructions::words;
}

// As the engine takes names.
bool is_plain_name(std::string_view name) {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (name.empty() || !is_alphanumeric(name.front())) return false;
  return std::ranges::all_of(name, [&](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

std::optional<chat::ProviderConfig> provider_of(const EngineConfig& config,
                                                const std::filesystem::path& models_folder) {
  if (config.mode == Mode::off) return std::nullopt;
  constexpr std::string_view kSomewhere = "http://127.0.0.1:1/v1";  // the real port follows from each start
  const std::int64_t context = context_of(config, models_folder);
  chat::ProviderConfig provider{.name = std::string(kProviderName),
                                .provider_class = chat::ProviderClass::local,
                                .base_url = config.mode == Mode::external ? config.base_url : std::string(kSomewhere),
                                .key_secret = config.mode == Mode::external ? config.key_secret : std::string()};
  const auto add = [&](const std::string& name) {
    provider.models.push_back({.name = name,
                               .context_tokens = context,
                               .output_tokens_max = context,
                               .dollars_per_million_input_tokens = 0,
                               .dollars_per_million_output_tokens = 0,
                               .instructions = instructions_of(config)});
  };
  add(model_name_of(config));
  for (const AdapterConfig& adapter : config.adapters)
    add(adapter.name);
  // Ours costs nothing and writes until it has ended, or its context is full, where nobody sets a limit.
  provider.output_tokens_default =
      config.mode == Mode::builtin ? 0 : std::min(provider.output_tokens_default, context / 2 + 1);
  return provider;
}

std::vector<Fault> faults_of(const EngineConfig& config) {
  std::vector<Fault> faults;
  const bool is_external = config.mode == Mode::external;
  if (is_external && config.base_url.empty())
    faults.push_back({"$.engine.base_url", "the engine's URL expected, up to and with /v1, for mode external"});
  if (!is_external && !config.base_url.empty())
    faults.push_back({"$.engine.base_url", "it has no effect unless engine.mode is external"});
  if (!is_external && !config.key_secret.empty())
    faults.push_back({"$.engine.key_secret", "it has no effect unless engine.mode is external"});
  if (is_external && config.model.empty())
    faults.push_back({"$.engine.model", "the model's name there expected, for mode external"});
  if (config.mode == Mode::builtin && !is_plain_name(model_name_of(config)))
    faults.push_back({"$.engine.model",
                      "a name of letters, digits, '.', '_' and '-' expected, or a path to a file of "
                      "such a name"});
  if (config.restart_pause > config.restart_pause_max)
    faults.push_back({"$.engine.restart_pause_ms", "at most engine.restart_pause_max_ms expected"});
  std::set<std::string> names{model_name_of(config)};
  for (std::size_t i = 0; i < config.adapters.size(); ++i) {
    const std::string path = fmt::format("$.engine.adapters[{}]", i);
    if (!is_plain_name(config.adapters[i].name))
      faults.push_back({path + ".name", "letters, digits, '.', '_' and '-' expected"});
    if (!names.insert(config.adapters[i].name).second)
      faults.push_back({path + ".name", "a second model or adapter of this name"});
  }
  return faults;
}

}  // namespace swarm::local_engine
