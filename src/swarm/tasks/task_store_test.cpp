#include "swarm/tasks/task_store.hpp"

#include <set>

#include <gmock/gmock.h>

#include "support/all_at_once.hpp"
#include "support/task_slice.hpp"

namespace swarm::tasks {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class TaskStoreTest : public tests::TaskSliceTest {
 protected:
  std::vector<TaskId> listed(TaskFilter filter) {
    std::vector<TaskId> ids;
    for (const Task& task : run(store_->list(scope_, filter)).value())
      ids.push_back(task.id);
    return ids;
  }
  using Inserted = Result<std::vector<Task>>;
  Inserted insert_with_key(const Task& task, std::string key, std::string fingerprint = "f") {
    return run(store_->insert({task.project}, {task}, IdempotentUse{std::move(key), std::move(fingerprint)}));
  }
  Result<Done> cancel(const Task& task) {
    return run(store_->apply({task, TaskState::cancelled, "task.cancelled", "cancelled_by_client"}));
  }
};

TEST_P(TaskStoreTest, FindsATaskAsItWasSubmitted) {
  Task task = a_task("what is \"2+2\"?\n\xE2\x88\x9A", Priority::high);
  task.input.messages = {{"system", "be short"}, {"user", "2+2"}};
  task.input.head_wanted = answers::Head::logic;
  task.input.metadata = json::Object{{"a", 1}};
  task.input.attempts_max = 7;
  task.input.deadline = 5s;
  task.input.strategy = answers::Strategy::cloud;
  task.input.verify = answers::Verify::off;
  task.input.options = {{"temperature", 0.7}, {"tools", json::Array{json::Object{{"type", "function"}}}}};
  task.input.conversation = {json::Object{{"role", "user"}, {"content", nullptr}}};
  insert(task);
  const Task found = find(task.id);
  EXPECT_EQ(found.input.strategy, answers::Strategy::cloud);
  EXPECT_EQ(found.input.verify, answers::Verify::off);
  EXPECT_EQ(found.input.options, task.input.options);
  EXPECT_EQ(found.input.conversation, task.input.conversation);
  EXPECT_EQ(found.spent, answers::Spent{});
  EXPECT_EQ(found.id, task.id);
  EXPECT_EQ(found.project, scope_.project);
  EXPECT_EQ(found.state, TaskState::pending);
  EXPECT_EQ(found.input.prompt, task.input.prompt);
  EXPECT_EQ(found.input.messages, task.input.messages);
  EXPECT_EQ(found.input.head_wanted, answers::Head::logic);
  EXPECT_EQ(found.input.metadata, task.input.metadata);
  EXPECT_EQ(found.input.attempts_max, 7);
  EXPECT_EQ(found.input.priority, Priority::high);
  EXPECT_EQ(found.deadline_at - found.created_at, 5s);
  EXPECT_EQ(found.attempts, 0);
  EXPECT_FALSE(found.result || found.finished_at || found.started_at || found.worker);
  EXPECT_THAT(events_of(task.id), ElementsAre("task.created"));
}

TEST_P(TaskStoreTest, InsertingTellsWhatWasStored) {
  const Task first = a_task();
  const Task second = a_task();
  const std::vector<Task> inserted = run(store_->insert(scope_, {first, second}, std::nullopt)).value();
  ASSERT_EQ(inserted.size(), 2U);
  EXPECT_EQ(inserted[0].id, first.id);
  EXPECT_EQ(inserted[1].id, second.id);
  for (const Task& task : inserted) {
    const Task found = find(task.id);
    EXPECT_EQ(task.created_at, found.created_at);
    EXPECT_EQ(task.updated_at, found.updated_at);
    EXPECT_EQ(task.deadline_at, found.deadline_at);
    EXPECT_EQ(task.state, found.state);
    EXPECT_EQ(task.version, found.version);
    EXPECT_EQ(task.events_count, found.events_count);
  }
}

TEST_P(TaskStoreTest, InsertsAllOrNone) {
  const Task first = a_task();
  const Task second = a_task();
  insert(second);
  const Inserted again = run(store_->insert(scope_, {first, second}, std::nullopt));
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->find(scope_, first.id)).error().code, ErrorCode::not_found);
}

