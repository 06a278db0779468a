#include "swarm/workflows/workflow_engine.hpp"

#include <cstdlib>

#include <gmock/gmock.h>

#include "support/slice_world.hpp"
#include "support/workflow_slice.hpp"

namespace swarm::workflows {
namespace {

using namespace std::chrono_literals;
using tasks::TaskState;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class WorkflowEngineTest : public tests::WorkflowSliceTest {};

TEST_P(WorkflowEngineTest, PassesValuesFromStepToStep) {
  const WorkflowView submitted = submit({step("a", "1"), step("b", "${steps.a.value} + 1"),
                                         step("c", "${steps.a.value} + ${steps.b.value}"), step("d", "7", {"c"})});
  EXPECT_EQ(submitted.state, WorkflowState::running);
  EXPECT_EQ(submitted.progress, (Progress{.total = 4, .waiting = 3, .running = 1}));
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::completed);
  EXPECT_EQ(ended.progress, (Progress{.total = 4, .completed = 4}));
  EXPECT_EQ(values_of(ended), (std::vector<std::string>{"1", "2", "3", "7"}));
  EXPECT_TRUE(ended.finished_at.has_value());
  EXPECT_THAT(prompts_, ElementsAre("1", "1 + 1", "1 + 2", "7"));
}

TEST_P(WorkflowEngineTest, AStepIsATaskThatWaits) {
  const WorkflowView submitted = submit({step("a", "1"), step("b", "${steps.a.value} + 1")});
  const tasks::Task waiting = task_of(submitted, "b");
  EXPECT_EQ(waiting.state, TaskState::pending);
  EXPECT_EQ(waiting.reason, "waits_for_dependencies");
  EXPECT_EQ(waiting.deadline_at, tasks::kNever);
  EXPECT_THAT(waiting.input.depends_on, ElementsAre(task_of(submitted, "a").id));
  EXPECT_EQ(waiting.input.step, (tasks::StepOf{submitted.id, "b", 1}));
  EXPECT_EQ(run(store_->queue_facts()).value().dependent, 1);
  enlist(worker_);
  EXPECT_THAT(claim(worker_), SizeIs(1));
  advance(1h);  // its time has not begun
  EXPECT_EQ(run(work_->expire(10)).value(), 0);
  EXPECT_EQ(run(store_->forget_tasks(0ms, 100)).value(), 0);
}

TEST_P(WorkflowEngineTest, TellsWhatHappens) {
  const WorkflowView submitted = submit({step("a", "1"), step("b", "${steps.a.value}")});
  run_to_the_end();
  EXPECT_THAT(events_of_workflow(submitted.id),
              ElementsAre("workflow.created", "workflow.progressed", "workflow.completed"));
  EXPECT_THAT(events_of(task_of(submitted, "b").id), ElementsAre("task.created", "task.started", "task.completed"));
  const auto feed = run(store_->events_after(scope_, std::nullopt, events::Cursor::oldest(), 100)).value();
  std::vector<std::string> types;
  for (const auto& entry : feed) {
    types.push_back(entry.event.type);
    EXPECT_EQ(entry.task.has_value(), entry.event.type.starts_with("task."));
  }
  EXPECT_THAT(types, Contains("workflow.completed"));
}

TEST_P(WorkflowEngineTest, SkipsWhatStandsOnAFailureAndGoesOnElsewhere) {
  const WorkflowView submitted = submit(
      {step("bad", "abstain"), step("next", "${steps.bad.value}"), step("far", "1", {"next"}), step("other", "5")});
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::failed);
  EXPECT_EQ(ended.reason, "step_failed");
  EXPECT_THAT(*ended.failure, HasSubstr("'bad'"));
  EXPECT_EQ(ended.progress, (Progress{.total = 4, .completed = 1, .failed = 1, .cancelled = 2}));
  EXPECT_EQ(task_of(ended, "far").reason, "dependency_failed");
  EXPECT_THAT(events_of(task_of(ended, "next").id), ElementsAre("task.created", "task.cancelled"));
}

