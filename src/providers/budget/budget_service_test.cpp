#include "providers/budget/budget_service.hpp"

#include <gmock/gmock.h>

#include "support/budget_world.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

class BudgetServiceTest : public tests::BudgetTest {
 protected:
  static BudgetConfig of_a_day(double limit) {
    BudgetConfig config;
    config.dollars_per_day = limit;
    return config;
  }
  LedgerFacts facts(tests::BudgetServer& server, const LedgerName& name = LedgerName::day()) {
    server.service->set_config(config_);  // looks at the database again
    return ask(server, server.service->of({name})).value().ledgers.at(0);
  }
  Error refusal(tests::BudgetServer& server, Money worst_case, Payer payer) {
    auto reserved = server.reserve(std::move(payer), worst_case, 50);
    if (!reserved || *reserved) {
      ADD_FAILURE() << (reserved ? "it was reserved" : "it waits");
      return {};
    }
    return reserved->error();
  }
  Error refusal(tests::BudgetServer& server, Money worst_case) { return refusal(server, worst_case, payer()); }
  static Async<void> reserve_in_vain(BudgetService* service, Payer who) {
    const auto reserved = co_await service->reserve(std::move(who), dollars(0.5));
    EXPECT_FALSE(reserved.has_value());
  }
  audit::Caller admin() { return {.principal = {.key_id = "admin", .role = http::Role::admin, .project = project_}}; }

  BudgetConfig config_ = of_a_day(1);
};

TEST_P(BudgetServiceTest, CountsACallInAllOfItsLedgers) {
  tests::BudgetServer& one = server(config_);
  Reservation call = one.reserve(payer("k", "math"), dollars(0.01)).value().value();
  for (const LedgerName& name :
       {LedgerName::day(), LedgerName::of(LedgerKind::key, "k"), LedgerName::of(LedgerKind::head, "math"),
        LedgerName::of(LedgerKind::project, project_.text())}) {
    EXPECT_EQ(facts(one, name).reserved, dollars(0.01)) << name.text();
    EXPECT_EQ(facts(one, name).spent, Money{}) << name.text();
  }
  call.settle(dollars(0.004));
  EXPECT_EQ(facts(one).spent, dollars(0.004));
  EXPECT_EQ(facts(one).reserved, Money{});
  EXPECT_EQ(remaining(facts(one)), dollars(0.996));
  EXPECT_EQ(remaining(facts(one, LedgerName::of(LedgerKind::key, "k"))), std::nullopt);
}

TEST_P(BudgetServiceTest, CountsATrainingRunAgainstTheNightsTrainingAndTheDay) {
  config_.dollars_per_training_night = 0.2;
  tests::BudgetServer& one = server(config_);
  Payer trainer = payer("k", "math");
  trainer.is_training = true;
  Reservation run = one.reserve(trainer, dollars(0.15)).value().value();
  EXPECT_EQ(facts(one, LedgerName::training()).reserved, dollars(0.15));
  EXPECT_EQ(facts(one).reserved, dollars(0.15));
  EXPECT_EQ(facts(one, LedgerName::of(LedgerKind::head, "math")).reserved, Money{});
  EXPECT_EQ(refusal(one, dollars(0.3), trainer).reason, "training");
  EXPECT_TRUE(one.reserve(payer("k", "math"), dollars(0.3))->has_value()) << "a task has the whole day";
  run.settle(dollars(0.05));
  EXPECT_EQ(remaining(facts(one, LedgerName::training())), dollars(0.15));
}

TEST_P(BudgetServiceTest, AsksTheDatabaseOncePerBlockAndForNothingWhenACallIsFree) {
  tests::BudgetServer& one = server(config_);
  EXPECT_EQ(run(one.service->reserve(payer(), Money{}))->worst_case(), Money{});
  EXPECT_EQ(one.database.writes(), 0);
  for (int i = 0; i < 100; ++i)
    one.reserve(payer(), dollars(0.0001))->value().settle(dollars(0.00005));
  EXPECT_LE(one.database.writes(), 3) << "the day is begun, blocks are granted in one unit";
  EXPECT_EQ(facts(one).spent, dollars(0.005));
}

