#include "providers/budget/budget_store.hpp"

#include <gmock/gmock.h>

#include "support/budget_world.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

class BudgetStoreTest : public tests::BudgetTest {
 protected:
  void SetUp() override {
    SliceTest::SetUp();
    if (!database_) return;
    store_ = std::make_unique<BudgetStore>(*database_, "one", "first");
    begin_day();
  }
  void begin_day() {
    const Standing standing = run(store_->standing()).value();
    ASSERT_FALSE(standing.running);
    ASSERT_TRUE(run(store_->begin_period(period_at(standing.now, DayZone::utc(), standing.earlier_end, {}))));
    period_ = run(store_->standing())->running.value();
  }
  GrantAsk ask(Money needed, Money wanted, Money limit) {
    return {.entry = ids_.next(),
            .ledger = "day",
            .period = id_of(period_),
            .needed = needed,
            .wanted = wanted,
            .limit = limit};
  }
  Result<WorkDone> write(std::vector<GrantAsk> asks, std::vector<Posting> postings = {}) {
    return run(store_->write({.asks = std::move(asks), .postings = std::move(postings)}));
  }
  GrantAnswer grant(Money needed, Money wanted, Money limit = dollars(1)) {
    return write({ask(needed, wanted, limit)}).value().answers.at(0);
  }
  Posting posting(Money amount, EntryKind kind = EntryKind::give_back) {
    return {.entry = ids_.next(), .ledger = "day", .period = id_of(period_), .kind = kind, .amount = amount};
  }

  std::unique_ptr<BudgetStore> store_;
  Period period_;
};

TEST_P(BudgetStoreTest, GrantsWhatIsWantedWhileThereIsPlenty) {
  const GrantAnswer answer = grant(dollars(0.01), dollars(0.2));
  EXPECT_EQ(answer.granted, dollars(0.2));
  EXPECT_EQ(answer.account.counted, dollars(0.2));
  EXPECT_EQ(answer.account.limit, dollars(1));
  EXPECT_FALSE(answer.period_moved);
  EXPECT_EQ(counted("day"), dollars(0.2));
}

TEST_P(BudgetStoreTest, ShrinksToAFourthOfTheRestAndThenToWhatIsNeeded) {
  EXPECT_EQ(grant(dollars(0.01), dollars(0.5)).granted, dollars(0.25));
  EXPECT_EQ(grant(dollars(0.3), dollars(0.5)).granted, dollars(0.3));
  EXPECT_EQ(grant(dollars(0.4), dollars(0.5)).granted, dollars(0.4));
  EXPECT_EQ(grant(dollars(0.06), dollars(0.5)).granted, Money{}) << "0.05 are left";
  EXPECT_EQ(grant(dollars(0.05), dollars(0.5)).granted, dollars(0.05));
  const GrantAnswer none = grant(Money{1}, dollars(0.5));
  EXPECT_EQ(none.granted, Money{});
  EXPECT_EQ(none.account.counted, dollars(1));
  EXPECT_EQ(run(store_->entries("day", "", 10))->size(), 4U) << "a refusal enters nothing";
}

TEST_P(BudgetStoreTest, PrefersAStoredLimit) {
  const LedgerName key = LedgerName::of(LedgerKind::key, "k");
  ASSERT_TRUE(run(database_->write(BudgetStore::set_limit(key, dollars(0.1), "me"))));
  GrantAsk asked = ask(dollars(0.2), dollars(0.2), dollars(1));
  asked.ledger = key.text();
  EXPECT_EQ(write({asked})->answers[0].granted, Money{});
  EXPECT_EQ(write({asked})->answers[0].account.limit, dollars(0.1));
  EXPECT_THAT(run(store_->limits()).value(), testing::ElementsAre(testing::Pair("key:k", dollars(0.1))));
  ASSERT_TRUE(run(database_->write(BudgetStore::remove_limit(key))));
  EXPECT_EQ(run(database_->write(BudgetStore::remove_limit(key))).error().code, ErrorCode::conflict);
  EXPECT_EQ(write({asked})->answers[0].granted, dollars(0.2));
}

