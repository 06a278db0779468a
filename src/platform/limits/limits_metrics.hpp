#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::limits {

struct LimitsMetrics {
  explicit LimitsMetrics(telemetry::Metrics& metrics)
      : key(refusals(metrics, "key")),
        address(refusals(metrics, "address")),
        cool_down(refusals(metrics, "cool_down")),
        rules(metrics.gauge("swarm_ip_rules", "Address rules that this process applies.")),
        rules_checked_at(
            metrics.gauge("swarm_ip_rules_checked_timestamp_seconds",
                          "When this process last saw that its address rules are those of the database.")) {}

  telemetry::Counter key;        // beyond the rate of its key
  telemetry::Counter address;    // beyond the rate of its address
  telemetry::Counter cool_down;  // from an address with too many failed authentications
  telemetry::Gauge rules;
  telemetry::Gauge rules_checked_at;

 private:
  static telemetry::Counter refusals(telemetry::Metrics& metrics, std::string_view scope) {
    return metrics.counter("swarm_rate_limit_refusals_total",
                           "Requests that were refused with 429, by whose limit it was.", {{"scope", scope}});
  }
};

}  // namespace swarm::limits