TEST_P(BudgetServiceTest, NoDayHoldsAWorstCaseWithoutBounds) {
  config_ = of_a_day(kDollarsMax);
  tests::BudgetServer& one = server(config_);
  EXPECT_EQ(refusal(one, kMoneyMax).reason, "day");
  EXPECT_TRUE(one.reserve(payer(), dollars(kDollarsMax))->has_value());
}

TEST_P(BudgetServiceTest, ACallThatIsNotSettledCountsWithItsWorstCase) {
  tests::BudgetServer& one = server(config_);
  {
    const Reservation forgotten = one.reserve(payer(), dollars(0.01)).value().value();
  }
  EXPECT_EQ(facts(one).spent, dollars(0.01));
  EXPECT_EQ(facts(one).reserved, Money{});
}

TEST_P(BudgetServiceTest, StopsHardAtEveryLimitAndNamesIt) {
  config_.dollars_per_day_per_key = 0.3;
  config_.dollars_per_day_per_project = 0.5;
  config_.heads = {{Head::code, 0.2}};
  tests::BudgetServer& one = server(config_);
  one.reserve(payer("a"), dollars(0.3))->value().settle(dollars(0.3));
  const Error key = refusal(one, dollars(0.01), payer("a"));
  EXPECT_EQ(key.code, ErrorCode::budget_exceeded);
  EXPECT_EQ(key.reason, "key");
  EXPECT_THAT(key.message, testing::HasSubstr("$0.30 of $0.30 are spent"));
  EXPECT_EQ(refusal(one, dollars(0.21), payer("b")).reason, "project");
  one.reserve(payer("b", "code"), dollars(0.2))->value().settle(dollars(0.2));
  EXPECT_EQ(refusal(one, dollars(0.01), payer("c", "code")).reason, "project");
  Payer other = payer("d", "code");
  other.project = ProjectId::generate(ids_);
  EXPECT_EQ(refusal(one, dollars(0.01), other).reason, "head");
  for (const auto* k : {"e", "f"}) {
    other.key_id = k;
    other.head = "";
    other.project = ProjectId::generate(ids_);
    one.reserve(other, dollars(0.25))->value().settle(dollars(0.25));
  }
  other.key_id = "g";
  other.project = ProjectId::generate(ids_);
  const Error day = refusal(one, dollars(0.001), other);
  EXPECT_EQ(day.reason, "day");
  EXPECT_GT(day.retry_after, 0s);
  EXPECT_EQ(one.metric(R"(swarm_budget_refusals_total{ledger="day"})"), 1);
  EXPECT_EQ(one.metric(R"(swarm_budget_refusals_total{ledger="key"})"), 1);
  EXPECT_EQ(one.metric(R"(swarm_budget_refusals_total{ledger="project"})"), 2);
  EXPECT_EQ(one.metric(R"(swarm_budget_refusals_total{ledger="head_code"})"), 1);
  EXPECT_EQ(one.metric(R"(swarm_budget_spent_dollars{ledger="day"})"), 1);
  EXPECT_EQ(facts(one, LedgerName::of(LedgerKind::key, "d")).spent, Money{}) << "what is refused is given back";
}

TEST_P(BudgetServiceTest, NearTheLimitACallWaitsForWhatOthersReserved) {
  tests::BudgetServer& one = started(config_);
  Reservation first = run(one.service->reserve(payer(), dollars(0.8))).value();
  tests::AllAtOnce<Result<Reservation>> second(loop_);
  second.start(one.service->reserve(payer(), dollars(0.5)));
  while (one.metric("swarm_budget_waiting") < 1) {
  }
  first.settle(dollars(0.1));
  auto got = second.wait();
  ASSERT_TRUE(got[0].has_value()) << got[0].error().message;
  got[0]->settle(dollars(0.5));
  const auto refused = run(one.service->reserve(payer(), dollars(0.41)));
  EXPECT_EQ(refused.error().reason, "day") << "nothing that runs could bring it";
  run(one.service->reserve(payer(), dollars(0.4)))->settle(dollars(0.4));
  one.stop();
  EXPECT_EQ(counted("day"), dollars(1));
}