TEST_P(WorkflowEngineTest, ContinuesWithOtherWordsWhereAValueIsMissing) {
  CreateWorkflow request = workflow(
      {step("bad", "fail"), step("next", "${steps.bad.value:-8} + 1"), step("strict", "${steps.bad.value} + 1")});
  request.on_failure = OnFailure::continue_;
  const WorkflowView submitted = submit(request);
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::completed);
  EXPECT_EQ(step_of(ended, "next").value, "9");
  EXPECT_EQ(step_of(ended, "strict").state, TaskState::failed);
  EXPECT_EQ(step_of(ended, "strict").reason, "value_missing");
  EXPECT_THAT(events_of(task_of(ended, "strict").id), ElementsAre("task.created", "task.failed"));
}

TEST_P(WorkflowEngineTest, FailsFastAndTakesRunningStepsWithIt) {
  CreateWorkflow request = workflow({step("bad", "fail"), step("slow", "1"), step("waits", "1", {"slow"})});
  request.steps[0].on_failure = OnFailure::fail_fast;
  const WorkflowView submitted = submit(request);
  enlist(worker_);
  std::vector<tasks::Assignment> claimed = claim(worker_);
  ASSERT_THAT(claimed, SizeIs(2));
  const std::size_t bad = claimed[0].input.prompt == "fail" ? 0 : 1;
  answer(claimed[bad]);
  run_engine();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::failed);
  EXPECT_EQ(ended.progress, (Progress{.total = 3, .failed = 1, .cancelled = 2}));
  EXPECT_EQ(step_of(ended, "slow").reason, "workflow_failed");
  EXPECT_EQ(complete(worker_, claimed[1 - bad]).error().code, ErrorCode::conflict);
}

TEST_P(WorkflowEngineTest, ACancellationReachesRunningSteps) {
  const WorkflowView submitted = submit({step("slow", "1"), step("waits", "1", {"slow"})});
  enlist(worker_);
  const tasks::Assignment claimed = claim_one(worker_);
  engine_->start();
  const WorkflowView cancelled = run(service_->cancel(scope_, id_of(submitted))).value();
  EXPECT_EQ(cancelled.state, WorkflowState::cancelled);
  EXPECT_EQ(cancelled.reason, "cancelled_by_client");
  EXPECT_EQ(step_of(cancelled, "slow").reason, "workflow_cancelled");
  EXPECT_TRUE(run(work_->still_held(worker_)).value().empty());
  EXPECT_EQ(complete(worker_, claimed).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(service_->cancel(scope_, id_of(submitted))).error().code, ErrorCode::conflict);
  EXPECT_THAT(events_of_workflow(submitted.id), ElementsAre("workflow.created", "workflow.cancelled"));
}

TEST_P(WorkflowEngineTest, EndsAtItsDeadline) {
  CreateWorkflow request = workflow({step("slow", "1"), step("waits", "1", {"slow"})});
  request.deadline = 1h;
  const WorkflowView submitted = submit(request);
  run_engine();
  EXPECT_EQ(find(submitted.id).state, WorkflowState::running);
  advance(1h + 1min);
  run_engine();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::failed);
  EXPECT_EQ(ended.reason, "deadline_exceeded");
  EXPECT_EQ(ended.progress.cancelled, 2);
}

TEST_P(WorkflowEngineTest, AStepThatAPersonCancelledHasFailed) {
  const WorkflowView submitted = submit({step("a", "1"), step("b", "1", {"a"}), step("c", "1", {"b"})});
  EXPECT_TRUE(run(store_->apply({task_of(submitted, "b"), TaskState::cancelled, "task.cancelled"})).has_value());
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::failed);
  EXPECT_EQ(ended.progress, (Progress{.total = 3, .completed = 1, .cancelled = 2}));
}

