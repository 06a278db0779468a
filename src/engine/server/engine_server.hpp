#pragma once

#include <memory>
#include <string>

#include "engine/server/admin_endpoints.hpp"
#include "engine/server/embedding_endpoints.hpp"
#include "engine/server/engine_gatekeepers.hpp"
#include "engine/server/generation_endpoints.hpp"
#include "engine/server/model_endpoints.hpp"
#include "platform/http_server/server.hpp"

namespace swarm::engine_server {

struct EngineServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool insecure = false;     // another address than loopback, without TLS
  std::string token{};       // empty: everybody may ask
  std::string model_name{};  // as requests name it
  std::string model_file{};
  std::int64_t context_tokens = 0;  // of prompt and answer together
  std::chrono::milliseconds answer_timeout{600'000};
  std::chrono::milliseconds answer_grace{10'000};    // behind it, for an engine that does not say so itself
  std::chrono::milliseconds stall_timeout{120'000};  // of one decode call; then /health says so
  Bytes body_bytes_max{8 * MiB};
  Bytes resident_bytes_max{};  // nearer than a tenth to it, no new work is taken
};

// The engine's HTTP side: routes over TextModel, Inference and AdapterRegistry, on Loops that outlive all of them.
class EngineServer {
 public:
  struct Deps {
    const TextModel& text;
    batching::Inference& inference;
    lora::AdapterRegistry& adapters;
    runtime::Loops& loops;  // started
    telemetry::Metrics& metrics;
    const Clock& clock;
    Random& random;
    telemetry::Log log;
    json::Object profile{};  // shown in /admin/status
    std::string version{};
  };
  EngineServer(EngineServerConfig config, Deps deps);

  // `conflict` when the port is taken, `invalid_input` for an address that is none.
  Result<Done> start() { return http_.start(); }
  std::string address() const;  // "127.0.0.1:PORT"
  // Takes nothing new; ends when all answers are written or `at_most` is over.
  Async<void> drain(std::chrono::milliseconds at_most) { return http_.drain(at_most); }

 private:
  static http::ServerConfig http_config(const EngineServerConfig& config);
  http::Server::Deps http_deps();
  StatusView facts() const;
  ModelView base_view() const;
  void declare();

  const EngineServerConfig config_;
  const Deps deps_;
  TokenAuthenticator authenticator_;
  EverybodyAdmitted admission_;
  NothingObserved security_;
  runtime::MemoryLimit memory_;
  EngineMetrics metrics_;
  runtime::BlockingPool pool_;
  runtime::BlockingPool loading_pool_;  // where files are read for minutes, and nobody else waits
  GenerationEndpoints generation_;
  EmbeddingEndpoints embedding_;
  ModelEndpoints models_;
  AdminEndpoints admin_;
  http::Router router_;
  http::Server http_;
};

}  // namespace swarm::engine_server
