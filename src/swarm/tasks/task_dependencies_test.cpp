#include "swarm/tasks/task_dependencies.hpp"

#include <gmock/gmock.h>

#include "support/all_at_once.hpp"
#include "support/task_slice.hpp"
#include "swarm/tasks/task_service.hpp"

namespace swarm::tasks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class TaskDependenciesTest : public tests::TaskSliceTest {
 protected:
  using Submitted = Result<std::vector<Task>>;

  void SetUp() override {
    TaskSliceTest::SetUp();
    if (!database_) return;
    service_ = std::make_unique<TaskService>(
        config_,
        TaskService::Deps{.store = *store_, .database = *database_, .gauge = gauge_, .ids = ids_, .metrics = metrics_});
    dependencies_ = std::make_unique<TaskDependencies>(*database_, ids_);
    enlist(worker_);
  }

  static CreateTask asking(std::vector<TaskId> depends_on, std::string prompt = "2+2") {
    CreateTask request;
    request.prompt = std::move(prompt);
    request.depends_on = std::move(depends_on);
    return request;
  }
  Submitted submit(CreateTask request, std::optional<std::string> key = {}) {
    return run(service_->submit(scope_, {std::move(request)}, {.key_id = "key", .idempotency_key = std::move(key)}));
  }
  TaskId dependent(std::vector<TaskId> depends_on) { return submit(asking(std::move(depends_on))).value().front().id; }
  std::int64_t tell() { return run(dependencies_->tell(100)).value(); }
  // What could be claimed now, each then completed.
  std::vector<TaskId> complete_all() {
    std::vector<TaskId> ids;
    for (const Assignment& assignment : claim(worker_, 100)) {
      EXPECT_TRUE(complete(worker_, assignment).has_value());
      ids.push_back(assignment.id);
    }
    return ids;
  }
  void end(TaskState state) { ASSERT_TRUE(give_up(worker_, claim_one(worker_), state).has_value()); }

  telemetry::Metrics registry_;
  TaskMetrics metrics_{registry_};
  QueueGauge gauge_;
  Live<TaskConfig> config_{TaskConfig{}};
  std::unique_ptr<TaskService> service_;
  std::unique_ptr<TaskDependencies> dependencies_;
};

TEST_P(TaskDependenciesTest, ATaskWaitsForAllThatItDependsOn) {
  const TaskId a = submitted(), b = submitted();
  const TaskId id = dependent({a, b});
  const Task waiting = find(id);
  EXPECT_EQ(waiting.state, TaskState::pending);
  EXPECT_EQ(waiting.reason, "waits_for_dependencies");
  EXPECT_EQ(waiting.open_dependencies, 2);
  EXPECT_THAT(waiting.input.depends_on, ElementsAre(a, b));
  EXPECT_THAT(claim(worker_, 1), SizeIs(1));
  advance(1h);
  enlist(worker_);
  EXPECT_EQ(run(work_->expire(10)).value(), 1);  // of the one that was queued; this one's time has not begun
  EXPECT_EQ(find(id).state, TaskState::pending);
}

TEST_P(TaskDependenciesTest, IsQueuedWhenTheLastOneHasItsAnswer) {
  const TaskId a = submitted(), b = submitted();
  const TaskId id = dependent({a, b});
  EXPECT_TRUE(run(dependencies_->any()).value());
  EXPECT_EQ(tell(), 0);
  const Assignment first = claim_one(worker_);
  EXPECT_TRUE(complete(worker_, first).has_value());
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(find(id).open_dependencies, 1);
  advance(1min);
  enlist(worker_);
  EXPECT_THAT(complete_all(), SizeIs(1));
  EXPECT_EQ(tell(), 1);
  const Task queued = find(id);
  EXPECT_EQ(queued.open_dependencies, 0);
  EXPECT_EQ(queued.reason, std::nullopt);
  EXPECT_GE(queued.deadline_at - queued.input.deadline, clock_.now());  // from now on, not from the submission
  EXPECT_THAT(complete_all(), ElementsAre(id));
  EXPECT_FALSE(run(dependencies_->any()).value());
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.completed"));
}

TEST_P(TaskDependenciesTest, AnEndThatCameBeforeTheSubmissionCounts) {
  const TaskId ended = task_in(TaskState::completed);
  const TaskId id = dependent({ended});
  EXPECT_EQ(tell(), 1);
  EXPECT_THAT(complete_all(), ElementsAre(id));
}

TEST_P(TaskDependenciesTest, AnEndWithoutAnAnswerCancelsAndGoesOnDownTheChain) {
  const TaskId a = submitted(), b = dependent({a}), c = dependent({b});
  end(TaskState::failed);
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(find(b).state, TaskState::cancelled);
  EXPECT_EQ(find(b).reason, "dependency_failed");
  EXPECT_EQ(find(c).state, TaskState::pending);
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(find(c).state, TaskState::cancelled);
  EXPECT_THAT(events_of(c), ElementsAre("task.created", "task.cancelled"));
  EXPECT_EQ(run(store_->queue_facts()).value().dependent, 0);
}