TEST_P(TaskStoreTest, AnotherProjectsTaskDoesNotExist) {
  const TaskId id = task_in(TaskState::completed);
  EXPECT_EQ(run(store_->find(foreign_, id)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(run(store_->list(foreign_, {})).value().empty());
  EXPECT_TRUE(run(store_->traces(foreign_, id)).value().empty());
  EXPECT_TRUE(run(store_->events_after(foreign_, id, events::Cursor::oldest(), 10)).value().empty());
  EXPECT_TRUE(run(store_->events_after(foreign_, std::nullopt, events::Cursor::oldest(), 10)).value().empty());
}

TEST_P(TaskStoreTest, UsesAnIdempotencyKeyOncePerProject) {
  const Task first = a_task();
  ASSERT_TRUE(insert_with_key(first, "k", "f1").has_value());
  const Task second = a_task();
  const Inserted again = insert_with_key(second, "k", "f2");
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().reason, "taken");
  EXPECT_EQ(run(store_->find(scope_, second.id)).error().code, ErrorCode::not_found);
  const std::optional<IdempotentRecord> record = run(store_->find_idempotent(scope_, "k")).value();
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->fingerprint, "f1");
  EXPECT_THAT(record->tasks, ElementsAre(first.id));
  Task foreign = a_task();
  foreign.project = foreign_.project;
  EXPECT_TRUE(insert_with_key(foreign, "k").has_value());
  EXPECT_FALSE(run(store_->find_idempotent(scope_, "another")).value().has_value());
}

TEST_P(TaskStoreTest, ListsTheNewestFirstInPages) {
  std::vector<TaskId> ids;
  for (int i = 0; i < 5; ++i)
    ids.insert(ids.begin(), submitted());
  EXPECT_EQ(listed({.count = 50}), ids);
  EXPECT_THAT(listed({.count = 2}), ElementsAre(ids[0], ids[1]));
  EXPECT_THAT(listed({.before = ids[1], .count = 2}), ElementsAre(ids[2], ids[3]));
  EXPECT_THAT(listed({.before = ids[3], .count = 2}), ElementsAre(ids[4]));
  EXPECT_TRUE(listed({.before = ids[4], .count = 2}).empty());
}

TEST_P(TaskStoreTest, ListsByStateHeadAndPriority) {
  const TaskId completed = task_in(TaskState::completed);
  const TaskId dead = task_in(TaskState::dead_letter);
  const TaskId urgent = submitted("2+2", Priority::critical);
  EXPECT_THAT(listed({.state = TaskState::completed}), ElementsAre(completed));
  EXPECT_THAT(listed({.state = TaskState::dead_letter}), ElementsAre(dead));
  EXPECT_TRUE(listed({.state = TaskState::failed}).empty());
  EXPECT_THAT(listed({.head = answers::Head::math}), ElementsAre(completed));
  EXPECT_TRUE(listed({.head = answers::Head::code}).empty());
  EXPECT_THAT(listed({.priority = Priority::critical}), ElementsAre(urgent));
  EXPECT_THAT(listed({.priority = Priority::normal}), ElementsAre(dead, completed));
  EXPECT_TRUE(listed({.state = TaskState::completed, .priority = Priority::critical}).empty());
}

TEST_P(TaskStoreTest, AChangeDecidedOnAnOldVersionIsAConflict) {
  const TaskId id = submitted();
  const Task as_read = find(id);
  ASSERT_TRUE(cancel(as_read).has_value());
  EXPECT_EQ(cancel(as_read).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->apply(
                    {.task = as_read, .to = TaskState::pending, .event_type = "task.retrying", .fresh_start = true}))
                .error()
                .code,
            ErrorCode::conflict);
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.cancelled"));
}

