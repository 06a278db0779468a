#include "providers/breaker/circuit.hpp"

#include <atomic>
#include <thread>

#include "platform/runtime/thread.hpp"
#include "support/slice_world.hpp"

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;

class CircuitTest : public testing::Test {
 protected:
  ~CircuitTest() override { circuit_->retire(); }
  void open_by_errors() {
    while (Result<Permit> permit = circuit_->admit())
      permit->ended(CallOutcome::failed, 1ms);
    ASSERT_EQ(circuit_->status().state, State::open);
  }
  void become_half_open() {
    open_by_errors();
    world_.clock.advance(10s);
    ASSERT_EQ(circuit_->status().state, State::half_open);
  }
  double metric(std::string_view name, std::string_view more = "") {
    return world_.metric(fmt::format("{}{{{}provider=\"one\"{}}}", name, more.starts_with("outcome") ? more : "",
                                     more.starts_with(",") ? more : ""));
  }

  tests::SliceWorld world_{{}};
  std::shared_ptr<Circuit> circuit_ =
      std::make_shared<Circuit>("one", BreakerConfig{},
                                Circuit::Deps{.clock = world_.clock,
                                              .metrics = world_.metrics,
                                              .log = world_.log,
                                              .changed = runtime::Wakeup(world_.loop.loop())});
};

TEST_F(CircuitTest, CountsWhatItLetsThroughAndWhatItRefuses) {
  circuit_->admit().value().ended(CallOutcome::succeeded, 1ms);
  circuit_->admit().value().ended(CallOutcome::limited, 1ms);
  {
    const Permit dropped = circuit_->admit().value();
  }
  open_by_errors();
  EXPECT_FALSE(circuit_->admit());
  EXPECT_EQ(metric("swarm_breaker_calls_total", "outcome=\"succeeded\","), 1);
  EXPECT_EQ(metric("swarm_breaker_calls_total", "outcome=\"limited\","), 1);
  EXPECT_EQ(metric("swarm_breaker_calls_total", "outcome=\"abandoned\","), 1);
  EXPECT_EQ(metric("swarm_breaker_calls_total", "outcome=\"failed\","), 9);
  EXPECT_EQ(metric("swarm_breaker_refusals_total"), 2);
  EXPECT_EQ(metric("swarm_breaker_state"), 2);
  EXPECT_EQ(metric("swarm_breaker_transitions_total", ",to=\"open\""), 1);
  EXPECT_EQ(world_.logs.lines_with("breaker_opened provider=one cause=errors calls=10 failed=9").size(), 1U);
}

TEST_F(CircuitTest, SaysWhyItRefusesAndWhenToComeBack) {
  open_by_errors();
  world_.clock.advance(4s);
  const Error open = circuit_->admit().error();
  EXPECT_EQ(open.code, ErrorCode::unavailable);
  EXPECT_EQ(open.reason, "breaker_open");
  EXPECT_EQ(open.retry_after, 6s);
  EXPECT_TRUE(open.message.contains("'one'")) << open.message;
  world_.clock.advance(6s);
  const Permit first = circuit_->admit().value();
  const Permit second = circuit_->admit().value();
  const Permit third = circuit_->admit().value();
  EXPECT_EQ(circuit_->admit().error().reason, "breaker_open");
  circuit_->follow({.provider = "one", .number = 1, .action = OrderAction::open});
  EXPECT_GT(circuit_->admit().error().retry_after, 0s);
}

TEST_F(CircuitTest, APermitMayOutliveIt) {
  Permit permit = circuit_->admit().value();
  circuit_->retire();
  const std::weak_ptr<Circuit> watched = circuit_;
  circuit_ = std::make_shared<Circuit>("two", BreakerConfig{},
                                       Circuit::Deps{.clock = world_.clock,
                                                     .metrics = world_.metrics,
                                                     .log = world_.log,
                                                     .changed = runtime::Wakeup(world_.loop.loop())});
  EXPECT_FALSE(watched.expired());
  permit.ended(CallOutcome::succeeded, 1ms);
  EXPECT_TRUE(watched.expired());
}

TEST_F(CircuitTest, APermitOfAnEarlierGenerationCountsForNothing) {
  Permit before = circuit_->admit().value();
  become_half_open();
  std::vector<Permit> trials;
  for (int i = 0; i < 3; ++i)
    trials.push_back(circuit_->admit().value());
  before.ended(CallOutcome::failed, 1ms);
  EXPECT_EQ(circuit_->status().state, State::half_open);
  for (Permit& trial : trials)
    trial.ended(CallOutcome::succeeded, 1ms);
  EXPECT_EQ(circuit_->status().state, State::closed);
}