TEST_P(TaskDependenciesTest, AnAbstentionIsNoAnswer) {
  const TaskId id = dependent({submitted()});
  const TaskResult abstained{.verdict = answers::Verdict::abstained, .reason = "outside_competence"};
  ASSERT_TRUE(run(work_->complete(worker_, claim_one(worker_), abstained, "{}")).has_value());
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(find(id).reason, "dependency_failed");
}

TEST_P(TaskDependenciesTest, AThousandWaitForOne) {
  const TaskId one = submitted();
  std::vector<CreateTask> requests(999, asking({one}));
  ASSERT_TRUE(run(service_->submit(scope_, requests, {.is_batch = true})).has_value());
  EXPECT_THAT(complete_all(), SizeIs(1));
  EXPECT_EQ(tell(), 1);
  EXPECT_THAT(claim(worker_, 1'000), SizeIs(999));
}

TEST_P(TaskDependenciesTest, OfSeveralServersEachEndIsToldOnce) {
  std::vector<TaskId> needed;
  for (int i = 0; i < 20; ++i)
    needed.push_back(submitted());
  const TaskId id = dependent(needed);
  EXPECT_THAT(complete_all(), SizeIs(20));
  TaskDependencies other(*database_, ids_);
  tests::AllAtOnce<Result<std::int64_t>> all(loop_);
  all.start(dependencies_->tell(100));
  all.start(other.tell(100));
  std::int64_t told = 0;
  for (const Result<std::int64_t>& each : all.wait())
    told += each.value();
  EXPECT_EQ(told, 20);
  EXPECT_EQ(find(id).open_dependencies, 0);
  EXPECT_THAT(complete_all(), ElementsAre(id));
}

TEST_P(TaskDependenciesTest, NamesWhatDoesNotExistByItsPath) {
  const TaskId mine = submitted(), lost = TaskId::generate(ids_);
  Task foreign = a_task();
  foreign.project = foreign_.project;
  insert(foreign);
  const Submitted refused = submit(asking({mine, lost, foreign.id}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  ASSERT_THAT(refused.error().faults, SizeIs(2));
  EXPECT_EQ(refused.error().faults[0].path, "$.depends_on[1]");
  EXPECT_EQ(refused.error().faults[1].path, "$.depends_on[2]");
  EXPECT_EQ(submit(asking({mine, mine})).error().faults.front().path, "$.depends_on[1]");
  EXPECT_THAT(run(store_->list(scope_, {})).value(), SizeIs(1));
}

TEST_P(TaskDependenciesTest, RefusesMoreThanItsMaximum) {
  TaskConfig config;
  config.dependencies_max = 2;
  config_.set(config);
  const TaskId a = submitted(), b = submitted(), c = submitted();
  EXPECT_TRUE(submit(asking({a, b})).has_value());
  EXPECT_THAT(submit(asking({a, b, c})).error().message, HasSubstr("tasks.dependencies_max"));
}

TEST_P(TaskDependenciesTest, BeginsAnewOnlyWhenWhatItDependsOnHasAnAnswer) {
  const TaskId a = submitted(), b = dependent({a});
  end(TaskState::failed);
  tell();
  EXPECT_EQ(run(service_->retry(scope_, b)).error().reason, "dependency_failed");
  ASSERT_TRUE(run(service_->retry(scope_, a)).has_value());
  EXPECT_EQ(run(service_->retry(scope_, b)).error().reason, "dependency_failed");
  EXPECT_THAT(complete_all(), ElementsAre(a));
  ASSERT_TRUE(run(service_->retry(scope_, b)).has_value());
  EXPECT_THAT(complete_all(), ElementsAre(b));
}

TEST_P(TaskDependenciesTest, AWaitingTaskCanBeCancelled) {
  const TaskId a = submitted(), b = dependent({a});
  EXPECT_EQ(run(service_->cancel(scope_, b)).value().state, TaskState::cancelled);
  EXPECT_THAT(complete_all(), ElementsAre(a));
  EXPECT_EQ(tell(), 1);
  EXPECT_THAT(complete_all(), IsEmpty());
  EXPECT_EQ(find(b).reason, "cancelled_by_client");
}

TEST_P(TaskDependenciesTest, WhatIsWaitedForIsNotForgottenBeforeItIsTold) {
  const TaskId a = task_in(TaskState::completed);
  const TaskId b = dependent({a});
  advance(24h);
  enlist(worker_);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 0);
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 1);
  EXPECT_THAT(complete_all(), ElementsAre(b));
}

TEST_P(TaskDependenciesTest, AKeyWhoseTasksAreForgottenHasExpired) {
  const TaskId id = submit(asking({}), "once").value().front().id;
  EXPECT_THAT(complete_all(), ElementsAre(id));
  advance(2h);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 1);
  const Submitted again = submit(asking({}), "once");
  EXPECT_EQ(again.error().code, ErrorCode::expired);
  EXPECT_EQ(again.error().reason, "idempotent_result_expired");
}

INSTANTIATE_TEST_SUITE_P(Databases, TaskDependenciesTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::tasks
