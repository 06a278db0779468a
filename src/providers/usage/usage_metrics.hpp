#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::usage {

struct UsageMetrics {
  explicit UsageMetrics(telemetry::Metrics& metrics)
      : stored(metrics.counter("swarm_usage_records_total", "Records of calls to providers that were stored.")),
        dropped(metrics.counter("swarm_usage_records_dropped_total",
                                "Records of calls that were not stored: the queue was full, or the database refused "
                                "them. Accounts of money are the ledger's and lose nothing.")),
        queue(metrics.gauge("swarm_usage_queue_length", "Records of calls that wait to be stored.")) {}

  telemetry::Counter stored;
  telemetry::Counter dropped;
  telemetry::Gauge queue;
};

}  // namespace swarm::usage
