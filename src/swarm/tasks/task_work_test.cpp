#include "swarm/tasks/task_work.hpp"

#include <future>
#include <utility>

#include <gmock/gmock.h>

#include "platform/events/event_store.hpp"
#include "support/all_at_once.hpp"
#include "support/task_slice.hpp"
#include "swarm/tasks/task_rules.hpp"

namespace swarm::tasks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class TaskWorkTest : public tests::TaskSliceTest {
 protected:
  std::vector<std::string> prompts_claimed(std::int64_t count) {
    std::vector<std::string> prompts;
    for (const Assignment& assignment : claim(worker_, count))
      prompts.push_back(assignment.input.prompt);
    return prompts;
  }
  json::Object last_event(const TaskId& id) {
    const auto entries = run(store_->events_after(scope_, id, events::Cursor::oldest(), 100)).value();
    return json::parse(entries.back().event.data).value().as_object();
  }
};

TEST_P(TaskWorkTest, HandsOutTheHighestPriorityFirstAndNeverMoreThanAsked) {
  enlist(worker_);
  for (const Priority priority : {Priority::low, Priority::normal, Priority::critical, Priority::high}) {
    submitted(std::string(json::name_of(priority)), priority);
  }
  EXPECT_THAT(prompts_claimed(3), ElementsAre("critical", "high", "normal"));
  EXPECT_THAT(prompts_claimed(3), ElementsAre("low"));
  EXPECT_THAT(prompts_claimed(3), ElementsAre());
}

TEST_P(TaskWorkTest, WaitingMakesUpForALowPriority) {
  submitted("old and low", Priority::low);
  advance(11min);
  submitted("new and critical", Priority::critical);
  enlist(worker_);
  EXPECT_THAT(prompts_claimed(1), ElementsAre("old and low"));
}

TEST_P(TaskWorkTest, AClaimStartsTheTaskAndTellsSo) {
  enlist(worker_);
  const TaskId id = submitted();
  const Assignment assignment = claim_one(worker_);
  EXPECT_EQ(assignment.id, id);
  EXPECT_EQ(assignment.attempt, 1);
  EXPECT_EQ(assignment.fence, 1);
  EXPECT_EQ(assignment.events_count, 2);
  const Task task = find(id);
  EXPECT_EQ(task.state, TaskState::running);
  EXPECT_EQ(task.worker, worker_.text);
  EXPECT_EQ(task.events_count, 2);
  EXPECT_EQ(task.started_at, assignment.started_at);
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started"));
}

TEST_P(TaskWorkTest, AClaimTellsHowTheTaskIsToBeAnsweredAndWhoPays) {
  enlist(worker_);
  Task task = a_task();
  task.input.strategy = answers::Strategy::vote;
  task.input.options = {{"seed", 7}};
  insert(task);
  const Assignment assignment = claim_one(worker_);
  EXPECT_EQ(assignment.input.strategy, answers::Strategy::vote);
  EXPECT_EQ(assignment.input.verify, answers::Verify::on);
  EXPECT_EQ(assignment.input.options, task.input.options);
  EXPECT_EQ(assignment.input.created_by, "key");
  EXPECT_EQ(assignment.input.request_id, "request");
}

