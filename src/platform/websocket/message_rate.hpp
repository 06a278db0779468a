#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace swarm::websocket {

// How many messages a client may send: so many each second, and twice that at once. Pure.
class MessageRate {
 public:
  // 0: any number.
  MessageRate(std::int64_t per_second, SteadyTime now)
      : per_second_(static_cast<double>(per_second)), left_(2 * per_second_), at_(now) {}

  // Whether one more may come now.
  bool admit(SteadyTime now) {
    if (per_second_ == 0) return true;
    const std::chrono::duration<double> passed = now - at_;
    left_ = std::min(2 * per_second_, left_ + passed.count() * per_second_);
    at_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  double per_second_;
  double left_;
  SteadyTime at_;
};

}  // namespace swarm::websocket
