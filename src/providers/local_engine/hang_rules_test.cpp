#include "providers/local_engine/hang_rules.hpp"

#include <gmock/gmock.h>

namespace swarm::local_engine {
namespace {

using std::chrono_literals::operator""s;
using testing::HasSubstr;

EngineConfig config() {
  EngineConfig config;
  config.health_timeout = 3s;
  config.stall_timeout = 300s;
  return config;
}

constexpr SteadyTime kStart{};

TEST(HangRules, OnlyMissesInARowCount) {
  HangRules rules(config());
  for (const bool is_answered : {false, false, true, false, false}) {
    rules.looked(is_answered);
    EXPECT_FALSE(rules.why_hung(kStart));
  }
  rules.looked(false);
  EXPECT_THAT(rules.why_hung(kStart).value_or(""), HasSubstr("3 times in a row its /health did not answer within 3"));
}

TEST(HangRules, WhoWritesAnswersAndCallsNoModelStandsStill) {
  HangRules rules(config());
  rules.showed({.answers = 2, .calls = 5}, kStart);
  rules.showed({.answers = 2, .calls = 5}, kStart + 15s);
  EXPECT_FALSE(rules.why_hung(kStart + 314s));
  EXPECT_THAT(rules.why_hung(kStart + 315s).value_or(""), HasSubstr("did not call its model"));
}

TEST(HangRules, OneCallOrNothingToDoIsEnough) {
  HangRules rules(config());
  rules.showed({.answers = 1, .calls = 5}, kStart);
  rules.showed({.answers = 1, .calls = 5}, kStart + 15s);
  rules.showed({.answers = 1, .calls = 6}, kStart + 290s);
  EXPECT_FALSE(rules.why_hung(kStart + 400s));
  rules.showed({.answers = 1, .calls = 6}, kStart + 305s);
  rules.showed({.answers = 0, .calls = 6}, kStart + 500s);
  EXPECT_FALSE(rules.why_hung(kStart + 1'000s));
}

TEST(HangRules, StandingStillIsNotLookedAtWhenTheSettingSaysSo) {
  EngineConfig never = config();
  never.stall_timeout = 0s;
  HangRules rules(never);
  rules.showed({.answers = 1, .calls = 0}, kStart);
  EXPECT_FALSE(rules.why_hung(kStart + 86'400s));
}

}  // namespace
}  // namespace swarm::local_engine