TEST_F(CircuitTest, APermitSaysWhetherItStillHolds) {
  const Permit early = circuit_->admit().value();
  EXPECT_TRUE(early.is_current());
  become_half_open();
  EXPECT_FALSE(early.is_current());
  Permit trial = circuit_->admit().value();
  EXPECT_TRUE(trial.is_current());
  trial.ended(CallOutcome::failed, 1ms);
  EXPECT_FALSE(trial.is_current()) << "it was told how it went";
}

TEST_F(CircuitTest, HandsOutWhatIsToBeStoredOnceAndAgainWhenItCouldNotBe) {
  EXPECT_FALSE(circuit_->take_unstored());
  open_by_errors();
  const auto first = circuit_->take_unstored();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->remembered.state, State::open);
  EXPECT_EQ(first->remembered.open_for, 10s);
  EXPECT_FALSE(circuit_->take_unstored());
  circuit_->not_stored();
  const auto second = circuit_->take_unstored();
  ASSERT_TRUE(second);
  EXPECT_GT(second->version, first->version);
}

TEST_F(CircuitTest, FollowsEachOrderOnce) {
  const Order open{.provider = "one", .number = 3, .action = OrderAction::open, .reason = "why", .given_by = "me"};
  circuit_->follow(open);
  EXPECT_TRUE(circuit_->status().manual);
  EXPECT_EQ(circuit_->status().note, "why");
  EXPECT_EQ(circuit_->status().ordered_by, "me");
  circuit_->follow({.provider = "one", .number = 4, .action = OrderAction::close});
  circuit_->follow(open);
  EXPECT_EQ(circuit_->status().state, State::closed);
}

// Runs `work` on so many threads at once.
void on_threads(int count, const std::function<void()>& work) {
  std::atomic<bool> go = false;
  std::vector<runtime::NamedThread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back("test-caller", [&] {
      while (!go)
        std::this_thread::yield();
      work();
    });
  }
  go = true;
}

TEST_F(CircuitTest, LetsExactlySoManyTrialsThroughUnderSixteenThreads) {
  become_half_open();
  Mutex mutex;
  std::vector<Permit> trials;
  std::atomic<int> refused = 0;
  on_threads(16, [&] {
    for (int i = 0; i < 500; ++i) {
      Result<Permit> permit = circuit_->admit();
      if (!permit) {
        ++refused;
        continue;
      }
      MutexLock lock(mutex);
      trials.push_back(std::move(*permit));
    }
  });
  EXPECT_EQ(trials.size(), 3U);
  EXPECT_EQ(refused, 16 * 500 - 3);
  for (Permit& trial : trials)
    trial.ended(CallOutcome::succeeded, 1ms);
  EXPECT_EQ(circuit_->status().state, State::closed);
}

TEST_F(CircuitTest, NeverHasMoreTrialsOutThanARoundHasWhileTheyAreAbandoned) {
  become_half_open();
  std::atomic<int> out = 0, most = 0, admitted = 0;
  on_threads(16, [&] {
    for (int i = 0; i < 2'000; ++i) {
      const Result<Permit> permit = circuit_->admit();
      if (!permit) continue;
      ++admitted;
      const int now_out = ++out;
      for (int seen = most; now_out > seen && !most.compare_exchange_weak(seen, now_out);) {
      }
      --out;
    }
  });
  EXPECT_LE(most, 3);
  EXPECT_GT(admitted, 3) << "abandoned trials gave their places back";
  EXPECT_EQ(circuit_->status().state, State::half_open);
}

TEST_F(CircuitTest, LetsNothingThroughWhileItIsOpenUnderSixteenThreads) {
  open_by_errors();
  std::atomic<int> admitted = 0;
  on_threads(16, [&] {
    for (int i = 0; i < 1'000; ++i)
      admitted += circuit_->admit() ? 1 : 0;
  });
  EXPECT_EQ(admitted, 0);
}

TEST_F(CircuitTest, CountsEveryCallUnderSixteenThreads) {
  on_threads(16, [&] {
    // The third fails, not the first: with all threads at their first call, most of the window would have failed.
    for (int i = 0; i < 1'000; ++i)
      circuit_->admit().value().ended(i % 3 == 2 ? CallOutcome::failed : CallOutcome::succeeded, 1ms);
  });
  EXPECT_EQ(circuit_->status().window.calls, 16'000);
  EXPECT_EQ(circuit_->status().window.failed, 16 * 333);
}

}  // namespace
}  // namespace swarm::breaker
