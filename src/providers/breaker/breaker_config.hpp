#pragma once

#include <chrono>
#include <cstdint>

#include "base/json.hpp"

namespace swarm::breaker {

struct BreakerConfig {
  bool enabled = true;
  std::chrono::milliseconds window{30'000};
  std::int64_t calls_min = 10;
  double error_ratio = 0.5;
  std::chrono::milliseconds slow_call{60'000};
  double slow_ratio = 0.8;
  std::chrono::milliseconds open_for{10'000};
  std::chrono::milliseconds open_for_max{300'000};
  std::int64_t trial_calls = 3;
  static constexpr auto schema = json::object(
      "BreakerConfig",
      json::field("enabled", &BreakerConfig::enabled, "false: only opened and closed by hand.", json::live),
      json::field("window_ms", &BreakerConfig::window, "How far back calls count.", json::between{1'000, 3'600'000},
                  json::live),
      json::field("calls_min", &BreakerConfig::calls_min, "Fewer calls in the window never open a breaker.",
                  json::between{1, 1'000'000}, json::live),
      json::field("error_ratio", &BreakerConfig::error_ratio,
                  "Opens when so many of the calls failed. A 429 and a 4xx are no failures.", json::fraction{0.01, 1},
                  json::live),
      json::field("slow_call_ms", &BreakerConfig::slow_call,
                  "A call is slow when the head of its answer takes this long: a whole answer that is not streamed "
                  "too, so a model on small hardware needs more; 0: none is.",
                  json::between{0, 3'600'000}, json::live),
      json::field("slow_ratio", &BreakerConfig::slow_ratio, "Opens when so many of the calls were slow.",
                  json::fraction{0.01, 1}, json::live),
      json::field("open_ms", &BreakerConfig::open_for,
                  "How long it is open before it is tried again; doubled with every round of trials that fails.",
                  json::between{10, 86'400'000}, json::live),
      json::field("open_ms_max", &BreakerConfig::open_for_max, "And no longer than this.",
                  json::between{10, 86'400'000}, json::live),
      json::field("trial_calls", &BreakerConfig::trial_calls,
                  "So many calls are let through to try; all must succeed, the first failure opens it again.",
                  json::between{1, 1'000}, json::live));
};

}  // namespace swarm::breaker
