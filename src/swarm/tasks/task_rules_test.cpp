#include "swarm/tasks/task_rules.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::tasks {
namespace {

using namespace std::chrono_literals;

Task a_task(TaskState state) {
  tests::FakeClock clock;
  tests::SeededRandom random(1);
  IdSource ids(clock, random);
  return {.id = TaskId::generate(ids), .project = ProjectId::generate(ids), .input = {}, .state = state};
}

TEST(Rank, GivesAHigherPriorityAHeadStartThatWaitingMakesUpFor) {
  const Time now = from_milliseconds(1'000'000'000);
  EXPECT_LT(rank_of(Priority::critical, now), rank_of(Priority::high, now));
  EXPECT_LT(rank_of(Priority::high, now), rank_of(Priority::normal, now));
  EXPECT_LT(rank_of(Priority::normal, now), rank_of(Priority::low, now));
  EXPECT_LT(rank_of(Priority::low, now - 11min), rank_of(Priority::critical, now));
}

TEST(Backoff, DoublesUpToAMinuteAndIsSpread) {
  EXPECT_EQ(backoff_after(1, 0.5), 500ms);
  EXPECT_EQ(backoff_after(2, 0.5), 1000ms);
  EXPECT_EQ(backoff_after(1, 0.0), 250ms);
  EXPECT_LT(backoff_after(1, 0.999), 750ms);
  EXPECT_EQ(backoff_after(1000, 0.5), 60s);
}

TEST(Shedding, BeginsWithTheLowestPriority) {
  EXPECT_FALSE(is_shed(Priority::low, 69, 100));
  EXPECT_TRUE(is_shed(Priority::low, 70, 100));
  EXPECT_FALSE(is_shed(Priority::normal, 84, 100));
  EXPECT_TRUE(is_shed(Priority::normal, 85, 100));
  EXPECT_TRUE(is_shed(Priority::high, 95, 100));
  EXPECT_FALSE(is_shed(Priority::critical, 99, 100));
  EXPECT_TRUE(is_shed(Priority::critical, 100, 100));
}

TEST(AfterFailure, TriesAgainOnlyWhatMayPass) {
  const Time now = from_milliseconds(1'000);
  const Time later = now + 1min;
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, now, later, 0.5).state, TaskState::retrying);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, now, later, 0.5).ready_at, now + 500ms);
  EXPECT_EQ(after_failure(ErrorCode::invalid_input, 1, 3, now, later, 0.5).state, TaskState::failed);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 3, 3, now, later, 0.5).state, TaskState::dead_letter);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 3, 3, now, later, 0.5).trouble, TaskTrouble::attempts_exhausted);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, later, later, 0.5).trouble, TaskTrouble::deadline_exceeded);
}

TEST(AfterFailure, DoesNotWaitForAnAttemptThatWouldBeginAfterTheDeadline) {
  const Time now = from_milliseconds(1'000);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, now, now + 501ms, 0.5).state, TaskState::retrying);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, now, now + 500ms, 0.5).state, TaskState::failed);
  EXPECT_EQ(after_failure(ErrorCode::unavailable, 1, 3, now, now + 500ms, 0.5).trouble, TaskTrouble::deadline_exceeded);
}

TEST(WhatAPersonMayAskFor, DependsOnTheState) {
  for (const auto& entry : enum_names(TaskState{})) {
    const Task task = a_task(entry.value);
    EXPECT_EQ(may_cancel(task).has_value(), !is_final(entry.value)) << entry.name;
    EXPECT_EQ(may_retry(task).has_value(), entry.value == TaskState::failed || entry.value == TaskState::cancelled ||
                                               entry.value == TaskState::dead_letter)
        << entry.name;
    EXPECT_EQ(may_requeue(task).has_value(), entry.value == TaskState::dead_letter) << entry.name;
    EXPECT_EQ(may_give_feedback(task).has_value(), entry.value == TaskState::completed) << entry.name;
  }
  Task abstained = a_task(TaskState::completed);
  abstained.result = TaskResult{.verdict = answers::Verdict::abstained};
  EXPECT_TRUE(may_retry(abstained).has_value());
}

}  // namespace
}  // namespace swarm::tasks
