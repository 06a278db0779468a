#include "base/bounded_queue.hpp"

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

}  // namespace
}  // namespace swarm
