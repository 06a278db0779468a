#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "providers/breaker/breaker_config.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/breaker/breaker_types.hpp"
#include "providers/breaker/call_window.hpp"

namespace swarm::breaker {

// The breaker of one provider as a pure state machine: it is told calls, orders and the time, and says who is let
// through. Not thread-safe.
//
// closed: all pass; too many failed or slow calls in the window open it. open: none pass until its time is over, or it
// is closed by hand. half_open: a round of `trial_calls` calls passes, no more; it closes when all have succeeded, and
// opens at the first failure, for twice as long as before. Every change begins a new generation, and what becomes of
// calls of an earlier one counts for nothing.
class BreakerRules {
 public:
  explicit BreakerRules(BreakerConfig config) : config_(config), window_(config.window) {}

  struct Admission {
    bool admitted = false;
    bool is_trial = false;
    std::optional<Change> change{};
  };
  Admission admit(SteadyTime now);

  // A call that was admitted in `generation`. Abandoned and limited trials give their place back.
  struct Ended {
    CallOutcome outcome = CallOutcome::abandoned;
    std::chrono::nanoseconds duration{0};
    std::uint64_t generation = 0;
  };
  std::optional<Change> ended(const Ended& call, SteadyTime now);

  // What time alone changes.
  std::optional<Change> advance(SteadyTime now);
  std::optional<Change> set_config(const BreakerConfig& config, SteadyTime now);

  // By hand. A reset also forgets how often trials failed.
  std::optional<Change> open_by_hand(std::optional<std::chrono::milliseconds> duration, SteadyTime now);
  std::optional<Change> close_by_hand();
  std::optional<Change> reset();

  void restore(const Remembered& remembered, SteadyTime now);
  Remembered remembered(SteadyTime now) const;

  State state() const { return state_; }
  Cause cause() const { return cause_; }
  bool is_manual() const { return manual_; }
  std::uint64_t generation() const { return generation_; }
  std::int64_t failed_rounds() const { return failed_rounds_; }
  const TrialCounts& trials() const { return trials_; }
  const CallCounts& window(SteadyTime now) { return window_.counts(now); }
  // Until it is tried again; nothing: it is not open, or until it is closed by hand.
  std::optional<std::chrono::milliseconds> open_for(SteadyTime now) const;

 private:
  bool is_slow(std::chrono::nanoseconds duration) const;
  std::optional<Change> count(const Ended& call, SteadyTime now);
  std::optional<Change> judge_trial(const Ended& call, SteadyTime now);
  Change open_by_itself(Cause cause, SteadyTime now);
  Change move_to(State state, Cause cause);

  BreakerConfig config_;
  CallWindow window_;
  State state_ = State::closed;
  Cause cause_ = Cause::none;
  bool manual_ = false;
  std::optional<SteadyTime> until_;  // of an open one
  std::int64_t failed_rounds_ = 0;   // of trials, since it was last closed
  TrialCounts trials_;
  std::uint64_t generation_ = 1;
};

}  // namespace swarm::breaker