TEST_P(TaskStoreTest, CancelsInEveryStateThatHasNotEnded) {
  for (const TaskState state : {TaskState::pending, TaskState::running, TaskState::retrying}) {
    const TaskId id = task_in(state);
    ASSERT_TRUE(cancel(find(id)).has_value()) << json::name_of(state);
    const Task task = find(id);
    EXPECT_EQ(task.state, TaskState::cancelled);
    EXPECT_EQ(task.reason, "cancelled_by_client");
    EXPECT_TRUE(task.finished_at.has_value());
    EXPECT_FALSE(task.worker.has_value());
    EXPECT_EQ(events_of(id).back(), "task.cancelled");
  }
  advance(1min);
  EXPECT_EQ(run(work_->queue_due(10)).value(), 0);
  EXPECT_TRUE(claim(worker_).empty());
}

TEST_P(TaskStoreTest, ARestartBeginsAnew) {
  const TaskId id = task_in(TaskState::dead_letter);
  advance(1h);
  ASSERT_TRUE(run(store_->apply(
                      {.task = find(id), .to = TaskState::pending, .event_type = "task.retrying", .fresh_start = true}))
                  .has_value());
  const Task task = find(id);
  EXPECT_EQ(task.state, TaskState::pending);
  EXPECT_EQ(task.attempts, 0);
  EXPECT_FALSE(task.reason || task.failure || task.finished_at || task.started_at || task.result);
  EXPECT_GT(task.deadline_at, clock_.now());
  enlist(worker_);
  const Assignment assignment = claim_one(worker_);
  EXPECT_EQ(assignment.id, id);
  EXPECT_EQ(assignment.attempt, 1);
}

TEST_P(TaskStoreTest, KeepsFeedbackAndForgetsItWithTheTask) {
  const TaskId id = task_in(TaskState::completed);
  ASSERT_TRUE(
      run(store_->insert_feedback(
              scope_, {.id = ids_.next(), .task = id, .correct = false, .right_answer = "5", .given_by = "key"}))
          .has_value());
  Feedback same{.id = ids_.next(), .task = id, .given_by = "key"};
  ASSERT_TRUE(run(store_->insert_feedback(scope_, same)).has_value());
  EXPECT_EQ(run(store_->insert_feedback(scope_, same)).error().code, ErrorCode::conflict);
  advance(2h);
  ASSERT_EQ(run(store_->forget_tasks(1h, 10)).value(), 1);
  EXPECT_TRUE(run(store_->insert_feedback(scope_, same)).has_value()) << "the first was not forgotten with its task";
}

TEST_P(TaskStoreTest, ForgetsWhatEndedLongAgoInSmallSteps) {
  std::vector<TaskId> old;
  for (int i = 0; i < 5; ++i)
    old.push_back(task_in(TaskState::completed));
  const TaskId waiting = submitted();
  advance(2h);
  const TaskId fresh = task_in(TaskState::cancelled);
  EXPECT_EQ(run(store_->forget_tasks(1h, 2)).value(), 2);
  EXPECT_EQ(run(store_->forget_tasks(1h, 2)).value(), 2);
  EXPECT_EQ(run(store_->forget_tasks(1h, 2)).value(), 1);
  EXPECT_EQ(run(store_->forget_tasks(1h, 2)).value(), 0);
  EXPECT_THAT(listed({}), ElementsAre(fresh, waiting));
  for (const TaskId& id : old)
    EXPECT_TRUE(run(store_->traces(scope_, id)).value().empty());
}

TEST_P(TaskStoreTest, ForgetsTracesAndIdempotencyKeysInSmallSteps) {
  std::vector<TaskId> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(task_in(TaskState::completed));
    ASSERT_TRUE(insert_with_key(a_task(), "k" + std::to_string(i)).has_value());
    ASSERT_TRUE(cancel(run(store_->list(scope_, {.count = 1})).value().front()).has_value());
  }
  ASSERT_EQ(run(store_->traces(scope_, ids[0])).value().size(), 1U);
  EXPECT_EQ(run(store_->forget_traces(1h, 10)).value(), 0);
  EXPECT_EQ(run(store_->forget_idempotency_keys(1h, 10)).value(), 0);
  advance(2h);
  EXPECT_EQ(run(store_->forget_traces(1h, 2)).value(), 2);
  EXPECT_EQ(run(store_->forget_traces(1h, 2)).value(), 1);
  EXPECT_EQ(run(store_->forget_idempotency_keys(1h, 2)).value(), 2);
  EXPECT_EQ(run(store_->forget_idempotency_keys(1h, 2)).value(), 1);
  EXPECT_FALSE(run(store_->find_idempotent(scope_, "k0")).value().has_value());
  EXPECT_TRUE(run(store_->find(scope_, ids[0])).has_value());
}

