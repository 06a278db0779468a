#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/clock.hpp"

namespace swarm::limits {

// How much may pass: `per_second` on average, `burst` at once. A rate of 0 is no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
  bool unlimited() const { return per_second <= 0; }
};

// A bucket that holds `burst` tokens and gains `per_second`; what passes takes one, or as many as it weighs. Pure: the
// time is handed in. The rate is handed in too, so that a change of it acts on buckets that exist.
class TokenBucket {
 public:
  // Full, so that whoever comes first is not refused.
  TokenBucket(Rate rate, SteadyTime now) : tokens_(rate.burst), filled_(now) {}

  // What weighs more than the bucket holds passes when it is full.
  bool take(Rate rate, SteadyTime now, double weight = 1) {
    fill(rate, now);
    weight = std::min(weight, rate.burst);
    if (tokens_ < weight) return false;
    tokens_ -= weight;
    return true;
  }

  void give_back(double weight = 1) { tokens_ += weight; }  // of what was taken and not used

  double tokens() const { return tokens_; }
  // From the last take() on.
  std::chrono::milliseconds until_next(Rate rate, double weight = 1) const {
    return wait_for(std::max(0.0, std::min(weight, rate.burst) - tokens_), rate);
  }
  std::chrono::milliseconds until_full(Rate rate) const { return wait_for(std::max(0.0, rate.burst - tokens_), rate); }

 private:
  void fill(Rate rate, SteadyTime now) {
    const std::chrono::duration<double> passed = now - filled_;
    if (passed.count() > 0) {  // a time before the last one fills nothing
      tokens_ += passed.count() * rate.per_second;
      filled_ = now;
    }
    tokens_ = std::min(tokens_, rate.burst);
  }
  static std::chrono::milliseconds wait_for(double tokens, Rate rate) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(tokens / rate.per_second * 1000)));
  }

  double tokens_;
  SteadyTime filled_;
};

}  // namespace swarm::limits
