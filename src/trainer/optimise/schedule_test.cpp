#include "trainer/optimise/schedule.hpp"

#include <gtest/gtest.h>

namespace swarm::optimise {
namespace {

TEST(Schedule, WarmsUpAndFallsToItsFloor) {
  const ScheduleSettings settings{.learning_rate = 1, .warm_up_steps = 10, .floor_ratio = 0.02};
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 0, 0), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 4, 0), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 10, 0), 1);
  EXPECT_NEAR(learning_rate_at(settings, 500, 0.5), 0.51, 1e-12);
  EXPECT_NEAR(learning_rate_at(settings, 1000, 1), 0.02, 1e-12);
  EXPECT_NEAR(learning_rate_at(settings, 1000, 7), 0.02, 1e-12) << "behind the end it stays there";
}

TEST(Schedule, NeverRisesAfterTheWarmUp) {
  const ScheduleSettings settings{.learning_rate = 3e-3, .warm_up_steps = 5, .floor_ratio = 0};
  for (std::int64_t step = 5; step < 100; ++step) {
    EXPECT_GE(learning_rate_at(settings, step, static_cast<double>(step) / 100),
              learning_rate_at(settings, step + 1, static_cast<double>(step + 1) / 100));
  }
}

TEST(Schedule, EndsAWarmUpThatWouldTakeTooMuchOfTheRun) {
  const ScheduleSettings settings{
      .learning_rate = 1, .warm_up_steps = 20, .warm_up_share_max = 0.1, .floor_ratio = 0.02};
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 0, 0), 0.05);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 1, 0.05), 0.5) << "half of the warm-up by time";
  EXPECT_GT(learning_rate_at(settings, 2, 0.1), 0.9);
}

TEST(CompletedPart, IsThatOfTheLimitThatComesFirst) {
  EXPECT_DOUBLE_EQ(completed_part({.steps = 100}, 25, 1e6), 0.25);
  EXPECT_DOUBLE_EQ(completed_part({.seconds = 60}, 25, 30), 0.5);
  EXPECT_DOUBLE_EQ(completed_part({.steps = 100, .seconds = 60}, 90, 30), 0.9);
  EXPECT_DOUBLE_EQ(completed_part({.steps = 100, .seconds = 60}, 10, 90), 1);
}

TEST(ExpectedSteps, FollowTheSpeedSoFar) {
  EXPECT_EQ(expected_steps({.seconds = 60}, 50, 10), 300);
  EXPECT_EQ(expected_steps({.steps = 200, .seconds = 60}, 50, 10), 200);
  EXPECT_EQ(expected_steps({.steps = 400, .seconds = 60}, 50, 10), 300);
  EXPECT_EQ(expected_steps({.seconds = 60}, 50, 61), 50) << "never fewer than were done";
}

TEST(HasRoom, KeepsAStepFromPassingTheTimeLimit) {
  EXPECT_TRUE(has_room({.seconds = 60}, 1, 59, 1));
  EXPECT_FALSE(has_room({.seconds = 60}, 1, 59.5, 1));
  EXPECT_FALSE(has_room({.steps = 10}, 10, 0, 0));
  EXPECT_TRUE(has_room({.steps = 10}, 9, 1e9, 1));
}

}  // namespace
}  // namespace swarm::optimise
