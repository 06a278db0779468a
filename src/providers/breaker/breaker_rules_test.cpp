#include "providers/breaker/breaker_rules.hpp"

#include <gtest/gtest.h>

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;

constexpr BreakerConfig kConfig{.window = 10s,
                                .calls_min = 4,
                                .error_ratio = 0.5,
                                .slow_call = 1s,
                                .slow_ratio = 0.75,
                                .open_for = 5s,
                                .open_for_max = 18s,
                                .trial_calls = 2};

class BreakerRulesTest : public testing::Test {
 protected:
  std::optional<Change> end(CallOutcome outcome, std::chrono::nanoseconds duration = 10ms) {
    return rules_.ended({.outcome = outcome, .duration = duration, .generation = rules_.generation()}, now_);
  }
  std::optional<Change> call(CallOutcome outcome, std::chrono::nanoseconds duration = 10ms) {
    EXPECT_TRUE(rules_.admit(now_).admitted);
    return end(outcome, duration);
  }
  void open_by_errors() {
    for (int i = 0; i < 4; ++i)
      call(CallOutcome::failed);
    ASSERT_EQ(rules_.state(), State::open);
  }
  void become_half_open() {
    open_by_errors();
    now_ += 5s;
    rules_.advance(now_);
    ASSERT_EQ(rules_.state(), State::half_open);
  }
  bool admits() { return rules_.admit(now_).admitted; }

  SteadyTime now_ = SteadyTime{} + 1h;
  BreakerRules rules_{kConfig};
};

TEST_F(BreakerRulesTest, BeginsClosedAndLetsAllThrough) {
  EXPECT_EQ(rules_.state(), State::closed);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_FALSE(call(CallOutcome::succeeded));
  }
}

TEST_F(BreakerRulesTest, OpensAtTheErrorRatioOfEnoughCallsAndNotBefore) {
  EXPECT_FALSE(call(CallOutcome::failed));
  EXPECT_FALSE(call(CallOutcome::failed));
  EXPECT_FALSE(call(CallOutcome::failed)) << "three calls are fewer than calls_min";
  const auto change = call(CallOutcome::failed);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->to, State::open);
  EXPECT_EQ(change->cause, Cause::errors);
  EXPECT_EQ(change->window, (CallCounts{.calls = 4, .failed = 4}));
  EXPECT_FALSE(admits());
}

TEST_F(BreakerRulesTest, StaysClosedBelowTheErrorRatio) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(call(CallOutcome::succeeded));
    EXPECT_FALSE(call(CallOutcome::succeeded));
    EXPECT_FALSE(call(CallOutcome::failed));
    now_ += 100ms;
  }
}

TEST_F(BreakerRulesTest, ForgetsFailuresThatLeftTheWindow) {
  for (int i = 0; i < 3; ++i)
    call(CallOutcome::failed);
  now_ += 10s;
  EXPECT_FALSE(call(CallOutcome::failed));
  EXPECT_EQ(rules_.window(now_).calls, 1);
}

TEST_F(BreakerRulesTest, OpensWhenTooManyCallsAreSlow) {
  EXPECT_FALSE(call(CallOutcome::succeeded, 999ms));
  EXPECT_FALSE(call(CallOutcome::succeeded, 1s));
  EXPECT_FALSE(call(CallOutcome::succeeded, 1s));
  const auto change = call(CallOutcome::succeeded, 1min);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->cause, Cause::slow_calls);
}

TEST_F(BreakerRulesTest, LooksAtNoDurationWhenSlowCallsAreOff) {
  BreakerConfig config = kConfig;
  config.slow_call = 0ms;
  rules_.set_config(config, now_);
  for (int i = 0; i < 50; ++i)
    EXPECT_FALSE(call(CallOutcome::succeeded, 1h));
}

TEST_F(BreakerRulesTest, NeverOpensForLimitedOrAbandonedCalls) {
  for (int i = 0; i < 50; ++i) {
    EXPECT_FALSE(call(CallOutcome::limited, 1h));
    EXPECT_FALSE(call(CallOutcome::abandoned, 1h));
  }
  EXPECT_EQ(rules_.window(now_), (CallCounts{.limited = 50}));
}