TEST_P(BudgetServiceTest, WaitsNoLongerThanItMay) {
  config_.wait = 3s;
  tests::BudgetServer& one = started(config_);
  const Reservation holds = run(one.service->reserve(payer(), dollars(1))).value();
  tests::AllAtOnce<Result<Reservation>> waits(loop_);
  waits.start(one.service->reserve(payer(), dollars(0.5)));
  while (one.metric("swarm_budget_waiting") < 1) {
  }
  advance(3s);
  auto refused = waits.wait();
  ASSERT_FALSE(refused[0].has_value());
  EXPECT_EQ(refused[0].error().code, ErrorCode::budget_exceeded);
  EXPECT_EQ(refused[0].error().retry_after, 1s) << "what runs may free it soon";
  EXPECT_EQ(one.metric("swarm_budget_waiting"), 0);
}

TEST_P(BudgetServiceTest, AKeyAtItsLimitHoldsUpNoOther) {
  config_.dollars_per_day_per_key = 0.1;
  tests::BudgetServer& one = started(config_);
  Reservation holds = run(one.service->reserve(payer("slow"), dollars(0.1))).value();
  tests::AllAtOnce<Result<Reservation>> waits(loop_);
  waits.start(one.service->reserve(payer("slow"), dollars(0.05)));
  while (one.metric("swarm_budget_waiting") < 1) {
  }
  EXPECT_TRUE(run(one.service->reserve(payer("quick"), dollars(0.05))).has_value());
  holds.settle(Money{});
  EXPECT_TRUE(waits.wait()[0].has_value());
}

TEST_P(BudgetServiceTest, ACallerWhoLeavesWhileItWaitsSpendsNothing) {
  tests::BudgetServer& one = started(config_);
  Reservation holds = run(one.service->reserve(payer(), dollars(1))).value();
  {
    runtime::TaskGroup callers(loop_.loop());
    callers.spawn(reserve_in_vain(one.service.get(), payer()));
    while (one.metric("swarm_budget_waiting") < 1) {
    }
    run(callers.stop());
  }
  EXPECT_EQ(one.metric("swarm_budget_waiting"), 0);
  holds.settle(Money{});
  one.stop();
  EXPECT_EQ(counted("day"), Money{});
  EXPECT_EQ(counted("project:" + project_.text()), Money{});
}

TEST_P(BudgetServiceTest, CountsWhatACallCostBeyondItsWorstCase) {
  tests::BudgetServer& one = server(config_);
  one.reserve(payer(), dollars(0.01))->value().settle(dollars(0.03));
  EXPECT_EQ(facts(one).spent, dollars(0.03));
  EXPECT_EQ(one.metric("swarm_budget_overruns_total"), 1);
  one.stop();
  EXPECT_EQ(counted("day"), dollars(0.03));
  const auto entries = run(BudgetStore(*database_).entries("day", "", 10)).value();
  EXPECT_THAT(entries, testing::Contains(testing::Field(&Entry::kind, EntryKind::overrun)));
}

TEST_P(BudgetServiceTest, GivesAllBackWhenItStops) {
  tests::BudgetServer& one = started(config_);
  for (const auto* key : {"a", "b", "c"})
    run(one.service->reserve(payer(key, "math"), dollars(0.01)))->settle(dollars(0.002));
  one.stop();
  EXPECT_EQ(counted("day"), dollars(0.006));
  EXPECT_EQ(counted("head:math"), dollars(0.006));
  EXPECT_EQ(counted("key:b"), dollars(0.002));
  EXPECT_EQ(run(one.service->reserve(payer(), dollars(0.01))).error().code, ErrorCode::unavailable);
}

