#include "app/parts.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "learning/training_runs/base_models.hpp"

namespace swarm::app {

// The ledgers of heads are named as tasks name heads.
static_assert(std::ranges::equal(
    enum_names(budget::Head{}), enum_names(answers::Head{}), {}, [](const auto& entry) { return entry.name; },
    [](const auto& entry) { return entry.name; }));

heads::ComputeLimits limits_of(const MathConfig& config) {
  return {.time = config.time_max, .prompt_bytes_max = config.prompt_bytes_max, .digits_max = config.digits_max};
}

telemetry::LogConfig with_folder(telemetry::LogConfig log, const std::filesystem::path& data) {
  if (!log.folder) log.folder = data / "logs";
  return log;
}

runtime::FailureHandler report_to(const telemetry::Log& log) {
  return [log](std::string_view what) { log.error("coroutine_failed", {{"error", what}}); };
}

training_runs::FindModel model_finder(const std::filesystem::path& models) {
  return [models](std::string_view name) {
    return training_runs::find_base_model(name, models, local_engine::own_program_folder());
  };
}

// A child of its own, as when a file is added to the models.
training_runs::TryAdapter adapter_trier(local_engine::EngineSupervisor& engine) {
  return [&engine](const std::filesystem::path& adapter, const std::filesystem::path& base,
                   const std::function<bool()>& is_stopping) -> Result<Done> {
    const std::filesystem::path program =
        TRY(local_engine::find_engine_program(engine.config(), local_engine::own_program_folder()));
    TRY(local_engine::ModelCheck(engine.launcher()).check(program, adapter, base, is_stopping));
    return Done{};
  };
}

// What the engine is made of: an adapter among it is not forgotten with the run that made it. A name may be a file or a
// link in the models folder.
std::vector<std::filesystem::path> paths_in_use(const AppConfig& config) {
  std::vector<std::filesystem::path> paths;
  const auto add = [&](const std::string& name) {
    if (!name.empty()) paths.insert(paths.end(), {name, models_folder(config) / (name + ".gguf")});
  };
  add(config.engine.model);
  for (const local_engine::AdapterConfig& adapter : config.engine.adapters)
    add(adapter.path.string());
  return paths;
}

// Refusing to run code is not trouble of the server: it abstains where it would have run some.
api::ComponentHealth sandbox_health(const sandbox::SandboxFacts& facts) {
  const bool as_wanted = facts.ready || !facts.is_known || facts.backend == json::name_of(sandbox::Backend::off);
  return {as_wanted ? api::Health::ok : api::Health::degraded, fmt::format("{}: {}", facts.backend, facts.detail)};
}

// Without an engine what nobody computes is abstained from: that is trouble where one is wanted.
api::ComponentHealth engine_health(const local_engine::Facts& facts) {
  using local_engine::Condition;
  const bool is_first_start = facts.condition == Condition::starting && facts.last_error.empty();
  const bool as_wanted = is_first_start || facts.condition == Condition::serving || facts.condition == Condition::off ||
                         facts.condition == Condition::external || facts.condition == Condition::draining;
  std::string detail(json::name_of(facts.condition));
  if (!facts.model.empty()) detail += fmt::format(", model {}", facts.model);
  if (!facts.trouble.empty()) detail += ": " + facts.trouble;
  for (const std::string& why : facts.adapters_left_out)
    detail += "; left out: " + why;
  return {as_wanted && facts.adapters_left_out.empty() ? api::Health::ok : api::Health::degraded, std::move(detail)};
}

// Nobody here runs it: what calls, or looks at its models, last saw counts. Without its URL, since anybody reads this.
api::ComponentHealth external_engine_health(const gateway::Gateway& gateway, const breaker::BreakerService& breakers) {
  const std::string name(local_engine::kProviderName);
  const std::vector<chat::Provider>& providers = gateway.catalogue().providers();
  const auto found =
      std::ranges::find_if(providers, [&](const chat::Provider& provider) { return provider.config.name == name; });
  if (found == providers.end()) return {api::Health::ok, "external"};
  const gateway::Sighting seen = gateway.state_of(static_cast<std::size_t>(found - providers.begin())).sighting();
  std::string detail = "external";
  if (!seen.detail.empty()) detail += ": " + seen.detail;
  const std::map<std::string, std::string> kept_away = breakers.not_closed();
  const auto breaker = kept_away.find(name);
  if (breaker != kept_away.end()) detail += fmt::format("; its breaker is {}", breaker->second);
  const bool is_down = seen.condition == gateway::Condition::down || breaker != kept_away.end();
  return {is_down ? api::Health::degraded : api::Health::ok, std::move(detail)};
}

std::map<std::string, chat::HostedProvider*> hosted_providers(local_engine::EngineSupervisor& engine) {
  if (engine.config().mode != local_engine::Mode::builtin) return {};
  return {{std::string(local_engine::kProviderName), &engine}};
}

std::string address_text(const http::ServerConfig& config, std::uint16_t port) {
  return config.address.find(':') == std::string::npos ? fmt::format("{}:{}", config.address, port)
                                                       : fmt::format("[{}]:{}", config.address, port);
}

App::Parts::Slices::Slices(Parts& parts, crypto::SigningKey signing_key, secrets::SecretBox box,
                           secrets::EnvironmentSecrets environment)
    : p(parts),
      audit(p.config.audit, {.database = *p.database,
                             .loop = p.background,
                             .clock = p.clock,
                             .metrics = audit_metrics,
                             .log = p.log.named("audit"),
                             .key = std::move(signing_key),
                             .replica = p.replica}),
      secrets({.database = *p.database,
               .audit = audit,
               .box = std::move(box),
               .environment = std::move(environment),
               .blocking = p.blocking,
               .loop = p.background,
               .random = p.random,
               .clock = p.clock,
               .metrics = p.metrics,
               .log = p.log.named("secrets")}) {}

App::Parts::Parts(config::Loaded<AppConfig> loaded, config::Sources from, chat::Catalogue providers, std::string name)
    : config(std::move(loaded.value)),
      sources(std::move(from)),
      catalogue(std::move(providers)),
      replica(std::move(name)),
      places(std::move(loaded.places)),
      shown(config) {}
App::Parts::~Parts() = default;

}  // namespace swarm::app
