#pragma once

#include <chrono>
#include <cstdint>

#include "base/json.hpp"
#include "platform/limits/token_bucket.hpp"

namespace swarm::limits {

struct LimitsConfig {
  std::int64_t requests_per_second_per_key = 5'000;
  std::int64_t burst_per_key = 10'000;
  std::int64_t requests_per_second_per_address = 10'000;
  std::int64_t burst_per_address = 20'000;
  std::int64_t failed_authentications_per_minute = 20;
  std::chrono::milliseconds cool_down{60'000};
  static constexpr auto schema =
      json::object("LimitsConfig",
                   json::field("requests_per_second_per_key", &LimitsConfig::requests_per_second_per_key,
                               "On average; 0: no limit.", json::between{0, 10'000'000}, json::live),
                   json::field("burst_per_key", &LimitsConfig::burst_per_key, "That many at once.",
                               json::between{1, 10'000'000}, json::live),
                   json::field("requests_per_second_per_address", &LimitsConfig::requests_per_second_per_address,
                               "On average; IPv6 addresses count by their /64; 0: no limit.",
                               json::between{0, 10'000'000}, json::live),
                   json::field("burst_per_address", &LimitsConfig::burst_per_address, "That many at once.",
                               json::between{1, 10'000'000}, json::live),
                   json::field("failed_authentications_per_minute", &LimitsConfig::failed_authentications_per_minute,
                               "More wrong keys from one address and it must cool down; 0: no limit.",
                               json::between{0, 1'000'000}, json::live),
                   json::field("cool_down_ms", &LimitsConfig::cool_down, "How long such an address is refused.",
                               json::between{1'000, 86'400'000}, json::live));

  Rate key_rate() const {
    return {static_cast<double>(requests_per_second_per_key), static_cast<double>(burst_per_key)};
  }
  Rate address_rate() const {
    return {static_cast<double>(requests_per_second_per_address), static_cast<double>(burst_per_address)};
  }
  Rate failure_rate() const {
    const auto per_minute = static_cast<double>(failed_authentications_per_minute);
    return {per_minute / 60, per_minute};
  }
};

}  // namespace swarm::limits
