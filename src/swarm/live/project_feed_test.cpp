#include "swarm/live/project_feed.hpp"

#include <gtest/gtest.h>

namespace swarm::live {
namespace {

using Found = ProjectFeed::Found;

FeedEntry an_entry(std::int64_t number, std::string subject = "a") {
  return {.cursor = {number, number}, .subject = std::move(subject), .text = std::string(100, 'x')};
}

class ProjectFeedTest : public testing::Test {
 protected:
  std::shared_ptr<Watcher> watcher(std::vector<std::string> subjects = {}) {
    auto made = std::make_shared<Watcher>(Watcher{.wake = [this] { ++wakes; }, .subjects = std::move(subjects)});
    feed.watch(made);
    return made;
  }

  int wakes = 0;
  ProjectFeed feed{Bytes{1000}};
};

TEST_F(ProjectFeedTest, HasNoEndBeforeItBeginsAndWakesEverybodyThen) {
  const auto one = watcher(), two = watcher({"a"});
  EXPECT_FALSE(feed.end().has_value());
  feed.begin({5, 5});
  EXPECT_EQ(wakes, 2);
  EXPECT_EQ(feed.end()->block, 0);
  EXPECT_EQ(feed.end()->cursor, (events::Cursor{5, 5}));
}

TEST_F(ProjectFeedTest, GivesEveryBlockToWhoWatchesAll) {
  const auto one = watcher();
  feed.begin({});
  EXPECT_EQ(feed.look(*one, 0).found, Found::nothing);
  feed.append({an_entry(1), an_entry(2, "b")});
  feed.append({an_entry(3)});
  EXPECT_EQ(feed.look(*one, 0).block->size(), 2U);
  EXPECT_EQ(feed.look(*one, 1).block->front().cursor, (events::Cursor{3, 3}));
  EXPECT_EQ(feed.look(*one, 2).found, Found::nothing);
  EXPECT_EQ(feed.end()->block, 2);
  EXPECT_EQ(feed.end()->cursor, (events::Cursor{3, 3}));
}

TEST_F(ProjectFeedTest, WakesOncePerLook) {
  const auto one = watcher();
  feed.begin({});
  wakes = 0;
  feed.append({an_entry(1)});
  feed.append({an_entry(2)});
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(feed.look(*one, 2).found, Found::nothing);
  feed.append({an_entry(3)});
  EXPECT_EQ(wakes, 2);
}

TEST_F(ProjectFeedTest, DoesNotWakeForTheEventsOfOthersAndBeginsAtTheFirstOfItsOwn) {
  const auto one = watcher({"b", "c"});
  feed.begin({});
  wakes = 0;
  feed.append({an_entry(1)});
  EXPECT_EQ(wakes, 0);
  EXPECT_EQ(feed.look(*one, 0).found, Found::nothing);
  feed.append({an_entry(2), an_entry(3, "c")});
  EXPECT_EQ(wakes, 1);
  const ProjectFeed::Look look = feed.look(*one, 0);
  EXPECT_EQ(look.number, 1);
  EXPECT_EQ(look.block->size(), 2U);
}

TEST_F(ProjectFeedTest, DropsTheOldestBeyondItsBytesAndSaysSo) {
  const auto one = watcher();
  feed.begin({});
  for (int i = 1; i <= 50; ++i)
    feed.append({an_entry(i)});
  EXPECT_EQ(feed.look(*one, 0).found, Found::dropped);
  EXPECT_EQ(feed.look(*one, 49).found, Found::block);
  EXPECT_EQ(feed.end()->block, 50);
}

TEST_F(ProjectFeedTest, KeepsABlockThatIsLongerThanAllOfItMayBe) {
  const auto one = watcher();
  feed.begin({});
  feed.append(FeedBlock(20, an_entry(1)));
  EXPECT_EQ(feed.look(*one, 0).block->size(), 20U);
}

TEST_F(ProjectFeedTest, ForgetsWhoLeaves) {
  const auto all = watcher(), one = watcher({"a"}), same = watcher({"a"});
  EXPECT_FALSE(feed.is_unwatched());
  feed.unwatch(all);
  feed.unwatch(one);
  feed.begin({});
  wakes = 0;
  feed.append({an_entry(1)});
  EXPECT_EQ(wakes, 1);
  feed.unwatch(same);
  EXPECT_TRUE(feed.is_unwatched());
}

}  // namespace
}  // namespace swarm::live
