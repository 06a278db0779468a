#pragma once

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>

#include "swarm/heads/computing_head.hpp"

namespace swarm::math {

// Why a question, or a part of it, has no number.
enum class TroubleKind {
  outside_grammar,
  ambiguous,  // two readings with different values
  too_large,
  unchecked,  // the second path did not confirm the first
  cancelled,
  undefined,  // understood, and the answer is that there is none: 1/0
};

struct Trouble {
  TroubleKind kind = TroubleKind::outside_grammar;
  std::string message;
};

template <class T>
using Outcome = std::expected<T, Trouble>;

inline std::unexpected<Trouble> trouble(TroubleKind kind, std::string message) {
  return std::unexpected<Trouble>(Trouble{kind, std::move(message)});
}
inline std::unexpected<Trouble> outside(std::string message) {
  return trouble(TroubleKind::outside_grammar, std::move(message));
}

// What one question may use. Loops whose length depends on the prompt ask `spent` now and then; operations that can
// grow ask `allows_bits` before they are done.
class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  Budget(const heads::ComputeLimits& limits, std::stop_token stop)
      : limits_(limits), stop_(std::move(stop)), end_(Clock::now() + limits.time) {}

  const heads::ComputeLimits& limits() const { return limits_; }
  bool allows_bits(std::size_t bits) const {
    return static_cast<double>(bits) <= static_cast<double>(limits_.digits_max) * 3.3219281 + 1;
  }
  bool cancelled() const { return stop_.stop_requested(); }
  bool spent() const { return cancelled() || Clock::now() >= end_; }

  std::unexpected<Trouble> over() const {
    if (cancelled()) return trouble(TroubleKind::cancelled, "cancelled while computing");
    return trouble(TroubleKind::too_large, "the work is beyond the time limit");
  }
  std::unexpected<Trouble> too_many_digits() const {
    return trouble(TroubleKind::too_large, "a number on the way has more digits than the limit");
  }

 private:
  const heads::ComputeLimits& limits_;
  std::stop_token stop_;
  Clock::time_point end_;
};

}  // namespace swarm::math
