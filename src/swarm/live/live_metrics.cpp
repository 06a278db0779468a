#include "swarm/live/live_metrics.hpp"

namespace swarm::live {

namespace {

telemetry::Counter refused(telemetry::Metrics& metrics, std::string_view reason) {
  return metrics.counter("swarm_websocket_refused_total", "WebSockets that were refused at the handshake.",
                         {{"reason", reason}});
}
telemetry::Counter reads(telemetry::Metrics& metrics, std::string_view kind) {
  return metrics.counter("swarm_websocket_feed_reads_total",
                         "Reads of events for WebSockets: one for all who follow a project, or of one who is behind.",
                         {{"kind", kind}});
}

}  // namespace

LiveMetrics::LiveMetrics(telemetry::Metrics& metrics)
    : subscriptions(metrics.gauge("swarm_websocket_subscriptions", "Subscriptions of open WebSockets.")),
      feeds(metrics.gauge("swarm_websocket_feeds", "Projects whose events are read for subscribers.")),
      events_sent(metrics.counter("swarm_websocket_events_sent_total", "Events sent, to all subscribers together.")),
      feed_reads(reads(metrics, "shared")),
      catch_ups(reads(metrics, "behind")),
      refused_origin(refused(metrics, "origin")),
      refused_key_full(refused(metrics, "key_full")) {}

}  // namespace swarm::live
