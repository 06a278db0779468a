#include "platform/http_server/websocket_metrics.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace swarm::http {

namespace {

telemetry::Counter messages(telemetry::Metrics& metrics, std::string_view direction) {
  return metrics.counter("swarm_websocket_messages_total", "Messages over WebSockets.", {{"direction", direction}});
}
telemetry::Counter cut(telemetry::Metrics& metrics, std::string_view reason) {
  return metrics.counter("swarm_websocket_cut_total", "WebSockets that were ended because the client was too slow.",
                         {{"reason", reason}});
}
telemetry::Counter closed_with(telemetry::Metrics& metrics, std::string_view code) {
  return metrics.counter("swarm_websocket_closes_total",
                         "WebSockets that ended, by close code; lost: without a close frame.", {{"code", code}});
}

}  // namespace

WebSocketMetrics::WebSocketMetrics(telemetry::Metrics& metrics)
    : connections(metrics.gauge("swarm_websocket_connections", "Open WebSockets.")),
      messages_received(messages(metrics, "received")),
      messages_sent(messages(metrics, "sent")),
      slow_readers(cut(metrics, "slow_reader")),
      pongs_missed(cut(metrics, "no_pong")) {
  for (const std::uint16_t code : kCodes)
    by_code_.push_back(closed_with(metrics, fmt::format("{}", code)));
  by_code_.push_back(closed_with(metrics, "other"));
  by_code_.push_back(closed_with(metrics, "lost"));
}

void WebSocketMetrics::closed(std::optional<std::uint16_t> code) const {
  if (!code) return by_code_.back().add();
  by_code_[static_cast<std::size_t>(std::ranges::find(kCodes, *code) - kCodes.begin())].add();
}

}  // namespace swarm::http
