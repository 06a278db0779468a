#include "platform/http_server/occupancy.hpp"

#include <gtest/gtest.h>

namespace swarm::http {
namespace {

TEST(Occupancy, HasPlaceForSoManyInAllAndFromOneAddress) {
  Occupancy occupancy(3, 2);
  EXPECT_EQ(occupancy.enter("a", false), Occupancy::Verdict::welcome);
  EXPECT_EQ(occupancy.enter("a", false), Occupancy::Verdict::welcome);
  EXPECT_EQ(occupancy.enter("a", false), Occupancy::Verdict::address_full);
  EXPECT_EQ(occupancy.enter("b", false), Occupancy::Verdict::welcome);
  EXPECT_EQ(occupancy.enter("c", false), Occupancy::Verdict::server_full);
  occupancy.leave("a", false);
  EXPECT_EQ(occupancy.connections(), 2);
  EXPECT_EQ(occupancy.enter("a", false), Occupancy::Verdict::welcome);
}

TEST(Occupancy, CountsAProxyOnlyInAll) {
  Occupancy occupancy(2, 1);
  EXPECT_EQ(occupancy.enter("proxy", true), Occupancy::Verdict::welcome);
  EXPECT_EQ(occupancy.enter("proxy", true), Occupancy::Verdict::welcome);
  EXPECT_EQ(occupancy.enter("proxy", true), Occupancy::Verdict::server_full);
  occupancy.leave("proxy", true);
  occupancy.leave("proxy", true);
  EXPECT_EQ(occupancy.connections(), 0);
}

TEST(Activity, TellsWhenTheLastHasEnded) {
  Activity activity;
  int told = 0;
  activity.when_quiet([&] { ++told; });
  EXPECT_EQ(told, 1);  // nothing runs
  activity.begin();
  activity.begin();
  activity.when_quiet([&] { ++told; });
  activity.end();
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(activity.is_quiet());
  activity.end();
  EXPECT_EQ(told, 2);
  EXPECT_TRUE(activity.is_quiet());
}

}  // namespace
}  // namespace swarm::http