TEST_P(BudgetServiceTest, AfterACrashTheRestOfABlockCountsUntilAPersonCorrectsIt) {
  tests::BudgetServer& one = server(config_);
  one.reserve(payer(), dollars(0.01))->value().settle(dollars(0.004));
  one.kill();
  EXPECT_EQ(counted("day"), dollars(0.02)) << "the block: two per cent";
  tests::BudgetServer& again = server(config_);
  EXPECT_EQ(facts(again).spent, dollars(0.02));
  const auto corrected =
      ask(again, again.service->correct(admin(), LedgerName::day(), Money{} - dollars(0.016), "it crashed"));
  ASSERT_TRUE(corrected.has_value()) << corrected.error().message;
  EXPECT_EQ(corrected->ledgers.at(0).spent, dollars(0.004));
  EXPECT_THAT(again.audit.actions, testing::ElementsAre("budget.correct day"));
  EXPECT_EQ(again.metric("swarm_budget_corrections_total"), 1);
  const auto too_much = ask(again, again.service->correct(admin(), LedgerName::day(), Money{} - dollars(1), "no"));
  EXPECT_EQ(too_much.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask(again, again.service->correct(admin(), LedgerName::day(), Money{}, "no")).error().faults.at(0).path,
            "$.dollars");
  EXPECT_EQ(
      ask(again, again.service->correct(admin(), LedgerName::day(), dollars(1), "a\nb")).error().faults.at(0).path,
      "$.reason");
}

TEST_P(BudgetServiceTest, ABlockWhoseAnswerWasLostIsFoundAgain) {
  tests::BudgetServer& one = server(config_);
  ASSERT_TRUE(one.work());  // begins the day
  one.database.lose_answers(1);
  EXPECT_EQ(refusal(one, dollars(0.01)).code, ErrorCode::unavailable);
  EXPECT_EQ(counted("day"), dollars(0.02));
  EXPECT_EQ(one.metric("swarm_budget_ledger_failures_total"), 1);
  EXPECT_EQ(facts(one).spent, Money{}) << "it is in hand now";
  one.reserve(payer(), dollars(0.02))->value().settle(dollars(0.001));
  one.stop();
  EXPECT_EQ(counted("day"), dollars(0.001));
}

TEST_P(BudgetServiceTest, WhatWasGivenBackIsGivenBackOnceAlsoWhenTheAnswerWasLost) {
  tests::BudgetServer& one = server(config_);
  one.reserve(payer(), dollars(0.01))->value().settle(dollars(0.001));
  advance(61s);
  one.database.lose_answers(1);
  facts(one);
  facts(one);
  EXPECT_EQ(counted("day"), dollars(0.001)) << "an idle block goes back";
  one.stop();
  EXPECT_EQ(counted("day"), dollars(0.001));
}

TEST_P(BudgetServiceTest, SpendsNothingBeyondItsBlocksWithoutTheDatabase) {
  tests::BudgetServer& one = server(config_);
  one.reserve(payer(), dollars(0.01))->value().settle(dollars(0.01));
  one.database.cut();
  EXPECT_TRUE(one.reserve(payer(), dollars(0.005))->has_value()) << "granted already";
  const Error refused = refusal(one, dollars(0.5));
  EXPECT_EQ(refused.code, ErrorCode::unavailable);
  EXPECT_THAT(refused.message, testing::HasSubstr("nothing is spent without it"));
  one.database.cut(false);
  EXPECT_TRUE(one.reserve(payer(), dollars(0.5))->has_value());
}

TEST_P(BudgetServiceTest, ResetBeginsAnewAndOldCallsSettleInTheOldEpoch) {
  tests::BudgetServer& one = server(config_);
  tests::BudgetServer& two = server(config_);
  one.reserve(payer(), dollars(0.5))->value().settle(dollars(0.5));
  Reservation running = one.reserve(payer(), dollars(0.4)).value().value();
  Reservation elsewhere = two.reserve(payer(), dollars(0.05)).value().value();
  const auto page = ask(one, one.service->reset(admin()));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->period.epoch, 2);
  EXPECT_EQ(page->ledgers.at(0).spent, Money{});
  EXPECT_EQ(page->ledgers.at(0).reserved, Money{});
  EXPECT_THAT(one.audit.actions, testing::ElementsAre("budget.reset day"));
  Reservation fresh = one.reserve(payer(), dollars(0.9)).value().value();
  running.settle(dollars(0.1));
  elsewhere.settle(dollars(0.01));
  fresh.settle(dollars(0.7));
  one.stop();
  facts(two);
  two.stop();
  std::map<std::int64_t, Money> by_epoch;
  for (const tests::StoredAccount& account : accounts()) {
    if (account.ledger == "day") by_epoch[account.epoch] += account.counted;
  }
  EXPECT_EQ(by_epoch[1], dollars(0.61));
  EXPECT_EQ(by_epoch[2], dollars(0.7));
}

