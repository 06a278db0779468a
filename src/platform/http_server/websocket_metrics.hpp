#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "platform/telemetry/metrics.hpp"

namespace swarm::http {

// How a WebSocket ended, as a label: by a close code that this server or the client sent, without a close frame
// ("lost"), or by a code that has no name here ("other").
struct WebSocketMetrics {
  explicit WebSocketMetrics(telemetry::Metrics& metrics);

  telemetry::Gauge connections;
  telemetry::Counter messages_received;
  telemetry::Counter messages_sent;
  telemetry::Counter slow_readers;
  telemetry::Counter pongs_missed;

  // Nothing: without a close frame.
  void closed(std::optional<std::uint16_t> code) const;

 private:
  static constexpr std::array<std::uint16_t, 10> kCodes{1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009, 1011, 1013};
  std::vector<telemetry::Counter> by_code_;  // as kCodes, then "other", then "lost"
};

}  // namespace swarm::http
