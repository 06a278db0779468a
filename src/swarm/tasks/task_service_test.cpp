#include "swarm/tasks/task_service.hpp"

#include <set>

#include <gmock/gmock.h>

#include "support/all_at_once.hpp"
#include "support/task_slice.hpp"

namespace swarm::tasks {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class TaskServiceTest : public tests::TaskSliceTest {
 protected:
  using Submitted = Result<std::vector<Task>>;

  void SetUp() override {
    TaskSliceTest::SetUp();
    if (!database_) return;
    service_ = std::make_unique<TaskService>(
        config_,
        TaskService::Deps{.store = *store_, .database = *database_, .gauge = gauge_, .ids = ids_, .metrics = metrics_});
  }

  static CreateTask asking(std::string prompt, Priority priority = Priority::normal) {
    CreateTask request;
    request.prompt = std::move(prompt);
    request.priority = priority;
    return request;
  }
  static Submission with_key(std::string key) { return {.key_id = "key", .idempotency_key = std::move(key)}; }
  Async<Submitted> submission(CreateTask request, Submission how = {}) {
    return service_->submit(scope_, {std::move(request)}, std::move(how));
  }
  Submitted submit(CreateTask request, Submission how = {}) {
    return run(submission(std::move(request), std::move(how)));
  }
  std::size_t stored() { return run(store_->list(scope_, {.count = 1'000})).value().size(); }

  telemetry::Metrics registry_;
  TaskMetrics metrics_{registry_};
  QueueGauge gauge_;
  Live<TaskConfig> config_{TaskConfig{}};
  std::unique_ptr<TaskService> service_;
};

TEST_P(TaskServiceTest, FiftyEqualSubmissionsWithOneKeyMakeOneTask) {
  tests::AllAtOnce<Submitted> all(loop_);
  for (int i = 0; i < 50; ++i) {
    CreateTask request = asking("2+2");
    request.wait = std::chrono::milliseconds{i};  // how long each waits does not matter
    all.start(submission(std::move(request), with_key("once")));
  }
  std::set<std::string> ids;
  for (const Submitted& submitted : all.wait()) {
    ASSERT_TRUE(submitted.has_value()) << submitted.error().message;
    ids.insert(submitted->front().id.text());
  }
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(stored(), 1U);
}

TEST_P(TaskServiceTest, AKeyWithAnotherBodyIsAConflict) {
  const Submitted first = submit(asking("2+2"), with_key("k"));
  ASSERT_TRUE(first.has_value());
  const Submitted other = submit(asking("2+3"), with_key("k"));
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::conflict);
  EXPECT_EQ(other.error().reason, "idempotency_key_reused");
  EXPECT_EQ(submit(asking("2+2"), with_key("k")).value().front().id, first->front().id);
  EXPECT_NE(submit(asking("2+2"), with_key("another")).value().front().id, first->front().id);
  EXPECT_EQ(stored(), 2U);
}

TEST_P(TaskServiceTest, ShedsTheLowestPriorityFirst) {
  TaskConfig config;
  config.queued_max = 100;
  config_.set(config);
  const auto is_shed = [&](std::int64_t queued, Priority priority) {
    gauge_.reset(queued, gauge_.mark());
    const Submitted submitted = submit(asking("2+2", priority));
    if (submitted) return false;
    EXPECT_EQ(submitted.error().code, ErrorCode::limit_exceeded);
    EXPECT_EQ(submitted.error().reason, "queue_full");
    EXPECT_TRUE(submitted.error().retry_after.has_value());
    return true;
  };
  EXPECT_FALSE(is_shed(69, Priority::low));
  EXPECT_TRUE(is_shed(70, Priority::low));
  EXPECT_FALSE(is_shed(84, Priority::normal));
  EXPECT_TRUE(is_shed(85, Priority::normal));
  EXPECT_FALSE(is_shed(94, Priority::high));
  EXPECT_TRUE(is_shed(95, Priority::high));
  EXPECT_FALSE(is_shed(99, Priority::critical));
  EXPECT_TRUE(is_shed(100, Priority::critical));
}

TEST_P(TaskServiceTest, ABatchIsShedAsAWhole) {
  TaskConfig config;
  config.queued_max = 10;
  config_.set(config);
  const std::vector<CreateTask> ten(10, asking("2+2"));
  const Submitted refused = run(service_->submit(scope_, ten, {.is_batch = true}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().reason, "queue_full");
  EXPECT_EQ(stored(), 0U);
  const std::vector<CreateTask> nine(9, asking("2+2"));  // the ninth finds 8 waiting, below 85 %
  EXPECT_EQ(run(service_->submit(scope_, nine, {.is_batch = true})).value().size(), 9U);
  EXPECT_EQ(gauge_.queued(), 9);
}

TEST_P(TaskServiceTest, RefusesBlankAndTooLongPrompts) {
  for (const char* blank : {"", " ", "\t\r\n  "}) {
    EXPECT_EQ(submit(asking(blank)).error().code, ErrorCode::invalid_input) << '"' << blank << '"';
  }
  TaskConfig config;
  config.prompt_bytes_max = Bytes{10};
  config_.set(config);  // while the service runs
  EXPECT_TRUE(submit(asking("1234567890")).has_value());
  const Submitted long_one = submit(asking("12345678901"));
  EXPECT_EQ(long_one.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(long_one.error().message, HasSubstr("tasks.prompt_bytes_max"));
  config.prompt_bytes_max = Bytes{11};
  config_.set(config);
  EXPECT_TRUE(submit(asking("12345678901")).has_value());
}

TEST_P(TaskServiceTest, TakesEitherAPromptOrMessages) {
  EXPECT_EQ(submit(CreateTask{}).error().code, ErrorCode::invalid_input);
  CreateTask both = asking("2+2");
  both.messages = std::vector<Message>{{"user", "2+2"}};
  EXPECT_EQ(submit(both).error().code, ErrorCode::invalid_input);
  CreateTask talk;
  talk.messages = std::vector<Message>{{"user", "hello"}, {"assistant", "yes?"}, {"user", "2+2"}, {"assistant", "…"}};
  EXPECT_EQ(submit(talk).value().front().input.prompt, "2+2");
  CreateTask silent;
  silent.messages = std::vector<Message>{{"system", "be brief"}};
  EXPECT_EQ(submit(silent).error().code, ErrorCode::invalid_input);
}

TEST_P(TaskServiceTest, TakesAConversationAsOpenAiHasIt) {
  CreateTask talk;
  talk.conversation = json::parse(R"([{"role":"user","content":[{"type":"text","text":"What is"},
      {"type":"text","text":"on it?"},{"type":"image_url","image_url":{"url":"data:,"}}]},
      {"role":"assistant","content":null,"tool_calls":[]}])")
                          .value();
  const Task task = submit(talk).value().front();
  EXPECT_EQ(task.input.prompt, "What is\non it?");
  EXPECT_EQ(json::Value(task.input.conversation), *talk.conversation);
  talk.prompt = "2+2";
  EXPECT_EQ(submit(talk).error().code, ErrorCode::invalid_input);
  talk.prompt.reset();
  talk.conversation = json::parse(R"([{"role":"user","content":"a"},{"content":"b"}])").value();
  EXPECT_EQ(submit(talk).error().faults.at(0).path, "$.conversation[1]");
  talk.conversation = json::Array(1'001, json::Value(json::Object{{"role", "user"}}));
  EXPECT_EQ(submit(talk).error().faults.at(0).path, "$.conversation");
  TaskConfig config;
  config.prompt_bytes_max = Bytes{20};
  config_.set(config);
  talk.conversation = json::Array{json::Object{{"role", "user"}, {"content", "2+2"}}};
  EXPECT_THAT(submit(talk).error().message, HasSubstr("tasks.prompt_bytes_max"));
}

TEST_P(TaskServiceTest, OptionsSayNothingThatTheTaskItselfSaysAndAreBounded) {
  CreateTask request = asking("2+2");
  request.options = json::Object{{"temperature", 0.5}, {"stop", "\n"}};
  EXPECT_EQ(submit(request).value().front().input.options, *request.options);
  request.options = json::Object{{"model", "other"}};
  EXPECT_EQ(submit(request).error().faults.at(0).path, "$.options.model");
  request.options = json::Object{{"stop", std::string(64 * KiB, 'x')}};
  EXPECT_EQ(submit(request).error().faults.at(0).path, "$.options");
}

TEST_P(TaskServiceTest, AKeyKnowsHowATaskIsToBeAnswered) {
  CreateTask request = asking("2+2");
  ASSERT_TRUE(submit(request, with_key("k")).has_value());
  request.options = json::Object{{"temperature", 0.5}};
  EXPECT_EQ(submit(request, with_key("k")).error().reason, "idempotency_key_reused");
  request.options.reset();
  request.strategy = answers::Strategy::cloud;
  EXPECT_EQ(submit(request, with_key("k")).error().reason, "idempotency_key_reused");
  request.strategy = answers::Strategy::automatic;
  EXPECT_TRUE(submit(request, with_key("k")).has_value());
}

TEST_P(TaskServiceTest, RefusesTooManyAndNamesThePlaceInABatch) {
  TaskConfig config;
  config.batch_tasks_max = 2;
  config_.set(config);
  const std::vector<CreateTask> three(3, asking("2+2"));
  EXPECT_EQ(run(service_->submit(scope_, three, {.is_batch = true})).error().code, ErrorCode::invalid_input);
  const Submitted second_blank = run(service_->submit(scope_, {asking("2+2"), asking(" ")}, {.is_batch = true}));
  ASSERT_EQ(second_blank.error().faults.size(), 1U);
  EXPECT_EQ(second_blank.error().faults[0].path, "$.tasks[1].prompt");
  EXPECT_EQ(stored(), 0U);
}

TEST_P(TaskServiceTest, DefaultsComeFromTheConfigurationOfTheMoment) {
  TaskConfig config;
  config.attempts_max = 7;
  config.deadline_default = 5s;
  config_.set(config);
  const Task task = submit(asking("2+2")).value().front();
  EXPECT_EQ(task.input.attempts_max, 7);
  EXPECT_EQ(task.deadline_at - task.created_at, 5s);
}

TEST_P(TaskServiceTest, CancelsWhatHasNotEndedAndNothingElse) {
  for (const auto& entry : enum_names(TaskState{})) {
    const TaskId id = task_in(entry.value);
    const Result<Task> cancelled = run(service_->cancel(scope_, id));
    EXPECT_EQ(cancelled.has_value(), !is_final(entry.value)) << entry.name;
    if (cancelled)
      EXPECT_EQ(cancelled->state, TaskState::cancelled) << entry.name;
    else
      EXPECT_EQ(cancelled.error().code, ErrorCode::conflict) << entry.name;
    EXPECT_EQ(run(service_->cancel(foreign_, id)).error().code, ErrorCode::not_found);
  }
}

TEST_P(TaskServiceTest, OfCancellingAndCompletingAtOnceExactlyOneWins) {
  enlist(worker_);
  for (int round = 0; round < 20; ++round) {
    const TaskId id = submitted();
    const Assignment assignment = claim_one(worker_);
    tests::AllAtOnce<Result<Task>> cancels(loop_);
    tests::AllAtOnce<Result<Done>> completions(loop_);
    if (round % 2 == 0) cancels.start(service_->cancel(scope_, id));
    completions.start(work_->complete(worker_, assignment, four(), "{}"));
    if (round % 2 == 1) cancels.start(service_->cancel(scope_, id));
    const bool completed = completions.wait().front().has_value();
    const bool cancelled = cancels.wait().front().has_value();
    EXPECT_NE(completed, cancelled);
    EXPECT_EQ(find(id).state, completed ? TaskState::completed : TaskState::cancelled);
    EXPECT_EQ(events_of(id).size(), 3U);
  }
}

TEST_P(TaskServiceTest, WaitingEndsWithTheTask) {
  enlist(worker_);
  const TaskId id = submitted();
  tests::AllAtOnce<Result<Task>> waiting(loop_);
  waiting.start(service_->wait(scope_, id, 30s));
  ASSERT_TRUE(complete(worker_, claim_one(worker_)).has_value());
  EXPECT_EQ(waiting.wait().front().value().state, TaskState::completed);
}

TEST_P(TaskServiceTest, WaitingEndsWithItsTime) {
  const TaskId id = submitted();
  EXPECT_EQ(run(service_->wait(scope_, id, 20ms)).value().state, TaskState::pending);
  TaskConfig config;
  config.wait_max = 0ms;
  config_.set(config);
  EXPECT_EQ(run(service_->wait(scope_, id, 1h)).value().state, TaskState::pending);
  EXPECT_EQ(run(service_->wait(foreign_, id, 1h)).error().code, ErrorCode::not_found);
}

TEST_P(TaskServiceTest, RetriesWhatEndedWithoutAnAnswer) {
  const TaskId completed = task_in(TaskState::completed);
  EXPECT_EQ(run(service_->retry(scope_, completed)).error().code, ErrorCode::conflict);
  const TaskId failed = task_in(TaskState::failed);
  EXPECT_EQ(run(service_->retry(scope_, failed)).value().state, TaskState::pending);
  EXPECT_EQ(run(service_->retry(scope_, failed)).error().code, ErrorCode::conflict) << "it waits already";
}

TEST_P(TaskServiceTest, RequeuesOnlyDeadLetters) {
  EXPECT_EQ(run(service_->requeue(scope_, task_in(TaskState::failed))).error().code, ErrorCode::conflict);
  const Task task = run(service_->requeue(scope_, task_in(TaskState::dead_letter))).value();
  EXPECT_EQ(task.state, TaskState::pending);
  EXPECT_EQ(task.attempts, 0);
}

TEST_P(TaskServiceTest, TakesFeedbackOnCompletedTasksOnly) {
  GiveFeedback wrong{.correct = false, .right_answer = "5"};
  EXPECT_EQ(run(service_->give_feedback(scope_, task_in(TaskState::failed), wrong, "key")).error().code,
            ErrorCode::conflict);
  const TaskId id = task_in(TaskState::completed);
  EXPECT_EQ(run(service_->give_feedback(foreign_, id, wrong, "key")).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(service_->give_feedback(scope_, id, wrong, "key")).value().right_answer, "5");
  const GiveFeedback contradicting{.correct = true, .right_answer = "5"};
  EXPECT_EQ(run(service_->give_feedback(scope_, id, contradicting, "key")).error().code, ErrorCode::invalid_input);
}

INSTANTIATE_TEST_SUITE_P(Databases, TaskServiceTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::tasks
