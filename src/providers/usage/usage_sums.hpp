#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "providers/usage/usage_record.hpp"

namespace swarm::usage {

// What the calls of one hour that are alike in everything else came to.
struct HourSum {
  const UsageRecord* like = nullptr;  // one of them
  Time hour{};
  std::int64_t calls = 0;
  std::int64_t estimated = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  Money cost{};
  std::chrono::microseconds duration{0};
  std::int64_t first_frames = 0;
  std::chrono::microseconds first_frame{0};
};

// The records of a batch, added up; in an order that all servers share, so that they never wait for each other in a
// circle. Refers to `records`.
std::vector<HourSum> sums_of(std::span<const UsageRecord> records);

}  // namespace swarm::usage
