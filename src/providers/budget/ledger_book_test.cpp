#include "providers/budget/ledger_book.hpp"

#include <gmock/gmock.h>

#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/seeded_random.hpp"

namespace swarm::budget {
namespace {

using namespace std::chrono_literals;

// The book with the database played by the test.
class LedgerBookTest : public testing::Test {
 protected:
  LedgerBookTest() { begin_day(1); }

  void begin_day(std::int64_t epoch) {
    book_->begin({.begins_at = clock_.now() - 1h, .ends_at = clock_.now() + 20h, .time_zone = "UTC", .epoch = epoch},
                 clock_.now());
  }
  std::shared_ptr<Claim> claim(Money worst_case) { return std::make_shared<Claim>(book_, worst_case); }
  std::unique_ptr<Waiter> waiter(Claim& of) { return std::make_unique<Waiter>(of, runtime::Wakeup(loop_.loop())); }
  Payer payer(std::string key = "k") { return {.project = project_, .key_id = std::move(key)}; }

  // Answers all that is asked: everybody gets what they want, `counted` in all.
  int grant_all(Money granted, Money limit = dollars(10)) {
    const Work work = book_->take_work();
    for (const GrantAsk& ask : work.asks)
      book_->answered(ask, {.granted = granted, .account = {.counted = granted, .limit = limit}, .now = clock_.now()});
    for (const Posting& posting : work.postings)
      book_->posted(posting, std::nullopt);
    return static_cast<int>(work.asks.size());
  }
  Money spent() { return book_->facts(LedgerName::day(), std::nullopt).spent; }