TEST_F(BreakerRulesTest, IsOpenForItsTimeAndThenTried) {
  open_by_errors();
  EXPECT_EQ(rules_.open_for(now_), 5s);
  now_ += 4'999ms;
  EXPECT_FALSE(admits());
  now_ += 1ms;
  const BreakerRules::Admission admission = rules_.admit(now_);
  EXPECT_TRUE(admission.admitted);
  EXPECT_TRUE(admission.is_trial);
  ASSERT_TRUE(admission.change);
  EXPECT_EQ(admission.change->to, State::half_open);
  EXPECT_EQ(admission.change->cause, Cause::time);
}

TEST_F(BreakerRulesTest, LetsThroughExactlySoManyTrials) {
  become_half_open();
  EXPECT_TRUE(admits());
  EXPECT_TRUE(admits());
  EXPECT_FALSE(admits());
  EXPECT_FALSE(end(CallOutcome::succeeded));
  EXPECT_FALSE(admits()) << "one succeeded and one is out: that is all of the round";
}

TEST_F(BreakerRulesTest, ClosesWhenAllTrialsSucceed) {
  become_half_open();
  EXPECT_FALSE(call(CallOutcome::succeeded));
  const auto change = call(CallOutcome::succeeded);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->to, State::closed);
  EXPECT_EQ(change->cause, Cause::trials_succeeded);
  EXPECT_EQ(rules_.window(now_), CallCounts{}) << "begins anew";
  EXPECT_FALSE(call(CallOutcome::failed));
}

TEST_F(BreakerRulesTest, OpensAtTheFirstTrialThatFailsOrIsSlow) {
  become_half_open();
  EXPECT_TRUE(admits());
  EXPECT_EQ(call(CallOutcome::failed)->cause, Cause::trial_failed);
  now_ += 10s;
  rules_.advance(now_);
  ASSERT_EQ(rules_.state(), State::half_open);
  EXPECT_EQ(call(CallOutcome::succeeded, 2s)->cause, Cause::trial_failed);
}

TEST_F(BreakerRulesTest, GivesThePlaceOfAnAbandonedOrLimitedTrialBack) {
  become_half_open();
  for (const CallOutcome outcome : {CallOutcome::abandoned, CallOutcome::limited}) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_TRUE(admits());
      EXPECT_TRUE(admits());
      EXPECT_FALSE(admits());
      EXPECT_FALSE(end(outcome));
      EXPECT_FALSE(end(outcome));
    }
  }
  EXPECT_EQ(rules_.state(), State::half_open);
}

TEST_F(BreakerRulesTest, IsOpenForTwiceAsLongAfterEachFailedRoundUpToItsMaximum) {
  open_by_errors();
  for (const auto expected : {5s, 10s, 18s, 18s, 18s}) {
    ASSERT_EQ(rules_.open_for(now_), expected);
    now_ += expected;
    call(CallOutcome::failed);
  }
  for (int i = 0; i < 100; ++i) {
    now_ += 18s;
    call(CallOutcome::failed);
  }
  EXPECT_EQ(rules_.open_for(now_), 18s);
  now_ += 18s;
  call(CallOutcome::succeeded);
  call(CallOutcome::succeeded);
  open_by_errors();
  EXPECT_EQ(rules_.open_for(now_), 5s) << "a closed breaker has forgotten them";
}

TEST_F(BreakerRulesTest, CountsNothingThatWasAdmittedInAnEarlierGeneration) {
  const std::uint64_t closed = rules_.generation();
  open_by_errors();
  const std::uint64_t open = rules_.generation();
  EXPECT_FALSE(rules_.ended({CallOutcome::succeeded, 1ms, closed}, now_));
  now_ += 5s;
  rules_.advance(now_);
  for (const std::uint64_t generation : {closed, open}) {
    EXPECT_FALSE(rules_.ended({CallOutcome::succeeded, 1ms, generation}, now_));
    EXPECT_FALSE(rules_.ended({CallOutcome::failed, 1ms, generation}, now_));
  }
  EXPECT_EQ(rules_.state(), State::half_open);
  EXPECT_EQ(rules_.trials().succeeded, 0);
  const std::uint64_t first_round = rules_.generation();
  EXPECT_TRUE(admits());
  call(CallOutcome::failed);
  now_ += 10s;
  rules_.advance(now_);
  EXPECT_FALSE(rules_.ended({CallOutcome::failed, 1ms, first_round}, now_)) << "the other trial of the first round";
  EXPECT_EQ(rules_.state(), State::half_open);
}

