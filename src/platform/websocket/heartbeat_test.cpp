#include "platform/websocket/heartbeat.hpp"

#include <gtest/gtest.h>

#include "platform/websocket/message_rate.hpp"

namespace swarm::websocket {
namespace {

using namespace std::chrono_literals;
using Action = Heartbeat::Action;

TEST(Heartbeat, PingsWhoIsSilentAndGivesUpWhoDoesNotAnswer) {
  const SteadyTime start{};
  Heartbeat heartbeat(30s, 20s, start);
  EXPECT_EQ(heartbeat.next(), start + 30s);
  EXPECT_EQ(heartbeat.at(start + 30s - 1ms), Action::nothing);
  EXPECT_EQ(heartbeat.at(start + 30s), Action::ping);
  EXPECT_EQ(heartbeat.at(start + 30s), Action::nothing) << "once";
  EXPECT_EQ(heartbeat.next(), start + 50s);
  EXPECT_EQ(heartbeat.at(start + 50s - 1ms), Action::nothing);
  EXPECT_EQ(heartbeat.at(start + 50s), Action::give_up);
}

TEST(Heartbeat, StartsAnewWithEverySignOfLife) {
  const SteadyTime start{};
  Heartbeat heartbeat(30s, 20s, start);
  heartbeat.heard(start + 29s);
  EXPECT_EQ(heartbeat.at(start + 58s), Action::nothing);
  EXPECT_EQ(heartbeat.at(start + 59s), Action::ping);
  heartbeat.heard(start + 60s);
  EXPECT_EQ(heartbeat.at(start + 80s), Action::nothing);
  EXPECT_EQ(heartbeat.at(start + 90s), Action::ping);
}

TEST(Heartbeat, IsStillWithoutAnInterval) {
  Heartbeat heartbeat(0ms, 20s, SteadyTime{});
  EXPECT_EQ(heartbeat.next(), SteadyTime::max());
  EXPECT_EQ(heartbeat.at(SteadyTime{} + 24h), Action::nothing);
}

TEST(MessageRate, AdmitsTwiceASecondsMessagesAtOnceAndThenTheRate) {
  const SteadyTime start{};
  MessageRate rate(10, start);
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(rate.admit(start));
  EXPECT_FALSE(rate.admit(start));
  EXPECT_TRUE(rate.admit(start + 150ms));
  EXPECT_FALSE(rate.admit(start + 150ms));
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(rate.admit(start + 1h));
  EXPECT_FALSE(rate.admit(start + 1h)) << "never more than twice a second's";
}

TEST(MessageRate, OfNothingIsNoRate) {
  MessageRate rate(0, SteadyTime{});
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(rate.admit(SteadyTime{}));
}

}  // namespace
}  // namespace swarm::websocket
