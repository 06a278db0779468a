#pragma once

#include <cstddef>

#include "base/json.hpp"

namespace swarm::usage {

struct UsageConfig {
  std::size_t queue_max = 100'000;
  static constexpr auto schema =
      json::object("UsageConfig", json::field("queue_max", &UsageConfig::queue_max,
                                              "Records of calls that wait to be stored; more are dropped and counted.",
                                              json::between{1'000, 10'000'000}));
};

}  // namespace swarm::usage