TEST_P(BudgetServiceTest, LimitsOfSingleKeysActAtOnceAndKeepWhatWasSpent) {
  storage::WriteUnit unit;
  const identity::Project project{.id = project_, .name = "p", .created_at = clock_.now()};
  identity::IdentityStore::add_project(unit, project);
  const identity::ApiKey key{.id = identity::KeyId::generate(ids_),
                             .name = "k",
                             .project = project_,
                             .role = http::Role::developer,
                             .hash = "hash",
                             .created_at = clock_.now(),
                             .created_by = "me"};
  identity::IdentityStore::add_key(unit, key);
  ASSERT_TRUE(run(database_->write(std::move(unit))));
  tests::BudgetServer& one = server(config_);
  const LedgerName name = LedgerName::of(LedgerKind::key, key.id.text());
  const Payer who = payer(key.id.text());
  one.reserve(who, dollars(0.06))->value().settle(dollars(0.05));
  const auto limited = ask(one, one.service->set_limit(admin(), name, dollars(0.06)));
  ASSERT_TRUE(limited.has_value()) << limited.error().message;
  EXPECT_EQ(limited->ledgers.at(0).spent, dollars(0.05));
  EXPECT_TRUE(limited->ledgers.at(0).limit_is_stored);
  EXPECT_EQ(refusal(one, dollars(0.02), who).reason, "key");
  EXPECT_TRUE(one.reserve(who, dollars(0.01))->has_value());
  ASSERT_TRUE(ask(one, one.service->remove_limit(admin(), name)));
  EXPECT_TRUE(one.reserve(who, dollars(0.2))->has_value());
  EXPECT_EQ(ask(one, one.service->remove_limit(admin(), name)).error().code, ErrorCode::not_found);
  EXPECT_EQ(
      ask(one, one.service->set_limit(admin(), LedgerName::of(LedgerKind::key, ids_.next()), dollars(1))).error().code,
      ErrorCode::not_found);
  EXPECT_EQ(ask(one, one.service->set_limit(admin(), LedgerName::day(), dollars(1))).error().code,
            ErrorCode::invalid_input);
  EXPECT_THAT(one.audit.actions,
              testing::ElementsAre("budget.set_limit " + name.text(), "budget.remove_limit " + name.text()));
}

TEST_P(BudgetServiceTest, ALimitThatIsLoweredTakesBackWhatIsInHand) {
  tests::BudgetServer& one = server(of_a_day(10));
  one.reserve(payer(), dollars(0.15))->value().settle(dollars(0.15));
  config_ = of_a_day(0.16);
  one.service->set_config(config_);
  EXPECT_EQ(refusal(one, dollars(0.02)).reason, "day");
  EXPECT_TRUE(one.reserve(payer(), dollars(0.01))->has_value());
  config_ = of_a_day(2);
  one.service->set_config(config_);
  clock_.advance(1s);
  EXPECT_TRUE(one.reserve(payer(), dollars(1.5))->has_value()) << "raised again";
}

TEST_P(BudgetServiceTest, AServerThatNeedsNothingLeavesItToTheOthers) {
  tests::BudgetServer& one = server(config_);
  tests::BudgetServer& two = server(config_);
  one.reserve(payer(), dollars(0.9))->value().settle(dollars(0.1));
  EXPECT_EQ(refusal(two, dollars(0.3)).reason, "day") << "it is in the hands of the first";
  advance(61s);
  one.work();
  EXPECT_TRUE(two.reserve(payer(), dollars(0.3))->has_value());
}