  tests::FakeClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  tests::TestLoop loop_;
  telemetry::Metrics registry_;
  BudgetMetrics metrics_{registry_};
  int wakes_ = 0;
  ProjectId project_ = ProjectId::generate(ids_);
  std::shared_ptr<LedgerBook> book_ = std::make_shared<LedgerBook>(
      terms_of({}), 10'000,
      LedgerBook::Deps{.clock = clock_, .ids = ids_, .metrics = metrics_, .on_work = [this] { ++wakes_; }});
};

TEST_F(LedgerBookTest, TakesInAllLedgersOrInNone) {
  const auto first = claim(dollars(0.01));
  EXPECT_FALSE(book_->take_at_once(*first, payer()));
  const auto waits = waiter(*first);
  book_->queue_up(*waits, payer());
  EXPECT_FALSE(book_->outcome_of(*waits).has_value());
  EXPECT_EQ(grant_all(dollars(0.2)), 3) << "key, project and day ask at once";
  ASSERT_TRUE(book_->outcome_of(*waits).has_value());
  EXPECT_TRUE(book_->outcome_of(*waits)->has_value());
  book_->leave(*waits, true);
  const auto second = claim(dollars(0.1));
  EXPECT_TRUE(book_->take_at_once(*second, payer()));
  const auto unknown_key = claim(dollars(0.05));
  EXPECT_FALSE(book_->take_at_once(*unknown_key, payer("other")));
  EXPECT_EQ(book_->facts(LedgerName::day(), std::nullopt).reserved, dollars(0.11));
  first->settled(dollars(0.01));
  second->settled(Money{});
  EXPECT_EQ(spent(), dollars(0.01));
}

TEST_F(LedgerBookTest, RenewsABlockBeforeItIsUsedUp) {
  const auto first = claim(dollars(0.01));
  const auto waits = waiter(*first);
  book_->queue_up(*waits, payer());
  grant_all(dollars(0.2));
  book_->leave(*waits, true);
  EXPECT_TRUE(book_->take_work().empty());
  const auto large = claim(dollars(0.12));
  ASSERT_TRUE(book_->take_at_once(*large, payer()));
  const Work work = book_->take_work();
  ASSERT_EQ(work.asks.size(), 3U) << "less than half is left";
  EXPECT_EQ(work.asks[2].wanted, dollars(0.2));
  EXPECT_TRUE(book_->take_work().empty()) << "one flight for each ledger";
}

TEST_F(LedgerBookTest, AsksForSoManyBlocksAtOnce) {
  std::vector<std::shared_ptr<Claim>> claims;
  std::vector<std::unique_ptr<Waiter>> waiters;
  for (std::size_t i = 0; i < kAsksPerWriteMax; ++i) {
    claims.push_back(claim(dollars(0.001)));
    waiters.push_back(waiter(*claims.back()));
    book_->queue_up(*waiters.back(), payer(fmt::format("key-{}", i)));
  }
  EXPECT_EQ(grant_all(dollars(0.2)), static_cast<int>(kAsksPerWriteMax));
  EXPECT_EQ(grant_all(dollars(0.2)), 2) << "of so many keys, a project and the day";
  for (const auto& each : waiters) {
    EXPECT_TRUE(book_->outcome_of(*each).value().has_value());
    book_->leave(*each, false);
  }
}

TEST_F(LedgerBookTest, RefusesFromMemoryForAMomentAfterTheLimitWasReached) {
  const auto first = claim(dollars(0.01));
  const auto waits = waiter(*first);
  book_->queue_up(*waits, payer());
  const Work work = book_->take_work();
  for (const GrantAsk& ask : work.asks) {
    const bool is_day = ask.ledger == "day";
    book_->answered(
        ask, {.granted = is_day ? Money{} : dollars(0.2),
              .account = {.counted = is_day ? dollars(10) : dollars(0.2), .limit = is_day ? dollars(10) : kNoLimit},
              .now = clock_.now()});
  }
  EXPECT_EQ(book_->outcome_of(*waits)->error().reason, "day");
  book_->leave(*waits, false);
  const auto second = claim(dollars(0.01));
  const auto stormed = waiter(*second);
  book_->queue_up(*stormed, payer());
  EXPECT_EQ(book_->outcome_of(*stormed)->error().reason, "day");
  EXPECT_TRUE(book_->take_work().asks.empty()) << "the answer holds";
  book_->leave(*stormed, false);
  clock_.advance(kAnswerHolds);
  const auto third = claim(dollars(0.01));
  const auto later = waiter(*third);
  book_->queue_up(*later, payer());
  EXPECT_FALSE(book_->outcome_of(*later).has_value());
  EXPECT_EQ(book_->take_work().asks.size(), 1U);
  book_->leave(*later, false);
}

TEST_F(LedgerBookTest, WhatIsSettledAfterTheDayGoesBackToIt) {
  const auto call = claim(dollars(0.1));
  const auto waits = waiter(*call);
  book_->queue_up(*waits, payer());
  grant_all(dollars(0.1));
  book_->leave(*waits, true);
  begin_day(2);
  EXPECT_TRUE(book_->take_work().postings.empty()) << "all of it is reserved";
  call->settled(dollars(0.04));
  const Work work = book_->take_work();
  ASSERT_EQ(work.postings.size(), 3U);
  for (const Posting& posting : work.postings) {
    EXPECT_EQ(posting.period.epoch, 1);
    EXPECT_EQ(posting.amount, Money{} - dollars(0.06));
    book_->posted(posting, std::nullopt);
  }
  EXPECT_EQ(spent(), Money{}) << "the new one knows nothing of it";
  EXPECT_FALSE(book_->has_postings());
}

TEST_F(LedgerBookTest, WhoeverWaitsLeavesNoTrace) {
  const auto call = claim(dollars(0.1));
  {
    const auto waits = waiter(*call);
    book_->queue_up(*waits, payer());
    book_->leave(*waits, false);
  }
  grant_all(dollars(0.2));
  EXPECT_EQ(book_->facts(LedgerName::day(), std::nullopt).reserved, Money{});
  EXPECT_EQ(spent(), Money{});
}

}  // namespace
}  // namespace swarm::budget
