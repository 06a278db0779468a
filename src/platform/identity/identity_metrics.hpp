#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::identity {

// How an authentication ended. One label value of swarm_authentications_total each.
struct IdentityMetrics {
  explicit IdentityMetrics(telemetry::Metrics& metrics)
      : accepted(authentications(metrics, "accepted")),
        malformed(authentications(metrics, "malformed")),
        unknown(authentications(metrics, "unknown")),
        expired(authentications(metrics, "expired")),
        revoked(authentications(metrics, "revoked")),
        project_archived(authentications(metrics, "project_archived")),
        project_refused(authentications(metrics, "project_refused")),
        unavailable(authentications(metrics, "unavailable")),
        keys_active(keys(metrics, "active")),
        keys_expired(keys(metrics, "expired")),
        keys_revoked(keys(metrics, "revoked")) {}

  telemetry::Counter accepted;
  telemetry::Counter malformed;  // not our form, or a wrong checksum: refused without a look-up
  telemetry::Counter unknown;    // no such key, or another secret
  telemetry::Counter expired;
  telemetry::Counter revoked;
  telemetry::Counter project_archived;
  telemetry::Counter project_refused;  // X-Project from one who is no admin, or of no project
  telemetry::Counter unavailable;      // the database could not be asked
  telemetry::Gauge keys_active;
  telemetry::Gauge keys_expired;
  telemetry::Gauge keys_revoked;

 private:
  static telemetry::Counter authentications(telemetry::Metrics& metrics, std::string_view outcome) {
    return metrics.counter("swarm_authentications_total", "Keys that were presented, by how it ended.",
                           {{"outcome", outcome}});
  }
  static telemetry::Gauge keys(telemetry::Metrics& metrics, std::string_view state) {
    return metrics.gauge("swarm_keys", "API keys in the database.", {{"state", state}});
  }
};

}  // namespace swarm::identity