TEST_P(BudgetServiceTest, KeepsAtMostSoManyLedgersAndGivesBackTheirBlocksFirst) {
  config_ = of_a_day(1'000);
  config_.ledgers_max = 16;
  tests::BudgetServer& one = server(config_);
  for (int i = 0; i < 100; ++i) {
    auto reserved = one.reserve(payer(fmt::format("key-{}", i)), dollars(0.001));
    ASSERT_TRUE(reserved && *reserved) << i;
    (*reserved)->settle(dollars(0.001));
    EXPECT_LE(one.metric("swarm_budget_ledgers"), 16);
  }
  EXPECT_GT(one.metric("swarm_budget_ledgers_evicted_total"), 50);
  EXPECT_EQ(counted("key:key-0"), dollars(0.001)) << "its block was given back";
  EXPECT_EQ(facts(one, LedgerName::of(LedgerKind::key, "key-0")).spent, dollars(0.001));
}

TEST_P(BudgetServiceTest, RefusesMoreKeysThanItCanHoldWhileAllSpend) {
  config_ = of_a_day(1'000);
  config_.ledgers_max = 16;
  tests::BudgetServer& one = server(config_);
  std::vector<Reservation> running;
  for (int i = 0; i < 15; ++i)
    running.push_back(one.reserve(payer(fmt::format("key-{}", i)), dollars(0.001)).value().value());
  EXPECT_EQ(refusal(one, dollars(0.001), payer("one-more")).code, ErrorCode::limit_exceeded);
  running.clear();
  one.work();
  one.work();
  EXPECT_TRUE(one.reserve(payer("one-more"), dollars(0.001)));
}

TEST_P(BudgetServiceTest, SoManyCallsMayWait) {
  tests::BudgetServer& one = started(config_);
  Reservation holds = run(one.service->reserve(payer(), dollars(1))).value();
  tests::AllAtOnce<Result<Reservation>> waits(loop_);
  for (std::size_t i = 0; i < kWaitingMax; ++i)
    waits.start(one.service->reserve(payer(), dollars(0.0005)));
  while (one.metric("swarm_budget_waiting") < kWaitingMax) {
  }
  EXPECT_EQ(run(one.service->reserve(payer(), dollars(0.001))).error().code, ErrorCode::limit_exceeded);
  holds.settle(dollars(0.5));
  int reserved = 0;
  for (auto& each : waits.wait()) {
    reserved += each.has_value() ? 1 : 0;
    if (each) each->settle(dollars(0.0005));
  }
  EXPECT_EQ(reserved, 1'000);
}

TEST_P(BudgetServiceTest, SoManyMayAskForFigures) {
  tests::BudgetServer& one = server(config_);
  tests::AllAtOnce<Result<BudgetPage>> asked(loop_);
  for (std::size_t i = 0; i < kPagesWaitingMax; ++i)
    asked.start(one.service->of({LedgerName::day()}));
  EXPECT_EQ(run(one.service->of({LedgerName::day()})).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(one.work());
  for (const Result<BudgetPage>& page : asked.wait())
    EXPECT_TRUE(page.has_value());
}

TEST_P(BudgetServiceTest, TellsThePageOfAllLedgers) {
  config_.heads = {{Head::logic, 0.5}};
  tests::BudgetServer& one = server(config_);
  one.reserve(payer("k"), dollars(0.01))->value().settle(dollars(0.01));
  const BudgetPage page = ask(one, one.service->page("", 100)).value();
  std::vector<std::string> names;
  for (const LedgerFacts& each : page.ledgers)
    names.push_back(each.name.text());
  EXPECT_THAT(names, testing::ElementsAre("day", "head:logic", "key:k", "project:" + project_.text(), "training"));
  const BudgetPage part = ask(one, one.service->page("key:k", 1)).value();
  ASSERT_EQ(part.ledgers.size(), 1U);
  EXPECT_EQ(part.ledgers[0].name.kind(), LedgerKind::project);
  EXPECT_EQ(part.next, std::nullopt);
  EXPECT_EQ(ask(one, one.service->page("", 1)).value().next, "day");
}

// What differs between the databases is in the store's tests and in the races.
INSTANTIATE_TEST_SUITE_P(Databases, BudgetServiceTest,
                         testing::Values(tests::DatabaseUnderTest{
                             "sqlite", [] { return std::make_unique<tests::SqliteSlice>(); }}),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::budget
