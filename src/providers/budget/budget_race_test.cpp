// Many calls at once, on several servers: the limit is never passed, and what is there can be used.
#include <gmock/gmock.h>

#include "support/budget_world.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

constexpr int kCalls = 64;
constexpr Money kWorstCase{10'000'000};  // a cent

class BudgetRaceTest : public tests::BudgetTest {
 protected:
  struct Outcome {
    bool reserved = false;
    Money spent;
    Error error{};
  };
  // One call, from reserving to settling, with some turns of the loop between, as if it asked somebody.
  static Async<Outcome> call(BudgetService* service, Payer who, Money actual, int turns) {
    Result<Reservation> reserved = co_await service->reserve(std::move(who), kWorstCase);
    if (!reserved) co_return Outcome{.error = reserved.error()};
    for (int turn = 0; turn < turns; ++turn)
      co_await runtime::asio::post(co_await runtime::asio::this_coro::executor, runtime::use_async);
    reserved->settle(actual);
    co_return Outcome{.reserved = true, .spent = actual};
  }
  // kCalls of them at the same time, dealt out over the servers and two loops.
  std::vector<Outcome> race(const std::vector<tests::BudgetServer*>& servers, Money actual) {
    tests::AllAtOnce<Outcome> here(loop_), there(other_loop_);
    for (int i = 0; i < kCalls; ++i) {
      tests::BudgetServer& server = *servers[static_cast<std::size_t>(i) % servers.size()];
      (i % 4 < 2 ? here : there).start(call(server.service.get(), payer(fmt::format("key-{}", i % 3)), actual, i % 7));
    }
    std::vector<Outcome> outcomes = here.wait();
    std::ranges::move(there.wait(), std::back_inserter(outcomes));
    return outcomes;
  }
  static Money spent_by(const std::vector<Outcome>& outcomes) {
    Money spent;
    for (const Outcome& outcome : outcomes) {
      spent += outcome.spent;
      if (!outcome.reserved) EXPECT_EQ(outcome.error.code, ErrorCode::budget_exceeded) << outcome.error.message;
    }
    return spent;
  }
  static BudgetConfig of_a_day(double limit, const char* zone = "UTC") {
    BudgetConfig config;
    config.dollars_per_day = limit;
    config.time_zone = DayZone::parse(zone).value();
    return config;
  }
  std::map<std::int64_t, Money> days() {
    std::map<std::int64_t, Money> days;
    for (const tests::StoredAccount& account : accounts()) {
      if (account.ledger == "day") days[account.period] += account.counted;
    }
    return days;
  }

  tests::TestLoop other_loop_;
};

TEST_P(BudgetRaceTest, ParallelCallsNearTheLimitNeverOverspendAndUseAllThatIsThere) {
  tests::BudgetServer& one = started(of_a_day(0.3));
  const Money spent = spent_by(race({&one}, kWorstCase));
  EXPECT_EQ(spent, dollars(0.3)) << "thirty cents: thirty calls";
  one.stop();
  EXPECT_EQ(counted("day"), dollars(0.3));
}

TEST_P(BudgetRaceTest, WhatCallsDoNotNeedIsThereForTheNext) {
  tests::BudgetServer& one = started(of_a_day(0.1));
  const Money spent = spent_by(race({&one}, Money{1'000'000}));
  EXPECT_EQ(spent, dollars(0.064)) << "all of them, one after the other: ten cents hold ten worst cases";
  one.stop();
  EXPECT_EQ(counted("day"), spent);
}

TEST_P(BudgetRaceTest, TwoServersOnOneDatabaseNeverOverspendTogether) {
  tests::BudgetServer& one = started(of_a_day(0.3));
  tests::BudgetServer& two = started(of_a_day(0.3));
  Money spent;
  for (int round = 0; round < 3; ++round) {
    spent += spent_by(race({&one, &two}, Money{7'000'000}));
    EXPECT_LE(spent, dollars(0.3));
    EXPECT_LE(counted("day"), dollars(0.3));
  }
  one.stop();
  two.stop();
  EXPECT_EQ(counted("day"), spent);
  EXPECT_GT(spent, dollars(0.2)) << "and most of it could be used";
}

