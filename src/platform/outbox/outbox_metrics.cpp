#include "platform/outbox/outbox_metrics.hpp"

namespace swarm::outbox {

OutboxMetrics::OutboxMetrics(telemetry::Metrics& metrics)
    : duration(metrics.histogram("swarm_webhook_delivery_duration_seconds", "How long one attempt took.")),
      queue_length(metrics.gauge("swarm_webhook_queue_length",
                                 "Deliveries that wait for an attempt, in the whole database; looked up every 15 s.")),
      oldest_age(metrics.gauge("swarm_webhook_oldest_age_seconds",
                               "Age of the oldest of them; one that is tried again for hours counts.")),
      disabled(metrics.counter("swarm_webhooks_disabled_total",
                               "Webhooks that were disabled because they failed for long, or were gone (410).")),
      held_back(metrics.counter("swarm_webhook_feeds_held_back_total",
                                "How often a webhook's events were left in the feed because its queue was full.")),
      forgotten(metrics.counter("swarm_retention_rows_deleted_total", "Rows that were too old or too many.",
                                {{"kind", "webhook_deliveries"}})),
      gaps(metrics.counter("swarm_webhook_feed_gaps_total",
                           "How often events were forgotten before they could be queued for a webhook.")) {
  for (const auto& entry : enum_names(AttemptOutcome{})) {
    attempts.emplace(entry.value, metrics.counter("swarm_webhook_deliveries_total", "Attempts, by how they ended.",
                                                  {{"outcome", entry.name}}));
  }
}

}  // namespace swarm::outbox
