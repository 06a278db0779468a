#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::lora {

struct AdapterMetrics {
  explicit AdapterMetrics(telemetry::Metrics& metrics)
      : loaded(metrics.gauge("swarm_engine_adapters", "LoRA adapters that requests may name.")),
        loads(metrics.counter("swarm_engine_adapter_loads_total", "Loads of LoRA adapters.", {{"outcome", "loaded"}})),
        refusals(
            metrics.counter("swarm_engine_adapter_loads_total", "Loads of LoRA adapters.", {{"outcome", "refused"}})),
        unloads(metrics.counter("swarm_engine_adapter_unloads_total",
                                "LoRA adapters whose weights were given back, after their last user.")) {}

  telemetry::Gauge loaded;
  telemetry::Counter loads;
  telemetry::Counter refusals;
  telemetry::Counter unloads;
};

}  // namespace swarm::lora
