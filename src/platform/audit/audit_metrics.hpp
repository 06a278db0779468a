#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::audit {

struct AuditMetrics {
  explicit AuditMetrics(telemetry::Metrics& metrics)
      : administrative(entries(metrics, "administrative")),
        security(entries(metrics, "security")),
        dropped(metrics.counter("swarm_audit_entries_dropped_total",
                                "Security events that were not written: too many waited, or the database refused.")),
        chain_valid(
            metrics.gauge("swarm_audit_chain_valid",
                          "Whether every chain was whole at the last verification: 1, 0, or -1 before the first.")),
        verified_at(
            metrics.gauge("swarm_audit_verified_timestamp_seconds", "When the chains were last verified; 0: never.")) {
    chain_valid.set(-1);
    verified_at.set(0);
  }

  telemetry::Counter administrative;
  telemetry::Counter security;
  telemetry::Counter dropped;
  telemetry::Gauge chain_valid;
  telemetry::Gauge verified_at;

 private:
  static telemetry::Counter entries(telemetry::Metrics& metrics, std::string_view kind) {
    return metrics.counter("swarm_audit_entries_total", "Entries written to the audit log.", {{"kind", kind}});
  }
};

}  // namespace swarm::audit
