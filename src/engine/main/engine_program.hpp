#pragma once

#include <memory>
#include <string>

#include "engine/batching/start_engine.hpp"
#include "engine/main/command_line.hpp"
#include "engine/server/engine_server.hpp"
#include "engine/server/limited_check.hpp"
#include "engine/server/llama_text_model.hpp"
#include "engine/server/staged_adapter_loader.hpp"
#include "platform/telemetry/log_writer.hpp"

namespace swarm::engine_main {

llama::Overrides overrides_of(const CommandLine& line);

// Everything that was decided: by the machine, the model and the flags.
json::Object settings_of(const CommandLine& line, const llama::Profile& profile);

// Everything that swarm-engine is while it serves, in the order in which it depends on each other: what stands below
// ends first.
class EngineProgram {
 public:
  EngineProgram(CommandLine line, std::string token);
  ~EngineProgram();

  // Checks and loads the model, then the adapters, then listens.
  Result<Done> start();
  json::Object ready_line() const;
  // Finishes what runs, within --drain-timeout and a moment.
  void stop();
  void flush_log() { log_writer_.flush(); }

 private:
  Result<Done> load_model();
  Result<Done> load_adapters();
  Result<Done> listen();
  void take_llama_log();

  const CommandLine line_;
  std::string token_;
  SystemClock clock_;
  SystemRandom random_;
  telemetry::Metrics metrics_;
  telemetry::LogWriter log_writer_;
  const telemetry::Log log_;
  runtime::Loops loops_;
  process::Launcher launcher_;
  llama::Profile profile_;
  batching::RunningEngine engine_;
  std::unique_ptr<engine_server::LimitedCheck> check_;
  std::unique_ptr<engine_server::StagedAdapterLoader> loader_;
  std::unique_ptr<engine_server::LlamaTextModel> text_;
  std::unique_ptr<lora::AdapterRegistry> adapters_;
  std::unique_ptr<engine_server::EngineServer> server_;
};

}  // namespace swarm::engine_main
