#include "engine/batching/start_engine.hpp"

#include "engine/batching/engine.hpp"
#include "engine/batching/llama_runner.hpp"

namespace swarm::batching {
namespace {

EngineSettings settings_of(const llama::Profile& profile, std::size_t waiting_max) {
  EngineSettings settings{.lanes = {.lanes_max = static_cast<std::size_t>(profile.contexts),
                                    .slots = static_cast<std::size_t>(profile.slots),
                                    .batch_tokens_max = static_cast<std::size_t>(profile.batch)},
                          .waiting_max = waiting_max,
                          .context_tokens = static_cast<std::size_t>(profile.context_tokens)};
  for (const llama::DevicePlan& plan : profile.devices)
    settings.lanes.limits.push_back({.device = plan.device, .limit = plan.limit});
  return settings;
}

}  // namespace

Result<std::unique_ptr<Inference>> start_inference(std::shared_ptr<llama::Model> model, const llama::Profile& profile,
                                                   EngineDeps deps) {
  auto threads = std::make_shared<llama::ComputeThreads>(profile.threads);
  auto runner = std::make_unique<LlamaRunner>(std::move(model), std::move(threads), profile.context_settings());
  auto engine = std::make_unique<Engine>(std::move(runner), settings_of(profile, deps.waiting_max),
                                         Engine::Deps{.clock = deps.clock, .random = deps.random});
  static_cast<void>(TRY(engine->warm_up()));
  return engine;
}

Result<RunningEngine> start_engine(const std::filesystem::path& model_file, const llama::Profile& profile,
                                   EngineDeps deps) {
  RunningEngine out {
    .model = TRY(llama::Model::load(profile.load_settings(model_file)))
    , .inference = nullptr
  };
  out.inference = TRY(start_inference(out.model, profile, deps));
  return out;
}

}  // namespace swarm::batching