TEST_P(BudgetStoreTest, GivesBackFirstAndGrantsThen) {
  ASSERT_EQ(grant(dollars(1), dollars(1)).granted, dollars(1));
  const WorkDone done = write({ask(dollars(0.3), dollars(0.3), dollars(1))}, {posting(Money{} - dollars(0.3))}).value();
  EXPECT_EQ(done.counted.at(0), dollars(0.7));
  EXPECT_EQ(done.answers.at(0).granted, dollars(0.3));
  EXPECT_EQ(counted("day"), dollars(1));
}

TEST_P(BudgetStoreTest, EntersEachEntryOnce) {
  ASSERT_EQ(grant(dollars(0.5), dollars(0.5)).granted, dollars(0.5));
  const Posting returned = posting(Money{} - dollars(0.2));
  ASSERT_TRUE(write({}, {returned}));
  EXPECT_EQ(write({}, {returned}).error().reason, "taken");
  EXPECT_EQ(counted("day"), dollars(0.3));
  EXPECT_EQ(run(store_->amount_of(returned.entry)).value(), Money{} - dollars(0.2));
  EXPECT_EQ(run(store_->amount_of(ids_.next())).value(), std::nullopt);
}

TEST_P(BudgetStoreTest, NeverFallsBelowZeroAndLeavesNothingHalfDone) {
  ASSERT_EQ(grant(dollars(0.1), dollars(0.1)).granted, dollars(0.1));
  EXPECT_EQ(write({}, {posting(dollars(0.05), EntryKind::overrun), posting(Money{} - dollars(0.2))}).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(counted("day"), dollars(0.1));
}

TEST_P(BudgetStoreTest, GrantsNothingInAnEpochThatHasEnded) {
  ASSERT_EQ(grant(dollars(0.5), dollars(0.5)).granted, dollars(0.5));
  const Entry reset{
      .id = ids_.next(), .period = {id_of(period_).begins_ms, 2}, .ledger = "day", .kind = EntryKind::reset};
  ASSERT_TRUE(run(database_->write(BudgetStore::begin_epoch(reset))));
  Entry again = reset;
  again.id = ids_.next();
  EXPECT_EQ(run(database_->write(BudgetStore::begin_epoch(again))).error().code, ErrorCode::conflict);
  const GrantAnswer old = grant(dollars(0.1), dollars(0.1));
  EXPECT_EQ(old.granted, Money{});
  EXPECT_TRUE(old.period_moved);
  period_ = run(store_->standing())->running.value();
  EXPECT_EQ(period_.epoch, 2);
  EXPECT_EQ(grant(dollars(1), dollars(1)).granted, dollars(1)) << "nothing is spent in the new epoch";
}

TEST_P(BudgetStoreTest, GrantsNothingInADayThatHasEnded) {
  ASSERT_EQ(grant(dollars(0.5), dollars(0.5)).granted, dollars(0.5));
  advance(24h);
  const GrantAnswer late = grant(dollars(0.1), dollars(0.1));
  EXPECT_EQ(late.granted, Money{});
  EXPECT_TRUE(late.period_moved);
  ASSERT_TRUE(write({}, {posting(Money{} - dollars(0.2))})) << "but takes back";
  begin_day();
  EXPECT_EQ(grant(dollars(1), dollars(1)).granted, dollars(1));
}

TEST_P(BudgetStoreTest, BeginsADayOnce) {
  const std::int64_t changes = run(store_->standing())->change_number;
  Period other = period_;
  other.begins_at += 1ms;
  ASSERT_TRUE(run(store_->begin_period(other)));
  EXPECT_EQ(run(store_->standing())->running, period_);
  EXPECT_EQ(run(store_->standing())->change_number, changes + 1);
}

TEST_P(BudgetStoreTest, CorrectsByAnEntryThatSaysWhoAndWhy) {
  ASSERT_EQ(grant(dollars(0.5), dollars(0.5)).granted, dollars(0.5));
  Entry correction{.id = ids_.next(),
                   .period = id_of(period_),
                   .ledger = "day",
                   .kind = EntryKind::correction,
                   .amount = Money{} - dollars(0.2),
                   .made_by = "me",
                   .reason = "the provider's invoice"};
  ASSERT_TRUE(run(database_->write(BudgetStore::correct(correction))));
  correction.id = ids_.next();
  correction.amount = Money{} - dollars(0.31);
  EXPECT_EQ(run(database_->write(BudgetStore::correct(correction))).error().code, ErrorCode::conflict);
  EXPECT_EQ(counted("day"), dollars(0.3));
  const std::vector<Entry> entries = run(store_->entries("", "", 10)).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].kind, EntryKind::correction);
  EXPECT_EQ(entries[0].reason, "the provider's invoice");
  EXPECT_EQ(entries[0].made_by, "me");
  EXPECT_EQ(entries[1].replica, "one");
  EXPECT_EQ(entries[1].incarnation, "first");
}

