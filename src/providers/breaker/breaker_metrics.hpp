#pragma once

#include <array>
#include <string_view>

#include "platform/telemetry/metrics.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/breaker/breaker_types.hpp"

namespace swarm::breaker {

// Of the breaker of one provider; its name comes from the checked configuration.
struct BreakerMetrics {
  BreakerMetrics(telemetry::Metrics& metrics, std::string_view provider)
      : state(metrics.gauge("swarm_breaker_state", "Of each provider's breaker: 0 closed, 1 half-open, 2 open.",
                            {{"provider", provider}})),
        refusals(metrics.counter("swarm_breaker_refusals_total", "Calls that an open breaker did not let through.",
                                 {{"provider", provider}})),
        transitions{transition(metrics, provider, State::closed), transition(metrics, provider, State::half_open),
                    transition(metrics, provider, State::open)},
        calls{call(metrics, provider, "succeeded"), call(metrics, provider, "failed"),
              call(metrics, provider, "limited"), call(metrics, provider, "abandoned")} {}

  telemetry::Gauge state;
  telemetry::Counter refusals;
  std::array<telemetry::Counter, 3> transitions;  // by State
  std::array<telemetry::Counter, 4> calls;        // by CallOutcome

 private:
  static telemetry::Counter transition(telemetry::Metrics& metrics, std::string_view provider, State to) {
    return metrics.counter("swarm_breaker_transitions_total", "Changes of a breaker's state, by the state it went to.",
                           {{"provider", provider}, {"to", json::name_of(to)}});
  }
  static telemetry::Counter call(telemetry::Metrics& metrics, std::string_view provider, std::string_view outcome) {
    return metrics.counter("swarm_breaker_calls_total",
                           "Calls that a breaker let through, by how they went for the provider's health.",
                           {{"provider", provider}, {"outcome", outcome}});
  }
};

}  // namespace swarm::breaker
