#pragma once

#include <memory>
#include <vector>

#include "platform/runtime/task_group.hpp"
#include "platform/secrets/secret_source.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/gateway/provider_state.hpp"

namespace swarm::gateway {

// Looks after providers that nobody asks: a GET of a free path (health_path, else the list of models), never a call
// that costs. A provider with traffic is judged by that. Nothing is asked while its breaker is not closed.
class ProviderHealth {
 public:
  struct Deps {
    std::vector<std::unique_ptr<ProviderState>>& states;
    breaker::BreakerGate& breaker;
    const secrets::SecretSource& secrets;
    runtime::Loop& loop;
    const Clock& clock;
    telemetry::Log log;
  };
  ProviderHealth(const GatewayConfig& config, Deps deps)
      : interval_(config.health_interval), deps_(std::move(deps)), background_(deps_.loop) {}

  void start();
  Async<void> stop() { return background_.stop(); }

 private:
  Async<void> watch(std::size_t provider);
  Async<void> look(std::size_t provider);
  http_client::Request question(ProviderState& state) const;

  const std::chrono::milliseconds interval_;
  Deps deps_;
  runtime::TaskGroup background_;
};

// What a status of such a path says. Pure.
Sighting sighting_of(int status);

}  // namespace swarm::gateway
