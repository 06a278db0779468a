#pragma once

#include <map>

#include "platform/outbox/webhook_types.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::outbox {

struct OutboxMetrics {
  explicit OutboxMetrics(telemetry::Metrics& metrics);

  std::map<AttemptOutcome, telemetry::Counter> attempts;
  telemetry::Histogram duration;
  telemetry::Gauge queue_length;
  telemetry::Gauge oldest_age;
  telemetry::Counter disabled;
  telemetry::Counter held_back;  // a webhook's events wait in the feed because its queue is full
  telemetry::Counter forgotten;  // rows of the delivery log
  telemetry::Counter gaps;       // events of a webhook were forgotten before they became deliveries
};

}  // namespace swarm::outbox
