#include <gtest/gtest.h>

#include "engine/batching/batch_plan.hpp"
#include "engine/batching/fair_queue.hpp"
#include "engine/batching/slot_table.hpp"

namespace swarm::batching {
namespace {

TEST(BatchPlanTest, AnswersComeBeforePromptsAndSlotsAreAscending) {
  const std::vector<Demand> demands{{3, 100, false}, {1, 1, true}, {2, 5, false}, {0, 1, true}};
  const std::vector<Demand> plan = plan_batch(demands, 64);
  EXPECT_EQ(plan, (std::vector<Demand>{{0, 1, true}, {1, 1, true}, {3, 62, false}}));
}

TEST(BatchPlanTest, PromptsShareWhatAnswersLeave) {
  EXPECT_EQ(plan_batch(std::vector<Demand>{{0, 10, false}, {1, 10, false}}, 16),
            (std::vector<Demand>{{0, 10, false}, {1, 6, false}}));
}

TEST(BatchPlanTest, NeverMoreThanTheBatchHolds) {
  const std::vector<Demand> plan = plan_batch(std::vector<Demand>{{0, 1, true}, {1, 1, true}, {2, 1, true}}, 2);
  EXPECT_EQ(plan.size(), 2U);
  EXPECT_TRUE(plan_batch({}, 8).empty());
}

TEST(FairQueueTest, ClientsTakeTurns) {
  FairQueue<int> queue;
  for (int i = 0; i < 3; ++i)
    queue.push("greedy", i);
  queue.push("modest", 100);
  const auto any = [](int) { return true; };
  EXPECT_EQ(queue.take(any), 0);
  EXPECT_EQ(queue.take(any), 100);
  EXPECT_EQ(queue.take(any), 1);
  queue.push("late", 200);
  EXPECT_EQ(queue.take(any), 2);
  EXPECT_EQ(queue.take(any), 200);
  EXPECT_EQ(queue.take(any), std::nullopt);
  EXPECT_TRUE(queue.empty());
}

TEST(FairQueueTest, WhatDoesNotFitLetsOthersPass) {
  FairQueue<int> queue;
  queue.push("a", 1);
  queue.push("a", 2);
  queue.push("b", 4);
  EXPECT_EQ(queue.take([](int item) { return item % 2 == 0; }), 2);
  EXPECT_EQ(queue.take_all([](int item) { return item > 0; }), (std::vector<int>{4, 1}));
  EXPECT_EQ(queue.size(), 0U);
}

class SlotTableTest : public testing::Test {
 protected:
  // A prompt that was answered in a slot, which is free again.
  std::size_t leave(std::vector<Token> held) {
    const auto place = table.take(held);
    table.held(place->slot) = std::move(held);
    table.give_back(place->slot);
    return place->slot;
  }
  SlotTable table{3};
};

TEST_F(SlotTableTest, TakesTheSlotThatHoldsMostOfThePrompt) {
  leave({1, 2, 3, 4});
  const std::size_t longest = leave({9, 1, 2, 3, 5, 6});
  leave({7, 7});
  const auto place = table.take(std::vector<Token>{9, 1, 2, 3, 5, 8});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->slot, longest);
  EXPECT_EQ(place->reused, 5U);
}

TEST_F(SlotTableTest, NeverReusesTheLastToken) {
  leave({1, 2, 3, 4});
  EXPECT_EQ(table.take(std::vector<Token>{1, 2, 3})->reused, 2U);
  EXPECT_EQ(table.take(std::vector<Token>{5})->reused, 0U);
}

TEST_F(SlotTableTest, ALittleInCommonDoesNotCostAnotherItsPlace) {
  const std::size_t valuable = leave({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  const auto place = table.take(std::vector<Token>{1, 20, 21, 22, 23, 24, 25});
  EXPECT_NE(place->slot, valuable);
}

TEST_F(SlotTableTest, TakesTheOneUsedLongestAgoWhenNoneIsEmpty) {
  leave({1, 1, 1});
  leave({2, 2, 2});
  leave({3, 3, 3});
  EXPECT_EQ(table.take(std::vector<Token>{4, 4, 4})->slot, 0U);
  EXPECT_EQ(table.take(std::vector<Token>{5, 5, 5})->slot, 1U);
  EXPECT_EQ(table.take(std::vector<Token>{3, 3, 3, 4})->reused, 3U);
  EXPECT_FALSE(table.take(std::vector<Token>{6}));
  EXPECT_EQ(table.taken(), 3U);
}

}  // namespace
}  // namespace swarm::batching
