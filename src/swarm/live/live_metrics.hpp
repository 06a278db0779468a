#pragma once

#include "platform/telemetry/metrics.hpp"

namespace swarm::live {

struct LiveMetrics {
  explicit LiveMetrics(telemetry::Metrics& metrics);

  telemetry::Gauge subscriptions;
  telemetry::Gauge feeds;          // projects whose events are read for subscribers
  telemetry::Counter events_sent;  // to all subscribers together
  telemetry::Counter feed_reads;   // once for all who follow a project
  telemetry::Counter catch_ups;    // reads by cursor of those who are behind
  telemetry::Counter refused_origin;
  telemetry::Counter refused_key_full;
};

}  // namespace swarm::live