TEST_P(WorkflowEngineTest, ARetryBeginsWhatHasNoAnswerAnew) {
  const WorkflowView submitted =
      submit({step("a", "1"), step("b", "flaky ${steps.a.value}"), step("c", "${steps.b.value} + 1")});
  EXPECT_EQ(run(service_->retry(scope_, id_of(submitted))).error().code, ErrorCode::conflict);
  run_to_the_end();
  EXPECT_EQ(find(submitted.id).state, WorkflowState::failed);
  is_flaky_ = false;
  const WorkflowView again = run(service_->retry(scope_, id_of(submitted))).value();
  EXPECT_EQ(again.state, WorkflowState::running);
  EXPECT_EQ(again.progress, (Progress{.total = 3, .waiting = 2, .completed = 1}));
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::completed);
  EXPECT_EQ(values_of(ended), (std::vector<std::string>{"1", "1", "2"}));
  EXPECT_THAT(events_of(task_of(ended, "c").id),
              ElementsAre("task.created", "task.cancelled", "task.retrying", "task.started", "task.completed"));
  EXPECT_EQ(run(service_->retry(scope_, id_of(submitted))).error().code, ErrorCode::conflict);
}

TEST_P(WorkflowEngineTest, AStepDoesNotBeginAnewAlone) {
  const WorkflowView submitted = submit({step("a", "fail")});
  run_to_the_end();
  const Result<tasks::Task> retried = run(tasks_->retry(scope_, task_of(submitted, "a").id));
  EXPECT_EQ(retried.error().reason, "step_of_workflow");
}

TEST_P(WorkflowEngineTest, AResultThatMakesAPromptTooLongFailsTheStep) {
  tasks::TaskConfig config;
  config.prompt_bytes_max = Bytes{30};
  task_config_.set(config);
  const WorkflowView submitted = submit({step("a", "long"), step("b", "${steps.a.answer}")});
  run_to_the_end();
  EXPECT_EQ(step_of(find(submitted.id), "b").reason, "prompt_too_long");
}

TEST_P(WorkflowEngineTest, ReleasesMoreThanAUnitTakesInSeveral) {
  std::vector<CreateStep> steps{step("a", "huge")};
  for (int i = 0; i < 60; ++i)
    steps.push_back(step(fmt::format("b{}", i), "abstain ${steps.a.answer}"));
  const WorkflowView submitted = submit(steps);
  run_to_the_end();
  EXPECT_EQ(find(submitted.id).progress, (Progress{.total = 61, .completed = 1, .failed = 60}));
}

TEST_P(WorkflowEngineTest, AFanOutAndAFanInOfAThousand) {
  std::vector<CreateStep> steps{step("s0", "1")};
  std::vector<std::string> all;
  for (int i = 1; i < 999; ++i) {
    steps.push_back(step(fmt::format("s{}", i), "${steps.s0.value} + 1"));
    all.push_back(steps.back().name);
  }
  steps.push_back(step("end", "${steps.s1.value} + ${steps.s998.value}", all));
  const WorkflowView submitted = submit(steps);
  run_to_the_end();
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.state, WorkflowState::completed);
  EXPECT_EQ(ended.progress.completed, 1'000);
  EXPECT_EQ(step_of(ended, "end").value, "4");
}

// Two servers with engines of their own, at the same steps at the same time.
TEST_P(WorkflowEngineTest, OfSeveralServersEachEndIsTakenIntoAccountOnce) {
  std::vector<CreateStep> steps{step("s0", "1")};
  for (int i = 1; i < 60; ++i)
    steps.push_back(step(fmt::format("s{}", i), fmt::format("${{steps.s{}.value}} + 1", (i - 1) / 2 * 2)));
  const WorkflowView submitted = submit(steps);
  const auto other = another_engine();
  engine_->start();
  other->start();
  while (find(submitted.id).state == WorkflowState::running)
    work_once();
  run(other->stop());
  const WorkflowView ended = find(submitted.id);
  EXPECT_EQ(ended.progress.completed, 60);
  for (const StepView& each : *ended.steps) {
    const auto id = tasks::TaskId::parse(each.task).value();
    EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.completed"));
  }
}

