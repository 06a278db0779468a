#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::live {

// What the WebSocket port allows beyond what every HTTP port does.
struct LiveConfig {
  std::vector<std::string> allowed_origins{};
  Bytes message_bytes_max{64 * KiB};
  std::int64_t messages_per_second = 50;
  std::int64_t subscriptions_max = 100;
  std::int64_t connections_per_key_max = 12'000;
  Bytes send_buffer_bytes{256 * KiB};
  Bytes feed_bytes_max{4 * MiB};
  std::chrono::milliseconds authentication_timeout{10'000};
  std::chrono::milliseconds ping_interval{30'000};
  std::chrono::milliseconds pong_timeout{20'000};
  std::chrono::milliseconds close_timeout{5'000};
  std::chrono::milliseconds renewal_interval{15'000};
  static constexpr auto schema = json::object(
      "LiveConfig",
      json::field("allowed_origins", &LiveConfig::allowed_origins,
                  "Origins, such as https://example.com, whose pages may connect beside pages of the same host.",
                  json::items{0, 100}),
      json::field("message_bytes_max", &LiveConfig::message_bytes_max, "A longer message closes with 1009.",
                  json::between{1024, 16'777'216}),
      json::field("messages_per_second", &LiveConfig::messages_per_second,
                  "Of one connection, and twice that at once, pings too; more close with 1008. 0: no limit.",
                  json::between{0, 1'000'000}),
      json::field("subscriptions_max", &LiveConfig::subscriptions_max, "Of one connection.", json::between{1, 10'000}),
      json::field("connections_per_key_max", &LiveConfig::connections_per_key_max,
                  "WebSockets of one key; more are refused with 429.", json::between{1, 1'000'000}),
      json::field("send_buffer_bytes", &LiveConfig::send_buffer_bytes,
                  "What waits in the kernel for a slow reader before nothing more is sent.",
                  json::between{16'384, 16'777'216}),
      json::field("feed_bytes_max", &LiveConfig::feed_bytes_max,
                  "Recent events of a project that its readers share; who is further behind reads by cursor.",
                  json::between{65'536, 1'073'741'824}),
      json::field("authentication_timeout_ms", &LiveConfig::authentication_timeout,
                  "For the key of a connection that came without one.", json::between{100, 600'000}),
      json::field("ping_interval_ms", &LiveConfig::ping_interval, "Of silence before a ping; 0: no pings.",
                  json::between{0, 3'600'000}),
      json::field("pong_timeout_ms", &LiveConfig::pong_timeout, "For any sign of life after a ping.",
                  json::between{100, 3'600'000}),
      json::field("close_timeout_ms", &LiveConfig::close_timeout, "For the other end's close frame.",
                  json::between{100, 600'000}),
      json::field("renewal_interval_ms", &LiveConfig::renewal_interval,
                  "How soon a connection whose key was revoked, or whose address was blocked, is closed.",
                  json::between{100, 3'600'000}));
};

}  // namespace swarm::live
