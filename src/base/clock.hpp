#pragma once

#include <chrono>
#include <cstdint>

namespace swarm {

// A moment on the wall clock, to the millisecond: what is stored, shown and compared across machines.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
// A moment on this machine's monotonic clock: what durations and time limits are measured with.
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::int64_t to_milliseconds(Time time) {
  return time.time_since_epoch().count();
}
constexpr Time from_milliseconds(std::int64_t count) {
  return Time{std::chrono::milliseconds{count}};
}

// Where time comes from; tests hand in a FakeClock. Safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  virtual SteadyTime steady_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
  SteadyTime steady_now() const override;
};

}  // namespace swarm
