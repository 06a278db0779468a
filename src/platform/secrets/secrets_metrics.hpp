#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::secrets {

struct SecretsMetrics {
  explicit SecretsMetrics(telemetry::Metrics& metrics)
      : stored(secrets(metrics, "store")),
        environment(secrets(metrics, "environment")),
        unreadable(metrics.gauge("swarm_secrets_unreadable",
                                 "Stored secrets that this process cannot open: sealed with another master key, or "
                                 "damaged.")),
        checked_at(metrics.gauge("swarm_secrets_checked_timestamp_seconds",
                                 "When this process last saw that its secrets are those of the database.")),
        rotation_unfinished(metrics.gauge("swarm_master_key_rotation_unfinished",
                                          "1 while the previous master key is kept, because not everything is known to "
                                          "be sealed with the new one.")),
        resealed(metrics.counter("swarm_secrets_resealed_total", "Secrets sealed anew after the master key changed.")) {
  }

  telemetry::Gauge stored;
  telemetry::Gauge environment;
  telemetry::Gauge unreadable;
  telemetry::Gauge checked_at;
  telemetry::Gauge rotation_unfinished;
  telemetry::Counter resealed;

 private:
  static telemetry::Gauge secrets(telemetry::Metrics& metrics, std::string_view origin) {
    return metrics.gauge("swarm_secrets", "Named secrets that this process can use, by where they come from.",
                         {{"origin", origin}});
  }
};

}  // namespace swarm::secrets
