#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::outbox {

struct OutboxConfig {
  std::vector<std::string> allow_private_addresses{};
  bool allow_http = false;
  std::filesystem::path ca_file{};
  std::chrono::milliseconds request_timeout{20'000};
  std::chrono::milliseconds connect_timeout{5'000};
  std::size_t concurrency_max = 64;
  std::size_t concurrency_per_webhook_max = 4;
  std::vector<std::chrono::seconds> retry_delays{
      std::chrono::seconds{5}, std::chrono::minutes{5}, std::chrono::minutes{30},
      std::chrono::hours{2},   std::chrono::hours{5},   std::chrono::hours{10},
      std::chrono::hours{14},  std::chrono::hours{20},  std::chrono::hours{24}};
  std::chrono::seconds retry_after_max{3'600};
  std::chrono::hours disable_after{120};
  std::int64_t webhooks_per_project_max = 20;
  std::int64_t waiting_per_webhook_max = 10'000;
  std::chrono::hours kept{24 * 7};
  std::int64_t kept_max = 200'000;
  static constexpr auto schema = json::object(
      "OutboxConfig",
      json::field("allow_private_addresses", &OutboxConfig::allow_private_addresses,
                  "CIDR blocks that webhooks may be sent to although they are not public, also without TLS.",
                  json::items{0, 100}),
      json::field("allow_http", &OutboxConfig::allow_http, "Allow webhooks without TLS to public addresses."),
      json::field("ca_file", &OutboxConfig::ca_file,
                  "Certificates to trust when sending, instead of the system's (PEM); empty: the system's."),
      json::field("request_timeout_ms", &OutboxConfig::request_timeout, "For one attempt as a whole.",
                  json::between{100, 60'000}),
      json::field("connect_timeout_ms", &OutboxConfig::connect_timeout, "For look-up, connection and TLS.",
                  json::between{100, 60'000}),
      json::field("concurrency_max", &OutboxConfig::concurrency_max, "Attempts at once, of all webhooks together.",
                  json::between{1, 1'000}),
      json::field("concurrency_per_webhook_max", &OutboxConfig::concurrency_per_webhook_max,
                  "Attempts at once, of one webhook; one while it is failing.", json::between{1, 100}),
      json::field("retry_delays_s", &OutboxConfig::retry_delays,
                  "How long to wait after each failed attempt (with 10 % of jitter); after the last, the delivery has "
                  "failed.",
                  json::items{0, 20}, json::between{1, 604'800}),
      json::field(
          "retry_after_max_s", &OutboxConfig::retry_after_max,
          "A receiver's Retry-After (429, 502, 503, 504) holds all of its deliveries back for at most this long.",
          json::between{0, 86'400}),
      json::field("disable_after_h", &OutboxConfig::disable_after,
                  "A webhook of which every attempt failed for this long is disabled.", json::between{1, 8'760}),
      json::field("webhooks_per_project_max", &OutboxConfig::webhooks_per_project_max, "More are refused.",
                  json::between{1, 1'000}),
      json::field("waiting_per_webhook_max", &OutboxConfig::waiting_per_webhook_max,
                  "Deliveries that may wait; beyond that the webhook's events wait in the feed.",
                  json::between{1, 1'000'000}),
      json::field("kept_hours", &OutboxConfig::kept, "How long the delivery log is kept.", json::between{1, 876'000}),
      json::field("kept_max", &OutboxConfig::kept_max, "How many ended deliveries are kept.",
                  json::between{100, 100'000'000}));
};

}  // namespace swarm::outbox
