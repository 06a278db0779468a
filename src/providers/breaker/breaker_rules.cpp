#include "providers/breaker/breaker_rules.hpp"

#include <algorithm>

namespace swarm::breaker {

namespace {

bool reaches(std::int64_t part, double ratio, std::int64_t whole) {
  return part > 0 && static_cast<double>(part) >= ratio * static_cast<double>(whole);
}

}  // namespace

BreakerRules::Admission BreakerRules::admit(SteadyTime now) {
  Admission admission{.change = advance(now)};
  if (state_ == State::half_open) {
    admission.is_trial = true;
    admission.admitted = trials_.out + trials_.succeeded < trials_.of;
    if (admission.admitted) ++trials_.out;
  } else {
    admission.admitted = state_ == State::closed;
  }
  return admission;
}

std::optional<Change> BreakerRules::ended(const Ended& call, SteadyTime now) {
  if (call.generation != generation_) return std::nullopt;
  return state_ == State::half_open ? judge_trial(call, now) : count(call, now);
}

bool BreakerRules::is_slow(std::chrono::nanoseconds duration) const {
  return config_.slow_call.count() > 0 && duration >= config_.slow_call;
}

std::optional<Change> BreakerRules::count(const Ended& call, SteadyTime now) {
  if (call.outcome == CallOutcome::abandoned) return std::nullopt;
  if (call.outcome == CallOutcome::limited) {
    window_.add(now, {.limited = 1});
    return std::nullopt;
  }
  window_.add(
      now, {.calls = 1, .failed = call.outcome == CallOutcome::failed ? 1 : 0, .slow = is_slow(call.duration) ? 1 : 0});
  const CallCounts& counts = window_.counts(now);
  if (!config_.enabled || counts.calls < config_.calls_min) return std::nullopt;
  if (reaches(counts.failed, config_.error_ratio, counts.calls)) return open_by_itself(Cause::errors, now);
  if (reaches(counts.slow, config_.slow_ratio, counts.calls)) return open_by_itself(Cause::slow_calls, now);
  return std::nullopt;
}

std::optional<Change> BreakerRules::judge_trial(const Ended& call, SteadyTime now) {
  --trials_.out;
  if (call.outcome == CallOutcome::abandoned || call.outcome == CallOutcome::limited) return std::nullopt;
  if (call.outcome == CallOutcome::failed || is_slow(call.duration)) {
    ++failed_rounds_;
    return open_by_itself(Cause::trial_failed, now);
  }
  if (++trials_.succeeded < trials_.of) return std::nullopt;
  failed_rounds_ = 0;
  return move_to(State::closed, Cause::trials_succeeded);
}

Change BreakerRules::open_by_itself(Cause cause, SteadyTime now) {
  constexpr std::int64_t kDoublingsMax = 30;  // far beyond any bound that a setting may have
  const auto doubled = config_.open_for * (std::int64_t{1} << std::min(failed_rounds_, kDoublingsMax));
  const Change change = move_to(State::open, cause);
  until_ = now + std::min(doubled, std::max(config_.open_for, config_.open_for_max));
  return change;
}

std::optional<Change> BreakerRules::advance(SteadyTime now) {
  if (state_ == State::closed) return std::nullopt;
  const bool is_over = until_ && now >= *until_;
  if (!config_.enabled && (!manual_ || is_over)) return move_to(State::closed, Cause::disabled);
  if (state_ == State::open && is_over) return move_to(State::half_open, Cause::time);
  return std::nullopt;
}

std::optional<Change> BreakerRules::set_config(const BreakerConfig& config, SteadyTime now) {
  if (config.window != config_.window) window_ = CallWindow(config.window);
  config_ = config;
  return advance(now);
}

std::optional<Change> BreakerRules::open_by_hand(std::optional<std::chrono::milliseconds> duration, SteadyTime now) {
  const Change change = move_to(State::open, Cause::manual);
  manual_ = true;
  if (duration) until_ = now + *duration;
  return change;
}

std::optional<Change> BreakerRules::close_by_hand() {
  return move_to(State::closed, Cause::manual);
}

std::optional<Change> BreakerRules::reset() {
  failed_rounds_ = 0;
  return move_to(State::closed, Cause::manual);
}

Change BreakerRules::move_to(State state, Cause cause) {
  const Change change{.from = state_, .to = state, .cause = cause, .window = window_.last_counts()};
  state_ = state;
  cause_ = cause;
  manual_ = false;
  until_.reset();
  trials_ = {.of = state == State::half_open ? config_.trial_calls : 0};
  window_.clear();
  ++generation_;
  return change;
}

void BreakerRules::restore(const Remembered& remembered, SteadyTime now) {
  move_to(remembered.state, remembered.cause);
  failed_rounds_ = std::max<std::int64_t>(remembered.failed_rounds, 0);
  manual_ = remembered.manual && state_ == State::open;
  if (state_ != State::open) return;
  // The clock on the wall may have jumped meanwhile, and nothing may stay open for longer than a setting allows.
  const auto longest = manual_ ? kManualOpenMax : std::max(config_.open_for, config_.open_for_max);
  if (remembered.open_for) until_ = now + std::min(*remembered.open_for, longest);
  if (!manual_ && !until_) until_ = now;
}

Remembered BreakerRules::remembered(SteadyTime now) const {
  return {
      .state = state_, .cause = cause_, .manual = manual_, .open_for = open_for(now), .failed_rounds = failed_rounds_};
}

std::optional<std::chrono::milliseconds> BreakerRules::open_for(SteadyTime now) const {
  if (!until_) return std::nullopt;
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(*until_ - now), std::chrono::milliseconds{0});
}

}  // namespace swarm::breaker