TEST_P(TaskStoreTest, CountsTheQueue) {
  task_in(TaskState::retrying);
  submitted("2+2", Priority::high);
  submitted("2+2", Priority::low);
  submitted("2+2", Priority::low);
  const QueueFacts facts = run(store_->queue_facts()).value();
  EXPECT_EQ(facts.queued.at(Priority::low), 2);
  EXPECT_EQ(facts.queued.at(Priority::critical), 0);
  EXPECT_EQ(facts.queued.at(Priority::high), 1);
  EXPECT_EQ(facts.queued.at(Priority::normal), 0);
  EXPECT_EQ(facts.retrying, 1);
  EXPECT_TRUE(facts.next_ready_at.has_value());
  EXPECT_TRUE(facts.oldest_ready_at.has_value());
}

TEST_P(TaskStoreTest, AReaderOfTheFeedMissesNothingWhileManyWriteAtOnce) {
  constexpr std::size_t kTasks = 300;
  tests::TestLoop writers;
  tests::AllAtOnce<Inserted> inserts(writers);
  for (std::size_t i = 0; i < kTasks; ++i)
    inserts.start(store_->insert(scope_, {a_task()}, std::nullopt));
  std::set<std::string> seen;
  events::Cursor cursor = events::Cursor::oldest();
  auto written = std::async(std::launch::async, [&] { return inserts.wait(); });
  std::optional<SteadyTime> give_up_at;  // set when all were written
  while (seen.size() < kTasks && (!give_up_at || std::chrono::steady_clock::now() < *give_up_at)) {
    if (!give_up_at && written.wait_for(0s) == std::future_status::ready)
      give_up_at = std::chrono::steady_clock::now() + 60s;
    const auto entries = run(store_->events_after(scope_, std::nullopt, cursor, 7)).value();
    for (const auto& entry : entries) {
      EXPECT_GT(entry.event.cursor, cursor);
      EXPECT_TRUE(seen.insert(entry.event.subject).second) << "the same event came twice";
      cursor = entry.event.cursor;
    }
  }
  for (const Inserted& inserted : written.get())
    ASSERT_TRUE(inserted.has_value()) << inserted.error().message;
  EXPECT_EQ(seen.size(), kTasks);
}

INSTANTIATE_TEST_SUITE_P(Databases, TaskStoreTest, tests::both_databases(), tests::name_of_database);

// The order of texts differs between languages; ids must be found whatever the database was made with.
TEST(TaskStoreOnAnotherCollation, ListsTasks) {
  Result<std::unique_ptr<tests::TemporaryDatabase>> place = tests::TemporaryDatabase::create();
  if (!place) GTEST_SKIP() << place.error().message;
  tests::TemporaryPostgres& server = (*place)->server();
  const Result<std::string> made =
      (*place)->query("CREATE DATABASE english TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'");
  ASSERT_TRUE(made.has_value()) << made.error().message;
  tests::FakeClock clock;
  tests::SeededRandom random{1};
  IdSource ids(clock, random);
  tests::IgnoredStorageMetrics metrics;
  const std::vector<storage::Schema> schemas{events::schema(), schema()};
  {
    auto database = storage::PostgresDatabase::open({.url = server.url("english")},
                                                    {.clock = clock, .schemas = schemas, .metrics = metrics});
    ASSERT_TRUE(database.has_value()) << database.error().message;
    TaskStore store(**database);
    tests::TestLoop loop;
    const Scope scope{ProjectId::generate(ids)};
    const Task task{.id = TaskId::generate(ids), .project = scope.project, .input = {.prompt = "2+2"}};
    EXPECT_TRUE(loop.run(store.insert(scope, {task}, std::nullopt)).has_value());
    EXPECT_EQ(loop.run(store.list(scope, {})).value().size(), 1U);
    loop.run((*database)->stop());
  }
  server.drop("english");
}

}  // namespace
}  // namespace swarm::tasks