TEST_P(BudgetRaceTest, ARestartInBetweenOverspendsNothing) {
  tests::BudgetServer& killed = started(of_a_day(0.3));
  Money spent;
  for (int i = 0; i < 5; ++i)
    spent += run(call(killed.service.get(), payer(), Money{5'000'000}, 0)).spent;
  std::vector<Reservation> running;  // they cost what they cost: nobody will hear of it
  for (int i = 0; i < 3; ++i)
    running.push_back(run(killed.service->reserve(payer(), kWorstCase)).value());
  killed.kill();
  const Money lost = counted("day") - spent;
  EXPECT_GE(lost, dollars(0.03)) << "what was reserved counts as spent";
  tests::BudgetServer& again = started(of_a_day(0.3));
  spent += spent_by(race({&again}, kWorstCase));
  again.stop();
  EXPECT_EQ(counted("day"), spent + lost);
  EXPECT_LE(counted("day"), dollars(0.3));
  EXPECT_GT(spent + lost + kWorstCase, dollars(0.3)) << "no further call would have fitted";
}

struct Midnight {
  const char* name;
  const char* zone;
  const char* before;
  std::chrono::hours day_after;  // how long the day lasts that begins then
};

class BudgetMidnightTest : public BudgetRaceTest {
 protected:
  void across(const Midnight& midnight) {
    advance_to(midnight.before);
    BudgetConfig config = of_a_day(0.3, midnight.zone);
    config.wait = 0ms;  // what is reserved over midnight is not waited for
    tests::BudgetServer& one = started(config);
    tests::BudgetServer& two = started(config);
    std::vector<Reservation> over_midnight;
    for (int i = 0; i < 10; ++i)
      over_midnight.push_back(run((i % 2 ? one : two).service->reserve(payer(), kWorstCase)).value());
    Money before = spent_by(race({&one, &two}, kWorstCase));
    advance(2s);
    const Money after = spent_by(race({&one, &two}, kWorstCase));
    EXPECT_GT(after, dollars(0.25)) << "a new day";
    for (Reservation& each : over_midnight)
      each.settle(Money{4'000'000});
    before += Money{40'000'000};
    advance(midnight.day_after - 3s);
    EXPECT_LE(spent_by(race({&one, &two}, kWorstCase)) + after, dollars(0.3)) << "still the same day";
    advance(2s);
    EXPECT_GT(spent_by(race({&one, &two}, kWorstCase)), dollars(0.25)) << "the day after";
    one.stop();
    two.stop();
    const std::map<std::int64_t, Money> by_day = days();
    ASSERT_EQ(by_day.size(), 3U);
    EXPECT_EQ(by_day.begin()->second, before) << "a call settles in the day in which it was reserved";
    for (const auto& [begin, counted] : by_day)
      EXPECT_LE(counted, dollars(0.3));
    const auto second = std::next(by_day.begin());
    EXPECT_EQ(std::chrono::milliseconds(std::next(second)->first - second->first), midnight.day_after);
  }
};

TEST_P(BudgetMidnightTest, OfAnOrdinaryDay) {
  across({"utc", "UTC", "2026-06-01T23:59:59Z", 24h});
}
TEST_P(BudgetMidnightTest, OfTheDayWithTwentyThreeHours) {
  across({"spring", "Europe/Berlin", "2026-03-28T22:59:59Z", 23h});
}
TEST_P(BudgetMidnightTest, OfTheDayWithTwentyFiveHours) {
  across({"autumn", "Europe/Berlin", "2026-10-24T21:59:59Z", 25h});
}
TEST_P(BudgetMidnightTest, ThatDoesNotExist) {
  across({"cairo", "Africa/Cairo", "2026-04-23T21:59:59Z", 23h});
}

INSTANTIATE_TEST_SUITE_P(Databases, BudgetRaceTest, tests::both_databases(), tests::name_of_database);
INSTANTIATE_TEST_SUITE_P(Databases, BudgetMidnightTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::budget
