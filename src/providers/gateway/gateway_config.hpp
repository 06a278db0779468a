#pragma once

#include <chrono>
#include <cstdint>

#include "base/json.hpp"

namespace swarm::gateway {

struct GatewayConfig {
  Bytes body_bytes_max{16 * MiB};
  Bytes reply_bytes_max{64 * MiB};
  Bytes frame_bytes_max{4 * MiB};
  std::int64_t connections_max = 1'024;
  std::int64_t idle_connections_max = 128;
  std::chrono::milliseconds idle_timeout{4'000};
  std::chrono::milliseconds backoff{100};
  std::chrono::milliseconds backoff_max{5'000};
  std::chrono::milliseconds retry_after_max{30'000};
  double retry_ratio = 0.2;
  std::int64_t retries_min = 10;
  std::chrono::milliseconds health_interval{30'000};
  static constexpr auto schema = json::object(
      "GatewayConfig",
      json::field("body_bytes_max", &GatewayConfig::body_bytes_max, "Longer requests under /v1 are refused with 413.",
                  json::between{1'024, 1'073'741'824}),
      json::field("reply_bytes_max", &GatewayConfig::reply_bytes_max,
                  "A longer answer of a provider, when it is no stream, is given up.",
                  json::between{1'024, 1'073'741'824}),
      json::field("frame_bytes_max", &GatewayConfig::frame_bytes_max, "A stream with a longer frame is given up.",
                  json::between{1'024, 268'435'456}),
      json::field("connections_max", &GatewayConfig::connections_max,
                  "To each provider, from each event loop, idle ones too.", json::between{1, 100'000}),
      json::field("idle_connections_max", &GatewayConfig::idle_connections_max,
                  "Kept for the next call, to each provider from each event loop.", json::between{0, 100'000}),
      json::field("idle_timeout_ms", &GatewayConfig::idle_timeout,
                  "How long an idle connection is kept: less than the provider keeps it, or calls meet its end.",
                  json::between{1, 3'600'000}),
      json::field("backoff_ms", &GatewayConfig::backoff, "Before the first retry at most; doubled each time.",
                  json::between{1, 600'000}),
      json::field("backoff_max_ms", &GatewayConfig::backoff_max, "Before any retry.", json::between{1, 600'000}),
      json::field("retry_after_max_ms", &GatewayConfig::retry_after_max,
                  "A provider that asks for more patience (Retry-After) is not asked again.",
                  json::between{0, 600'000}),
      json::field("retry_ratio", &GatewayConfig::retry_ratio,
                  "How many retries each call earns: a provider in trouble is not asked many times more.",
                  json::fraction{0, 1}),
      json::field("retries_min", &GatewayConfig::retries_min, "Retries that may go out before any are earned.",
                  json::between{0, 1'000'000}),
      json::field("health_interval_ms", &GatewayConfig::health_interval,
                  "A provider without traffic for so long is asked for its health, at no cost.",
                  json::between{100, 86'400'000}));
};

}  // namespace swarm::gateway
