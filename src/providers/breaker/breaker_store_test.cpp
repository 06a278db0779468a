#include "providers/breaker/breaker_store.hpp"

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::breaker {
namespace {

using namespace std::chrono_literals;

class BreakerStoreTest : public tests::SliceTest {
 protected:
  BreakerStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<BreakerStore>(*database_);
  }
  Result<Done> store(std::string replica, StoredBreaker breaker) {
    std::vector<StoredBreaker> breakers;
    breakers.push_back(std::move(breaker));
    return run(store_->store(std::move(replica), std::move(breakers)));
  }
  Result<storage::WriteOutcome> give(const std::string& provider, const NewOrder& order) {
    return run(database_->write(BreakerStore::give(provider, order, "key")));
  }
  StoredBreaker an_open_one(std::int64_t version) {
    return {.provider = "one",
            .remembered = {.state = State::open, .cause = Cause::errors, .open_for = 10s, .failed_rounds = 2},
            .since = clock_.now(),
            .order_number = 7,
            .version = version};
  }

  std::unique_ptr<BreakerStore> store_;
};

TEST_P(BreakerStoreTest, GivesAStateBackWithTheTimeThatIsLeft) {
  const StoredBreaker breaker = an_open_one(3);
  ASSERT_TRUE(store("a", breaker));
  advance(4s);
  const auto found = run(store_->stored("a")).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].provider, "one");
  EXPECT_EQ(found[0].remembered.state, State::open);
  EXPECT_EQ(found[0].remembered.cause, Cause::errors);
  EXPECT_EQ(found[0].remembered.open_for, 6s);
  EXPECT_EQ(found[0].remembered.failed_rounds, 2);
  EXPECT_EQ(found[0].since, breaker.since);
  EXPECT_EQ(found[0].order_number, 7);
  EXPECT_EQ(found[0].version, 3);
  EXPECT_TRUE(run(store_->stored("b")).value().empty()) << "each server has its own";
}

TEST_P(BreakerStoreTest, KeepsTheLaterVersion) {
  ASSERT_TRUE(store("a", an_open_one(3)));
  StoredBreaker closed = an_open_one(4);
  closed.remembered = {.state = State::closed, .cause = Cause::trials_succeeded};
  ASSERT_TRUE(store("a", closed));
  EXPECT_EQ(store("a", an_open_one(4)).error().code, ErrorCode::conflict);
  const auto found = run(store_->stored("a")).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].remembered.state, State::closed);
  EXPECT_FALSE(found[0].remembered.open_for);
}

TEST_P(BreakerStoreTest, ForgetsServersThatAreGone) {
  ASSERT_TRUE(store("gone", an_open_one(1)));
  advance(2h);
  ASSERT_TRUE(store("here", an_open_one(1)));
  ASSERT_TRUE(run(store_->forget_gone(1h)));
  EXPECT_TRUE(run(store_->stored("gone")).value().empty());
  EXPECT_EQ(run(store_->stored("here")).value().size(), 1U);
}

TEST_P(BreakerStoreTest, TheLastOrderAboutAProviderCounts) {
  ASSERT_TRUE(give("one", {.action = OrderAction::open, .open_for = 1min, .reason = "it is ill"}));
  ASSERT_TRUE(give("two", {.action = OrderAction::open}));
  ASSERT_TRUE(give("two", {.action = OrderAction::reset, .reason = "it is well"}));
  advance(20s);
  const auto orders = run(store_->orders()).value();
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders[0].provider, "one");
  EXPECT_EQ(orders[0].number, 1);
  EXPECT_EQ(orders[0].action, OrderAction::open);
  EXPECT_EQ(orders[0].open_for, 40s);
  EXPECT_EQ(orders[0].reason, "it is ill");
  EXPECT_EQ(orders[0].given_by, "key");
  EXPECT_EQ(orders[1].number, 2);
  EXPECT_EQ(orders[1].action, OrderAction::reset);
  EXPECT_FALSE(orders[1].open_for);
}

TEST_P(BreakerStoreTest, TellsWhoWaitsForOrders) {
  std::atomic<int> told = 0;
  const auto subscription = database_->subscribe(std::string(kBreakersTopic), [&] { ++told; });
  ASSERT_TRUE(give("one", {.action = OrderAction::open}));
  while (told == 0)  // ends, or the test's time limit ends it
    run(store_->orders()).value();
  SUCCEED();
}

INSTANTIATE_TEST_SUITE_P(Databases, BreakerStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::breaker
