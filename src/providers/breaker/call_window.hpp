#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"
#include "providers/breaker/breaker_types.hpp"

namespace swarm::breaker {

// What the calls of the last while came to. It slides by tenths: a call counts for at least nine tenths of the window
// and at most the whole. Not thread-safe.
class CallWindow {
 public:
  static constexpr std::int64_t kBuckets = 10;

  explicit CallWindow(std::chrono::milliseconds length) : width_(length / kBuckets) {}

  // `counts` of one call or more. A time before one that was seen counts as that one.
  void add(SteadyTime now, const CallCounts& counts);
  const CallCounts& counts(SteadyTime now);
  const CallCounts& last_counts() const { return total_; }  // when it was last asked or added to
  void clear();

 private:
  void slide(SteadyTime now);
  CallCounts& bucket(std::int64_t number) { return buckets_[static_cast<std::size_t>(number % kBuckets)]; }

  std::chrono::nanoseconds width_;
  std::array<CallCounts, kBuckets> buckets_{};
  CallCounts total_{};
  std::int64_t newest_ = 0;  // number of the bucket that is being filled
};

}  // namespace swarm::breaker
