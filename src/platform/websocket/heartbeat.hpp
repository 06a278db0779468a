#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace swarm::websocket {

// When a silent connection is pinged, and when it is given up. Pure.
class Heartbeat {
 public:
  // An interval of 0: never pinged.
  Heartbeat(std::chrono::milliseconds interval, std::chrono::milliseconds patience, SteadyTime now)
      : interval_(interval), patience_(patience), heard_(now), pinged_(now) {}

  enum class Action { nothing, ping, give_up };
  // What is due. A ping is due once per interval, and nothing is heard of one that was not answered in time.
  Action at(SteadyTime now);
  // When to ask again; SteadyTime::max() for never.
  SteadyTime next() const;
  // Any byte is a sign of life.
  void heard(SteadyTime now);

 private:
  std::chrono::milliseconds interval_;
  std::chrono::milliseconds patience_;
  SteadyTime heard_;
  SteadyTime pinged_;  // or, before the first ping, the beginning
  bool is_waiting_ = false;
};

}  // namespace swarm::websocket