TEST_P(TaskWorkTest, WhatModelsTookAddsUpOverAllAttempts) {
  enlist(worker_);
  const TaskId id = submitted();
  ASSERT_TRUE(give_up(worker_, claim_one(worker_), TaskState::retrying).has_value());
  EXPECT_EQ(find(id).spent, (answers::Spent{5, 7, Money{11}}));
  advance(10s);
  enlist(worker_);  // its lease may be over
  ASSERT_EQ(run(work_->queue_due(10)).value(), 1);
  TaskResult result = four();
  result.provider = "openai";
  result.model = "small";
  result.message = json::Object{{"role", "assistant"}, {"tool_calls", json::Array{json::Object{{"id", "c"}}}}};
  ASSERT_TRUE(
      run(work_->complete(worker_, claim_one(worker_), result, "{}", {100, 20, Money{3'000'000'000}})).has_value());
  const Task task = find(id);
  EXPECT_EQ(task.spent, (answers::Spent{105, 27, Money{3'000'000'011}}));
  EXPECT_EQ(task.result->provider, "openai");
  EXPECT_EQ(task.result->model, "small");
  EXPECT_EQ(task.result->message, result.message);
}

TEST_P(TaskWorkTest, AClaimWakesTheReadersOfItsProjectsFeed) {
  enlist(worker_);
  submitted();
  std::promise<void> woken;
  const auto subscription = database_->subscribe(events::feed_topic(scope_.project), [&, once = false]() mutable {
    if (!std::exchange(once, true)) woken.set_value();
  });
  claim_one(worker_);
  woken.get_future().get();
}

TEST_P(TaskWorkTest, OneClaimTellsOnlyOfItsOwnTasks) {
  enlist(worker_);
  const TaskId first = submitted();
  claim_one(worker_);
  const TaskId second = submitted();
  claim_one(worker_);
  EXPECT_THAT(events_of(first), ElementsAre("task.created", "task.started"));
  EXPECT_THAT(events_of(second), ElementsAre("task.created", "task.started"));
}

TEST_P(TaskWorkTest, AWorkerWithoutALeaseClaimsNothing) {
  submitted();
  EXPECT_TRUE(claim(worker_).empty());
  enlist(worker_);
  advance(kLease + 1s);
  EXPECT_TRUE(claim(worker_).empty());
  enlist(worker_);
  EXPECT_EQ(claim(worker_).size(), 1U);
}

TEST_P(TaskWorkTest, TwoWorkersNeverClaimTheSameTask) {
  enlist(worker_);
  enlist(other_worker_);
  constexpr std::size_t kTasks = 60;
  for (std::size_t i = 0; i < kTasks; ++i)
    submitted();
  tests::AllAtOnce<Result<std::vector<Assignment>>> claims(loop_);
  for (int i = 0; i < 10; ++i) {
    claims.start(work_->claim(worker_, ids_.next(), 6));
    claims.start(work_->claim(other_worker_, ids_.next(), 6));
  }
  std::set<std::string> claimed;
  std::size_t count = 0;
  for (const auto& assignments : claims.wait()) {
    for (const Assignment& assignment : assignments.value()) {
      claimed.insert(assignment.id.text());
      ++count;
    }
  }
  EXPECT_EQ(claimed.size(), kTasks);
  EXPECT_EQ(count, kTasks);
}

TEST_P(TaskWorkTest, CompletesWithResultTraceAndEvent) {
  const TaskId id = task_in(TaskState::completed);
  const Task task = find(id);
  EXPECT_EQ(task.state, TaskState::completed);
  ASSERT_TRUE(task.result.has_value());
  EXPECT_EQ(task.result->answer, "4");
  EXPECT_EQ(task.result->head, answers::Head::math);
  EXPECT_EQ(task.result->verdict, answers::Verdict::verified);
  EXPECT_TRUE(task.finished_at.has_value());
  EXPECT_FALSE(task.worker.has_value());
  const std::vector<StoredTrace> traces = run(store_->traces(scope_, id)).value();
  ASSERT_EQ(traces.size(), 1U);
  EXPECT_EQ(traces[0].attempt, 1);
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.completed"));
}

TEST_P(TaskWorkTest, RefusesASecondEndOfTheSameAttempt) {
  enlist(worker_);
  submitted();
  const Assignment assignment = claim_one(worker_);
  ASSERT_TRUE(complete(worker_, assignment).has_value());
  EXPECT_EQ(complete(worker_, assignment).error().code, ErrorCode::conflict);
  EXPECT_EQ(give_up(worker_, assignment, TaskState::failed).error().code, ErrorCode::conflict);
  EXPECT_EQ(find(assignment.id).state, TaskState::completed);
}

TEST_P(TaskWorkTest, RefusesAZombieWhoseTaskWasTakenOver) {
  enlist(worker_);
  const TaskId id = submitted();
  const Assignment lost = claim_one(worker_);
  advance(kLease + 1s);
  ASSERT_EQ(run(work_->reclaim(10)).value(), 1);
  enlist(worker_);  // the zombie comes back, and even gets the same task again
  EXPECT_EQ(complete(worker_, lost).error().code, ErrorCode::conflict);
  const Assignment again = claim_one(worker_);
  EXPECT_EQ(again.id, id);
  EXPECT_GT(again.fence, lost.fence);
  EXPECT_EQ(complete(worker_, lost).error().code, ErrorCode::conflict);
  EXPECT_EQ(give_up(worker_, lost, TaskState::failed).error().code, ErrorCode::conflict);
  EXPECT_EQ(complete(other_worker_, again).error().code, ErrorCode::conflict);
  EXPECT_TRUE(complete(worker_, again).has_value());
  EXPECT_THAT(events_of(id),
              ElementsAre("task.created", "task.started", "task.retrying", "task.started", "task.completed"));
}

TEST_P(TaskWorkTest, ADeadWorkersHeartbeatIsAConflict) {
  EXPECT_EQ(run(work_->heartbeat(worker_, kLease)).error().code, ErrorCode::conflict);
  enlist(worker_);
  advance(kLease - 1s);
  ASSERT_TRUE(run(work_->heartbeat(worker_, kLease)).has_value());
  advance(kLease - 1s);
  ASSERT_TRUE(run(work_->heartbeat(worker_, kLease)).has_value());
  advance(kLease + 1s);
  EXPECT_EQ(run(work_->heartbeat(worker_, kLease)).error().code, ErrorCode::conflict);
}

TEST_P(TaskWorkTest, AHeartbeatKeepsEverythingThatTheWorkerRuns) {
  enlist(worker_);
  const TaskId first = submitted();
  const TaskId second = submitted();
  claim(worker_);
  EXPECT_THAT(run(work_->still_held(worker_)).value(), UnorderedElementsAre(first.text(), second.text()));
  advance(kLease - 1s);
  ASSERT_TRUE(run(work_->heartbeat(worker_, kLease)).has_value());
  advance(kLease - 1s);
  EXPECT_EQ(run(work_->reclaim(10)).value(), 0);
  EXPECT_EQ(run(work_->still_held(worker_)).value().size(), 2U);
}

TEST_P(TaskWorkTest, ARestartedReplicaTakesBackAtOnceWhatItsEarlierRunHeld) {
  const WorkerId before{"one/1"};
  const WorkerId after{"one/2"};
  enlist(before);
  enlist(other_worker_);
  const TaskId id = submitted();
  claim_one(before);
  submitted();
  claim_one(other_worker_);
  enlist(after);
  EXPECT_EQ(run(work_->heartbeat(before, kLease)).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(work_->reclaim(10)).value(), 1) << "the other replica's task stays where it is";
  EXPECT_EQ(claim_one(after).id, id);
}

TEST_P(TaskWorkTest, ALostLeaseCostsNoAttemptAndKeepsThePlaceInTheQueue) {
  enlist(worker_);
  const TaskId id = submitted("first");
  claim_one(worker_);
  advance(1ms);  // of two that came at the same time either is first
  submitted("second");
  ASSERT_TRUE(run(work_->leave(worker_)).has_value());
  ASSERT_EQ(run(work_->reclaim(10)).value(), 1);
  const Task task = find(id);
  EXPECT_EQ(task.state, TaskState::pending);
  EXPECT_EQ(task.attempts, 0);
  EXPECT_EQ(task.lost_leases, 1);
  EXPECT_EQ(last_event(id).at("attempts").as_int64(), 0);
  enlist(worker_);
  const Assignment again = claim_one(worker_);
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.attempt, 1);
}

TEST_P(TaskWorkTest, TheTenthLostLeaseEndsInTheDeadLetters) {
  const TaskId id = submitted();
  for (std::int64_t lost = 1; lost <= kLostLeasesMax; ++lost) {
    ASSERT_EQ(find(id).state, TaskState::pending) << "after " << lost - 1;
    enlist(worker_);
    claim_one(worker_);
    ASSERT_TRUE(run(work_->leave(worker_)).has_value());
    ASSERT_EQ(run(work_->reclaim(10)).value(), 1);
  }
  const Task task = find(id);
  EXPECT_EQ(task.state, TaskState::dead_letter);
  EXPECT_EQ(task.reason, "leases_lost");
  EXPECT_TRUE(task.finished_at.has_value());
  EXPECT_EQ(events_of(id).back(), "task.dead_lettered");
  enlist(worker_);
  EXPECT_TRUE(claim(worker_).empty());
}

TEST_P(TaskWorkTest, ReclaimsInSmallSteps) {
  enlist(worker_);
  for (int i = 0; i < 5; ++i)
    submitted();
  claim(worker_);
  ASSERT_TRUE(run(work_->leave(worker_)).has_value());
  EXPECT_EQ(run(work_->reclaim(3)).value(), 3);
  EXPECT_EQ(run(work_->reclaim(3)).value(), 2);
  EXPECT_EQ(run(work_->reclaim(3)).value(), 0);
}

TEST_P(TaskWorkTest, ARetryIsQueuedWhenItsTimeHasCome) {
  const TaskId id = task_in(TaskState::retrying);
  EXPECT_EQ(find(id).failure, "the model was away");
  EXPECT_EQ(run(work_->queue_due(10)).value(), 0);
  EXPECT_TRUE(claim(worker_).empty());
  advance(6s);
  EXPECT_EQ(run(work_->queue_due(10)).value(), 1);
  EXPECT_EQ(run(work_->queue_due(10)).value(), 0);
  const Assignment again = claim_one(worker_);
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.attempt, 2);
  EXPECT_TRUE(complete(worker_, again).has_value());
  EXPECT_FALSE(find(id).failure.has_value());
}

TEST_P(TaskWorkTest, EndsWhatWaitedBeyondItsDeadline) {
  enlist(worker_);
  Task running = a_task("runs");
  running.input.deadline = 5s;
  insert(running);
  claim_one(worker_);
  const TaskId retrying = task_in(TaskState::retrying);
  const TaskId pending = submitted();
  EXPECT_EQ(run(work_->expire(10)).value(), 0);
  advance(1h);
  EXPECT_EQ(run(work_->expire(1)).value(), 1);
  EXPECT_EQ(run(work_->expire(10)).value(), 1);
  for (const TaskId& id : {retrying, pending}) {
    EXPECT_EQ(find(id).state, TaskState::failed);
    EXPECT_EQ(find(id).reason, "deadline_exceeded");
    EXPECT_EQ(events_of(id).back(), "task.failed");
  }
  EXPECT_EQ(last_event(retrying).at("attempts").as_int64(), 1);
  EXPECT_EQ(find(running.id).state, TaskState::running) << "its worker ends it";
}

TEST_P(TaskWorkTest, ACancelledTaskIsNoLongerHeldAndItsResultIsDropped) {
  enlist(worker_);
  const TaskId id = submitted();
  const Assignment assignment = claim_one(worker_);
  ASSERT_TRUE(run(store_->apply({find(id), TaskState::cancelled, "task.cancelled"})).has_value());
  EXPECT_TRUE(run(work_->still_held(worker_)).value().empty());
  EXPECT_EQ(complete(worker_, assignment).error().code, ErrorCode::conflict);
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.cancelled"));
}

INSTANTIATE_TEST_SUITE_P(Databases, TaskWorkTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::tasks
