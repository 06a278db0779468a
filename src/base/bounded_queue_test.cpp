#include "base/bounded_queue.hpp"

#include <atomic>
#include <barrier>
#include <thread>

#include <gtest/gtest.h>

namespace swarm {
namespace {

TEST(BoundedQueue, RefusesWhenFullAndWhenClosed) {
  BoundedQueue<int> queue(2);
  int one = 1, two = 2, three = 3;
  EXPECT_TRUE(queue.try_push(one));
  EXPECT_TRUE(queue.try_push(two));
  EXPECT_FALSE(queue.try_push(three));
  EXPECT_EQ(queue.pop(), 1);
  queue.close();
  EXPECT_FALSE(queue.try_push(three));
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, HandsOutAllThatIsThereUpToTheCount) {
  BoundedQueue<int> queue(10);
  for (int i = 0; i < 5; ++i)
    queue.try_push(i);
  EXPECT_EQ(queue.pop_many(3), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(queue.pop_many(3), (std::vector<int>{3, 4}));
}

TEST(BoundedQueue, WakesAWaitingThread) {
  BoundedQueue<int> queue(1);
  std::optional<int> got;
  std::thread reader([&] { got = queue.pop(); });
  int value = 9;
  queue.try_push(value);
  reader.join();
  EXPECT_EQ(got, 9);
}

// Each holds its item until all have one.
TEST(BoundedQueue, WakesAsManyThreadsAsThereIsWorkFor) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 50;
  BoundedQueue<int> queue(kThreads);
  std::barrier all_busy(kThreads + 1);
  std::vector<std::thread> workers;
  for (int i = 0; i < kThreads; ++i) {
    workers.emplace_back([&] {
      while (queue.pop())
        all_busy.arrive_and_wait();
    });
  }
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kThreads; ++i)
      EXPECT_TRUE(queue.try_push(i));
    all_busy.arrive_and_wait();
  }
  queue.close();
  for (std::thread& worker : workers)
    worker.join();
}

TEST(BoundedQueue, HandsOutEverythingThatManyPushToMany) {
  constexpr int kEach = 20'000;
  BoundedQueue<int> queue(64);
  std::atomic<std::int64_t> sum = 0;
  std::vector<std::thread> takers, givers;
  for (int i = 0; i < 3; ++i) {
    takers.emplace_back([&] {
      while (const std::optional<int> item = queue.pop())
        sum += *item;
    });
    givers.emplace_back([&] {
      for (int n = 1; n <= kEach; ++n) {
        int item = n;
        while (!queue.try_push(item))
          std::this_thread::yield();
      }
    });
  }
  for (std::thread& giver : givers)
    giver.join();
  queue.close();
  for (std::thread& taker : takers)
    taker.join();
  EXPECT_EQ(sum, std::int64_t{3} * kEach * (kEach + 1) / 2);
}

}  // namespace
}  // namespace swarm
