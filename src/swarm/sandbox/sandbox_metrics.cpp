#include "swarm/sandbox/sandbox_metrics.hpp"

namespace swarm::sandbox {

SandboxMetrics::SandboxMetrics(telemetry::Metrics& metrics)
    : refused(metrics.counter("swarm_sandbox_refused_total", "Runs refused because too many waited.")),
      running(metrics.gauge("swarm_sandbox_running", "Programs that run now.")),
      duration_(metrics.histogram("swarm_sandbox_duration_seconds", "One run, with the sandbox's own start.")) {
  for (const auto& entry : enum_names(RunOutcome{})) {
    executions_.emplace(entry.value, metrics.counter("swarm_sandbox_executions_total", "Programs that were run.",
                                                     {{"outcome", entry.name}}));
  }
}

void SandboxMetrics::ran(const RunReport& report) const {
  executions_.at(report.outcome).add();
  duration_.observe(std::chrono::duration<double>(report.wall).count());
}

}  // namespace swarm::sandbox