TEST_F(BreakerRulesTest, StaysOpenByHandWhateverTheTimeUntilItIsClosedByHand) {
  const auto change = rules_.open_by_hand(std::nullopt, now_);
  EXPECT_EQ(change->cause, Cause::manual);
  now_ += 24h * 365;
  EXPECT_FALSE(admits());
  EXPECT_FALSE(rules_.open_for(now_));
  EXPECT_EQ(rules_.close_by_hand()->to, State::closed);
  EXPECT_TRUE(admits());
}

TEST_F(BreakerRulesTest, IsTriedAgainWhenTheTimeOfAnOpeningByHandIsOver) {
  rules_.open_by_hand(1min, now_);
  now_ += 59s;
  EXPECT_FALSE(admits());
  now_ += 1s;
  EXPECT_TRUE(rules_.admit(now_).is_trial);
  EXPECT_FALSE(rules_.is_manual());
}

TEST_F(BreakerRulesTest, OpensByHandOverAnyStateAndForLonger) {
  become_half_open();
  EXPECT_TRUE(admits());
  rules_.open_by_hand(1min, now_);
  rules_.open_by_hand(std::nullopt, now_);
  now_ += 1h;
  EXPECT_FALSE(admits());
}

TEST_F(BreakerRulesTest, ClosedByHandForgetsWhatWasCountedAndAResetAlsoTheRounds) {
  become_half_open();
  call(CallOutcome::failed);
  EXPECT_EQ(rules_.failed_rounds(), 1);
  rules_.close_by_hand();
  EXPECT_EQ(rules_.window(now_), CallCounts{});
  open_by_errors();
  EXPECT_EQ(rules_.open_for(now_), 10s);
  rules_.reset();
  open_by_errors();
  EXPECT_EQ(rules_.open_for(now_), 5s);
}

TEST_F(BreakerRulesTest, SwitchedOffItClosesButForWhatWasOpenedByHand) {
  BreakerConfig off = kConfig;
  off.enabled = false;
  open_by_errors();
  EXPECT_EQ(rules_.set_config(off, now_)->cause, Cause::disabled);
  for (int i = 0; i < 20; ++i)
    EXPECT_FALSE(call(CallOutcome::failed));
  rules_.open_by_hand(std::nullopt, now_);
  EXPECT_FALSE(rules_.set_config(off, now_));
  EXPECT_FALSE(admits());
}

TEST_F(BreakerRulesTest, ARoundKeepsItsNumberOfTrialsWhenTheSettingChanges) {
  become_half_open();
  call(CallOutcome::succeeded);
  BreakerConfig config = kConfig;
  config.trial_calls = 1;
  rules_.set_config(config, now_);
  EXPECT_EQ(call(CallOutcome::succeeded)->to, State::closed);
}

TEST_F(BreakerRulesTest, GoesOnAfterARestartWhereItWas) {
  open_by_errors();
  now_ += 2s;
  BreakerRules later(kConfig);
  later.restore(rules_.remembered(now_), now_ + 1h);
  EXPECT_EQ(later.state(), State::open);
  EXPECT_EQ(later.open_for(now_ + 1h), 3s);
  EXPECT_EQ(later.cause(), Cause::errors);
}

TEST_F(BreakerRulesTest, ARestartKeepsRoundsOrdersAndHalfOpen) {
  become_half_open();
  admits();
  BreakerRules half_open(kConfig);
  half_open.restore(rules_.remembered(now_), now_);
  EXPECT_TRUE(half_open.admit(now_).is_trial);
  call(CallOutcome::failed);
  BreakerRules rounds(kConfig);
  rounds.restore(rules_.remembered(now_), now_);
  EXPECT_EQ(rounds.failed_rounds(), 1);
  rules_.open_by_hand(std::nullopt, now_);
  BreakerRules manual(kConfig);
  manual.restore(rules_.remembered(now_), now_);
  EXPECT_TRUE(manual.is_manual());
  EXPECT_FALSE(manual.admit(now_ + 24h).admitted);
}

TEST_F(BreakerRulesTest, StaysOpenNoLongerThanItsMaximumWhateverWasStored) {
  rules_.restore({.state = State::open, .cause = Cause::errors, .open_for = 24h * 365 * 40}, now_);
  EXPECT_EQ(rules_.open_for(now_), 18s);
  rules_.restore({.state = State::open, .cause = Cause::errors, .open_for = -5s}, now_);
  EXPECT_TRUE(admits());
  rules_.restore({.state = State::open, .cause = Cause::errors}, now_);
  EXPECT_TRUE(admits());
}

}  // namespace
}  // namespace swarm::breaker
