#include "swarm/live/feed_hub.hpp"

#include <gtest/gtest.h>

#include "support/slice_world.hpp"

namespace swarm::live {
namespace {

class FeedHubTest : public testing::Test {
 protected:
  ~FeedHubTest() override { world.run(hub.stop()); }

  Scope a_project() { return {ProjectId::generate(world.ids)}; }
  std::unique_ptr<FeedHub::Attachment> follow(const Scope& scope, std::function<void()> wake = [] {}) {
    return std::move(hub.follow(scope, {.wake = std::move(wake)}).value());
  }
  // Until the series has this value, or ten seconds.
  bool becomes(std::string_view series, double value) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < patience) {
      if (world.metric(series) == value) return true;
    }
    return false;
  }

  tests::SliceWorld world{{events::schema(), tasks::schema()}};
  tasks::TaskStore store{*world.database};
  events::EventStore events{*world.database};
  LiveMetrics metrics{world.metrics};
  FeedHub hub{Bytes{1 * MiB},
              {.tasks = store,
               .events = events,
               .database = *world.database,
               .loop = world.loop.loop(),
               .metrics = metrics,
               .log = world.log}};
};

TEST_F(FeedHubTest, ReadsAProjectOnceForAllWhoFollowIt) {
  const Scope scope = a_project();
  std::vector<std::unique_ptr<FeedHub::Attachment>> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(follow(scope));
  EXPECT_EQ(world.metric("swarm_websocket_feeds"), 1);
  for (const auto& one : all) {
    while (!one->end()) {
    }
  }
  // Looked at once in a while beside what is told; never once for each who follows.
  EXPECT_LT(world.metric("swarm_websocket_feed_reads_total{kind=\"shared\"}"), 100);
}

TEST_F(FeedHubTest, StopsReadingWhatNobodyFollowsAnyMore) {
  const Scope scope = a_project();
  follow(scope).reset();
  EXPECT_TRUE(becomes("swarm_websocket_feeds", 0));
  const auto again = follow(scope);
  EXPECT_EQ(world.metric("swarm_websocket_feeds"), 1);
}

TEST_F(FeedHubTest, FollowsUpToItsMaximumOfProjects) {
  std::vector<std::unique_ptr<FeedHub::Attachment>> all;
  for (std::size_t i = 0; i < kFeedsMax; ++i)
    all.push_back(follow(a_project()));
  const auto refused = hub.follow(a_project(), {.wake = [] {}});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(refused.error().reason, "feeds_max");
}

TEST_F(FeedHubTest, GoesOnAfterTheDatabaseWasAway) {
  world.database->refuse_reads(true);
  const auto one = follow(a_project());
  while (world.logs.lines_with("feed_read_failed").empty()) {
  }
  EXPECT_FALSE(one->end().has_value());
  world.database->refuse_reads(false);
  while (!one->end()) {
  }
}

}  // namespace
}  // namespace swarm::live
