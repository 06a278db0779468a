#include "platform/storage/topics.hpp"

#include <gtest/gtest.h>

namespace swarm::storage {
namespace {

TEST(Topics, CallsThoseWhoseTopicIsToldOncePerTelling) {
  Topics topics;
  int tasks = 0, events = 0;
  const auto first = topics.subscribe("tasks", [&] { ++tasks; });
  const auto second = topics.subscribe("tasks", [&] { ++tasks; });
  const auto third = topics.subscribe("events", [&] { ++events; });
  topics.tell({"tasks", "nobody", "tasks"});
  EXPECT_EQ(tasks, 2);
  EXPECT_EQ(events, 0);
}

TEST(Topics, CallsEveryoneWhenItIsNotKnownWhatWasMissed) {
  Topics topics;
  int calls = 0;
  const auto first = topics.subscribe("tasks", [&] { ++calls; });
  const auto second = topics.subscribe("events", [&] { ++calls; });
  topics.tell_all();
  EXPECT_EQ(calls, 2);
}

TEST(Topics, CallsNobodyAfterTheSubscriptionEnded) {
  Topics topics;
  int calls = 0;
  auto subscription = topics.subscribe("tasks", [&] { ++calls; });
  subscription.reset();
  topics.tell({"tasks"});
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(topics.subscriptions(), 0u);
}

TEST(Topics, LetsASubscriptionOutliveThem) {
  Database::Subscription subscription;
  {
    Topics topics;
    subscription = topics.subscribe("tasks", [] {});
  }
  subscription.reset();
}

}  // namespace
}  // namespace swarm::storage
