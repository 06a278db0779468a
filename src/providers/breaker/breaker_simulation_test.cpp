// Thousands of seeded walks of calls, orders, restarts and changing settings, with what must hold after every step.
#include <deque>
#include <random>

#include <gtest/gtest.h>

#include "providers/breaker/breaker_rules.hpp"

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;

struct Out {
  std::uint64_t generation;
  bool is_trial;
};

class Walk {
 public:
  explicit Walk(std::uint64_t seed) : chance_(seed), config_(some_config()), rules_(config_) {}

  void step() {
    now_ += std::chrono::milliseconds{chance_() % 4 == 0 ? below(3'000) : below(50)};
    switch (below(20)) {
      case 0:
        return order();
      case 1:
        return below(20) == 0 ? restart() : change_config();
      case 2:
        note(rules_.advance(now_));
        return;
      default:
        return below(2) == 0 ? call() : answer();
    }
  }

 private:
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(chance_() % static_cast<std::uint64_t>(bound));
  }

  BreakerConfig some_config() {
    return {.enabled = below(10) != 0,
            .window = std::chrono::milliseconds{1'000 + below(20'000)},
            .calls_min = 1 + below(20),
            .error_ratio = 0.05 + 0.95 * static_cast<double>(below(100)) / 100,
            .slow_call = std::chrono::milliseconds{below(3) * 500},
            .slow_ratio = 0.05 + 0.95 * static_cast<double>(below(100)) / 100,
            .open_for = std::chrono::milliseconds{100 + below(5'000)},
            .open_for_max = std::chrono::milliseconds{100 + below(20'000)},
            .trial_calls = 1 + below(6)};
  }

  void call() {
    const State before = rules_.state();
    const auto open_for = rules_.open_for(now_);
    const BreakerRules::Admission admission = rules_.admit(now_);
    note(admission.change);
    if (before == State::open && config_.enabled) {
      const bool over = open_for && open_for->count() == 0;
      ASSERT_EQ(admission.admitted, over) << "an open breaker lets nothing through before its time is over";
    }
    ASSERT_EQ(admission.is_trial, rules_.state() == State::half_open);
    if (!admission.admitted) return;
    ASSERT_NE(rules_.state(), State::open);
    out_.push_back({rules_.generation(), admission.is_trial});
    if (admission.is_trial) ++trials_admitted_;
    check_trials();
  }

  void answer() {
    if (out_.empty()) return;
    const std::size_t which = static_cast<std::size_t>(below(static_cast<std::int64_t>(out_.size())));
    const Out ended = out_[which];
    out_.erase(out_.begin() + static_cast<std::ptrdiff_t>(which));
    const auto outcome = static_cast<CallOutcome>(below(4));
    const std::chrono::milliseconds duration{below(2'000)};
    const State before = rules_.state();
    const std::uint64_t generation = rules_.generation();
    const auto change = rules_.ended({outcome, duration, ended.generation}, now_);
    if (ended.generation != generation) {
      ASSERT_FALSE(change) << "what was admitted in an earlier generation changes nothing";
      ASSERT_EQ(rules_.generation(), generation);
    }
    const bool says_nothing = outcome == CallOutcome::abandoned || outcome == CallOutcome::limited;
    if (says_nothing) ASSERT_FALSE(change);
    if (says_nothing && ended.is_trial && ended.generation == generation) --trials_admitted_;
    if (change && before == State::closed) ASSERT_TRUE(config_.enabled);
    if (change && change->to == State::closed) ASSERT_EQ(trials_admitted_, trials_of_round_) << "all of them succeeded";
    note(change);
    check_trials();
  }

  void order() {
    switch (below(6)) {
      case 0:
        return note(rules_.open_by_hand(std::nullopt, now_));
      case 1:
        return note(rules_.open_by_hand(std::chrono::milliseconds{1'000 + below(10'000)}, now_));
      case 2:
        return note(rules_.reset());
      default:
        return note(rules_.close_by_hand());
    }
  }

  void restart() {
    const Remembered remembered = rules_.remembered(now_);
    rules_ = BreakerRules(config_);
    rules_.restore(remembered, now_);
    out_.clear();
    trials_admitted_ = 0;
    trials_of_round_ = rules_.trials().of;
    ASSERT_EQ(rules_.state(), remembered.state);
    ASSERT_EQ(rules_.is_manual(), remembered.manual);
    const auto longest = std::max(config_.open_for, config_.open_for_max);
    if (remembered.open_for && !remembered.manual)
      ASSERT_EQ(rules_.open_for(now_), std::min(*remembered.open_for, longest));
  }

  void change_config() {
    config_ = some_config();
    note(rules_.set_config(config_, now_));
  }

  void note(const std::optional<Change>& change) {
    if (!change) return;
    ASSERT_EQ(change->to, rules_.state());
    ASSERT_EQ(rules_.window(now_), CallCounts{}) << "every state begins with an empty window";
    const auto open_for = rules_.open_for(now_);
    if (change->to != State::open) {
      ASSERT_FALSE(open_for);
      ASSERT_FALSE(rules_.is_manual());
    } else if (!rules_.is_manual()) {
      ASSERT_TRUE(open_for);
      ASSERT_LE(*open_for, std::max(config_.open_for, config_.open_for_max));
      ASSERT_GE(*open_for, config_.open_for);
      ASSERT_TRUE(config_.enabled);
    }
    trials_admitted_ = 0;
    trials_of_round_ = rules_.trials().of;
  }

  void check_trials() {
    if (rules_.state() != State::half_open) return;
    ASSERT_LE(rules_.trials().out + rules_.trials().succeeded, trials_of_round_);
    ASSERT_LE(trials_admitted_, trials_of_round_) << "of a round, those that gave their place back apart";
    const auto really_out =
        std::ranges::count_if(out_, [&](const Out& one) { return one.generation == rules_.generation(); });
    ASSERT_EQ(rules_.trials().out, really_out);
  }

  std::mt19937_64 chance_;
  BreakerConfig config_;
  BreakerRules rules_;
  SteadyTime now_ = SteadyTime{} + 24h;
  std::deque<Out> out_;
  std::int64_t trials_admitted_ = 0;
  std::int64_t trials_of_round_ = 0;
};

TEST(BreakerSimulation, KeepsItsPromisesOnEveryWalk) {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 300; ++i) {
      walk.step();
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << ", step " << i;
    }
  }
}

}  // namespace
}  // namespace swarm::breaker
