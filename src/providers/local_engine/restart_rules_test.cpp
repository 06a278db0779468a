#include "providers/local_engine/restart_rules.hpp"

#include <gtest/gtest.h>

namespace swarm::local_engine {
namespace {

using std::chrono_literals::operator""ms;

RestartRules rules() {
  EngineConfig config;
  config.restart_pause = 100ms;
  config.restart_pause_max = 1'000ms;
  config.healthy_after = 10'000ms;
  return RestartRules(config);
}

TEST(RestartRules, DoubleThePauseUpToTheLongest) {
  RestartRules rules = local_engine::rules();
  EXPECT_EQ(rules.pause_after(0ms, 0), 50ms);
  EXPECT_EQ(rules.pause_after(0ms, 0), 100ms);
  EXPECT_EQ(rules.pause_after(0ms, 0), 200ms);
  EXPECT_EQ(rules.pause_after(0ms, 0), 400ms);
  EXPECT_EQ(rules.pause_after(0ms, 0), 500ms);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(rules.pause_after(9'999ms, 0), 500ms);
}

TEST(RestartRules, PutChanceIntoHalfOfIt) {
  EXPECT_EQ(rules().pause_after(0ms, 0.5), 75ms);
  EXPECT_EQ(rules().pause_after(0ms, 0.99), 99ms);
}

TEST(RestartRules, BeginAnewAfterAHealthyWhileAndWhenToldTo) {
  RestartRules rules = local_engine::rules();
  rules.pause_after(0ms, 0);
  rules.pause_after(0ms, 0);
  EXPECT_EQ(rules.pause_after(10'000ms, 0), 50ms);
  rules.pause_after(0ms, 0);
  rules.reset();
  EXPECT_EQ(rules.pause_after(0ms, 0), 50ms);
}

}  // namespace
}  // namespace swarm::local_engine
