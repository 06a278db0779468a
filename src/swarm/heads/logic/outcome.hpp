#pragma once

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "swarm/answers/answer_types.hpp"
#include "swarm/heads/computing_head.hpp"

namespace swarm::logic {

// Why a question, or a part of it, has no answer. What is not understood is `outside_grammar`.
using Trouble = heads::Refusal;
using TroubleKind = heads::RefusalKind;

template <class T>
using Outcome = std::expected<T, Trouble>;

inline std::unexpected<Trouble> trouble(TroubleKind kind, std::string message) {
  return std::unexpected<Trouble>(Trouble{kind, std::move(message)});
}
inline std::unexpected<Trouble> outside(std::string message) {
  return trouble(TroubleKind::outside_grammar, std::move(message));
}

// An answer that was found and confirmed.
struct Solution {
  std::string value;   // canonical
  std::string answer;  // one line for people
  std::string method;
  std::vector<answers::Step> steps;
  std::string check;
};

// What one prompt may use, beside heads::ComputeLimits. Beyond them it is `too_large`.
inline constexpr std::size_t kTokensMax = 1'024;
inline constexpr std::size_t kSentencesMax = 64;
inline constexpr std::size_t kAtomsMax = 256;              // true-or-false unknowns, after quantifiers are written out
inline constexpr std::size_t kNumbersMax = 40;             // unknown ranks and places
inline constexpr std::size_t kPlacesMax = 16;              // values of one unknown
inline constexpr std::size_t kSearchStepsMax = 4'000'000;  // tests of one statement in the second path

// Time and cancellation of one prompt, and the work left for the second path. Not thread-safe.
class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  Budget(const heads::ComputeLimits& limits, std::stop_token stop)
      : limits_(limits), stop_(std::move(stop)), end_(Clock::now() + limits.time) {}

  const heads::ComputeLimits& limits() const { return limits_; }
  bool cancelled() const { return stop_.stop_requested(); }
  bool spent() const { return cancelled() || Clock::now() >= end_; }
  bool step() { return ++steps_ <= kSearchStepsMax && (steps_ % 1'024 != 0 || !spent()); }
  bool out_of_steps() const { return steps_ > kSearchStepsMax; }

  std::unexpected<Trouble> over() const {
    if (cancelled()) return trouble(TroubleKind::cancelled, "cancelled while computing");
    return trouble(TroubleKind::too_large, "the work is beyond the time limit");
  }

 private:
  const heads::ComputeLimits& limits_;
  std::stop_token stop_;
  Clock::time_point end_;
  std::size_t steps_ = 0;
};

}  // namespace swarm::logic
