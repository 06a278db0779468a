#include "platform/storage/postgres/request_queue.hpp"

#include <gmock/gmock.h>

namespace swarm::storage {
namespace {

struct Numbered {
  SteadyTime asked_at{};
  std::size_t weight = 1;
  int number = 0;
};
using Queue = RequestQueue<Numbered>;

void fill(Queue& queue, int count) {
  for (int i = 0; i < count; ++i) {
    Numbered request{SteadyTime{std::chrono::seconds{i}}, 1, i};
    ASSERT_EQ(queue.push(request), Queue::Pushed::yes);
  }
}

std::vector<int> numbers(const std::vector<Numbered>& requests) {
  std::vector<int> found;
  for (const Numbered& request : requests)
    found.push_back(request.number);
  return found;
}

TEST(RequestQueue, RefusesMoreThanItsMaximum) {
  Queue queue(2);
  fill(queue, 2);
  Numbered one_more;
  EXPECT_EQ(queue.push(one_more), Queue::Pushed::full);
  EXPECT_EQ(queue.size(), 2u);
}

TEST(RequestQueue, GivesTheOldestFirstUpToACount) {
  Queue queue(10);
  fill(queue, 5);
  EXPECT_THAT(numbers(queue.take(3, 100, 1)), testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(numbers(queue.take(3, 100, 1)), testing::ElementsAre(3, 4));
}

TEST(RequestQueue, GivesNoMoreOnceTheWeightIsReached) {
  Queue queue(10);
  fill(queue, 5);
  EXPECT_THAT(numbers(queue.take(10, 2, 1)), testing::ElementsAre(0, 1));
}

TEST(RequestQueue, GivesEachSharerItsPart) {
  Queue queue(10);
  fill(queue, 5);
  EXPECT_THAT(numbers(queue.take(10, 100, 2)), testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(numbers(queue.take(10, 100, 2)), testing::ElementsAre(3));
}

TEST(RequestQueue, GivesWhatWasAskedUntilATime) {
  Queue queue(10);
  fill(queue, 5);
  EXPECT_THAT(numbers(queue.take_until(SteadyTime{std::chrono::seconds{1}})), testing::ElementsAre(0, 1));
  EXPECT_THAT(numbers(queue.take_until(SteadyTime{std::chrono::seconds{1}})), testing::ElementsAre());
}

TEST(RequestQueue, HandsOutWhatIsInsideWhenItIsClosed) {
  Queue queue(10);
  fill(queue, 1);
  queue.close();
  Numbered late;
  EXPECT_EQ(queue.push(late), Queue::Pushed::closed);
  EXPECT_EQ(queue.take(10, 100, 1).size(), 1u);
  EXPECT_TRUE(queue.take(10, 100, 1).empty());
}

}  // namespace
}  // namespace swarm::storage
