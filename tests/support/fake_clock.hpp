#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace swarm::tests {

// Time that moves when a test says so. Both clocks move together. Safe to call from any thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start = from_milliseconds(1'700'000'000'000)) : now_ms_(to_milliseconds(start)) {}
  Time now() const override { return from_milliseconds(now_ms_.load()); }
  SteadyTime steady_now() const override { return SteadyTime{std::chrono::milliseconds{now_ms_.load()}}; }
  void advance(std::chrono::milliseconds by) { now_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace swarm::tests