TEST_P(WorkflowEngineTest, AnEngineThatBeginsAnewGoesOnWhereTheLastOneEnded) {
  const WorkflowView submitted =
      submit({step("a", "1"), step("b", "${steps.a.value} + 1"), step("c", "${steps.b.value} + 1")});
  work_once();
  run_engine();
  engine_ = another_engine();
  work_once();
  run_engine();
  engine_ = another_engine();
  run_to_the_end();
  EXPECT_EQ(values_of(find(submitted.id)), (std::vector<std::string>{"1", "2", "3"}));
}

TEST_P(WorkflowEngineTest, ARunningWorkflowIsKeptAndAnEndedOneForgottenWithItsSteps) {
  const WorkflowView submitted = submit({step("a", "1"), step("b", "${steps.a.value}")});
  work_once();
  advance(24h);
  EXPECT_EQ(run(workflows_->forget(1h, 10)).value(), 0);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 0);
  run_to_the_end();
  advance(24h);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 0);
  EXPECT_EQ(run(workflows_->forget(1h, 10)).value(), 1);
  EXPECT_EQ(run(service_->find(scope_, id_of(submitted))).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(store_->forget_tasks(1h, 10)).value(), 2);
}

TEST_P(WorkflowEngineTest, AnotherProjectsWorkflowDoesNotExist) {
  const WorkflowView submitted = submit({step("a", "1")});
  EXPECT_EQ(run(service_->find(foreign_, id_of(submitted))).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(service_->cancel(foreign_, id_of(submitted))).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(service_->retry(foreign_, id_of(submitted))).error().code, ErrorCode::not_found);
  EXPECT_TRUE(run(workflows_->list(foreign_, {})).value().empty());
  EXPECT_THAT(run(workflows_->list(scope_, {})).value(), SizeIs(1));
}

TEST_P(WorkflowEngineTest, TheSameKeyMakesOneWorkflow) {
  const CreateWorkflow request = workflow({step("a", "1")});
  const tasks::Submission with_key{.key_id = "key", .idempotency_key = "once"};
  const WorkflowView first = run(service_->submit(scope_, request, with_key)).value();
  EXPECT_EQ(run(service_->submit(scope_, request, with_key)).value().id, first.id);
  const auto other = run(service_->submit(scope_, workflow({step("a", "2")}), with_key));
  EXPECT_EQ(other.error().reason, "idempotency_key_reused");
  run_to_the_end();
  advance(2h);
  EXPECT_EQ(run(workflows_->forget(1h, 10)).value(), 1);
  EXPECT_EQ(run(service_->submit(scope_, request, with_key)).error().code, ErrorCode::expired);
}

TEST_P(WorkflowEngineTest, NothingIsStoredOfAWorkflowWithAFault) {
  const auto refused =
      run(service_->submit(scope_, workflow({step("a", "1"), step("b", " "), step("c", "1", {"x"})}), {}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(refused.error().faults, SizeIs(2));
  EXPECT_TRUE(run(store_->list(scope_, {})).value().empty());
}

TEST_P(WorkflowEngineTest, AFullQueueRefusesTheWholeWorkflow) {
  tasks::TaskConfig config;
  config.queued_max = 4;
  task_config_.set(config);
  std::vector<CreateStep> steps;
  for (int i = 0; i < 5; ++i)
    steps.push_back(step(fmt::format("s{}", i), "1"));
  EXPECT_EQ(run(service_->submit(scope_, workflow(steps), {})).error().reason, "queue_full");
  EXPECT_TRUE(run(store_->list(scope_, {})).value().empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, WorkflowEngineTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::workflows
