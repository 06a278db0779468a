#pragma once

#include <map>

#include "platform/telemetry/metrics.hpp"
#include "swarm/sandbox/run_types.hpp"

namespace swarm::sandbox {

struct SandboxMetrics {
  explicit SandboxMetrics(telemetry::Metrics& metrics);
  void ran(const RunReport& report) const;

  telemetry::Counter refused;  // too many waited
  telemetry::Gauge running;

 private:
  std::map<RunOutcome, telemetry::Counter> executions_;
  telemetry::Histogram duration_;
};

}  // namespace swarm::sandbox