TEST_P(BudgetStoreTest, ListsLedgersAndEntriesInPages) {
  for (const auto* name : {"key:a", "key:b", "project:p"}) {
    GrantAsk asked = ask(dollars(0.1), dollars(0.1), dollars(1));
    asked.ledger = name;
    ASSERT_TRUE(write({asked}));
  }
  ASSERT_TRUE(
      run(database_->write(BudgetStore::set_limit(LedgerName::of(LedgerKind::key, "unspent"), dollars(2), "me"))));
  const auto first = run(store_->ledgers(id_of(period_), "", 2)).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[1].ledger, "key:b");
  const auto second = run(store_->ledgers(id_of(period_), "key:b", 10)).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[0].stored_limit, dollars(2));
  EXPECT_EQ(second[1].counted, dollars(0.1));
  const auto entries = run(store_->entries("", "", 2)).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(run(store_->entries("", entries.back().id, 10))->size(), 1U);
  EXPECT_EQ(run(store_->entries("key:a", "", 10))->size(), 1U);
}

TEST_P(BudgetStoreTest, ForgetsOldPeriodsInSmallStepsAndNeverYoungOnes) {
  ASSERT_EQ(grant(dollars(0.1), dollars(0.1)).granted, dollars(0.1));
  ASSERT_EQ(grant(dollars(0.1), dollars(0.1)).granted, dollars(0.1));
  EXPECT_EQ(run(store_->forget(0ms, 10)).value(), 0) << "at least two days are kept";
  advance(24h * 10);
  begin_day();
  ASSERT_EQ(grant(dollars(0.1), dollars(0.1)).granted, dollars(0.1));
  EXPECT_EQ(run(store_->forget(24h * 9, 1)).value(), 1);
  EXPECT_EQ(run(store_->forget(24h * 9, 10)).value(), 1) << "the other entry";
  EXPECT_EQ(run(store_->forget(24h * 9, 10)).value(), 1) << "the account";
  EXPECT_EQ(run(store_->forget(24h * 9, 10)).value(), 1) << "the period";
  EXPECT_EQ(run(store_->forget(24h * 9, 10)).value(), 0);
  EXPECT_EQ(counted("day"), dollars(0.1));
}

TEST_P(BudgetStoreTest, HoldsAtMostSoManyLimits) {
  storage::WriteUnit fill;
  fill.add(tests::kFillBudgetLimits, {storage::sql(kStoredLimitsMax - 1)});
  ASSERT_TRUE(run(database_->write(std::move(fill))));
  const auto set = [this](std::string key) {
    const LedgerName name = LedgerName::of(LedgerKind::key, std::move(key));
    return run(database_->write(BudgetStore::set_limit(name, dollars(1), "me")));
  };
  EXPECT_TRUE(set("last"));
  EXPECT_TRUE(set("last")) << "it has one already";
  EXPECT_EQ(set("one more").error().code, ErrorCode::conflict);
}

INSTANTIATE_TEST_SUITE_P(Databases, BudgetStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::budget
