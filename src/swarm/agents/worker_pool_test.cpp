#include "swarm/agents/worker_pool.hpp"

#include <gmock/gmock.h>

#include "platform/events/event_store.hpp"
#include "support/all_at_once.hpp"
#include "support/scripted_answerer.hpp"
#include "support/silent_log.hpp"
#include "support/slice_databases.hpp"

namespace swarm::agents {
namespace {

using namespace std::chrono_literals;
using tasks::Priority;
using tasks::Task;
using tasks::TaskId;
using tasks::TaskState;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using Act = tests::ScriptedAnswerer::Act;

// Another database whose answers to some writes are lost, as when a connection breaks.
class LossyDatabase final : public storage::Database {
 public:
  enum class Loss { before_the_write, after_the_write };
  explicit LossyDatabase(storage::Database& database) : database_(database) {}

  // The next `count` units that begin with this statement.
  void lose(std::string_view statement, Loss loss, int count) {
    MutexLock lock(mutex_);
    statement_ = statement;
    loss_ = loss;
    left_ = count;
  }
  int left() {
    MutexLock lock(mutex_);
    return left_;
  }

  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit) override {
    const std::optional<Loss> loss = loss_of(unit);
    if (loss == Loss::before_the_write) co_return fail(ErrorCode::unavailable, "lost");
    Result<storage::WriteOutcome> written = co_await database_.write(std::move(unit));
    if (loss) co_return fail(ErrorCode::unavailable, "lost");
    co_return written;
  }
  Async<Result<storage::Rows>> read(const storage::NamedStatement* what, storage::Parameters parameters) override {
    return database_.read(what, std::move(parameters));
  }
  Subscription subscribe(std::string topic, std::function<void()> look_again) override {
    return database_.subscribe(std::move(topic), std::move(look_again));
  }
  storage::DatabaseFacts facts() const override { return database_.facts(); }
  std::vector<storage::StatementAccount> accounts() const override { return database_.accounts(); }
  Async<Result<std::vector<storage::DatabaseActivity>>> activity() override { return database_.activity(); }
  Async<Result<Done>> give_back_space() override { return database_.give_back_space(); }
  Async<void> stop() override { return database_.stop(); }

 private:
  std::optional<Loss> loss_of(const storage::WriteUnit& unit) {
    MutexLock lock(mutex_);
    if (left_ == 0 || unit.statements.front().what->name != statement_) return std::nullopt;
    --left_;
    return loss_;
  }

  storage::Database& database_;
  Mutex mutex_;
  std::string statement_ SWARM_GUARDED_BY(mutex_);
  Loss loss_ SWARM_GUARDED_BY(mutex_) = Loss::before_the_write;
  int left_ SWARM_GUARDED_BY(mutex_) = 0;
};

// Keeps what it is told, by task and attempt.
class RecordedListeners final : public tasks::TextListeners {
 public:
  Listener listener_for(const TaskId& task, std::int64_t attempt) override {
    return [this, key = fmt::format("{}/{}", task.text(), attempt)](std::string_view text) {
      MutexLock lock(mutex_);
      heard_[key] += text;
    };
  }
  std::map<std::string, std::string> heard() {
    MutexLock lock(mutex_);
    return heard_;
  }

 private:
  Mutex mutex_;
  std::map<std::string, std::string> heard_ SWARM_GUARDED_BY(mutex_);
};

// Throws at the prompt "throw", and counts the ends of other tasks that were stored.
class CountedCompletions final : public CompletionListener {
 public:
  Async<Addition> on_completion(tasks::Assignment assignment, answering::Answered answered) override {
    EXPECT_TRUE(answered.answer);
    if (assignment.input.prompt == "throw") throw std::runtime_error("a bug");
    co_return Addition{.on_stored = [this] { ++stored; }};
  }
  std::atomic<int> stored = 0;
};

// One server's workers, with a Loop of their own.
struct Server {
  Server(storage::Database& of, const Clock& clock, Random& random, IdSource& ids, std::string replica,
         WorkerPoolConfig config)
      : database(of),
        pool(config, std::move(replica),
             {.work = work,
              .store = store,
              .answerer = answerer,
              .database = database,
              .loop = loop.loop(),
              .clock = clock,
              .random = random,
              .ids = ids,
              .gauge = gauge,
              .task_metrics = task_metrics,
              .metrics = metrics,
              .log = telemetry::Log(log, "workers"),
              .text_listeners = &listeners,
              .completion_listener = &completions}) {}
  ~Server() {
    answerer.release();
    if (!is_stopped) stop(0ms);
  }
  void stop(std::chrono::milliseconds at_most) {
    is_stopped = true;
    stopper.run(pool.stop(at_most));
  }
  // "swarm_task_stale_completions_total 1", say.
  bool shows(const std::string& line) { return ("\n" + registry.exposition()).contains("\n" + line + "\n"); }

  LossyDatabase database;
  tests::SilentLog log;
  RecordedListeners listeners;
  CountedCompletions completions;
  tests::TestLoop loop, stopper;
  tests::ScriptedAnswerer answerer;
  tasks::TaskStore store{database};
  tasks::TaskWork work{database};
  tasks::QueueGauge gauge;
  telemetry::Metrics registry;
  tasks::TaskMetrics task_metrics{registry};
  AgentMetrics metrics{registry};
  bool is_stopped = false;
  WorkerPool pool;
};

class WorkerPoolTest : public testing::TestWithParam<tests::DatabaseUnderTest> {
 protected:
  void SetUp() override {
    factory_ = GetParam().make();
    if (const auto reason = factory_->skip_reason()) GTEST_SKIP() << *reason;
    auto opened = factory_->open(schemas_, clock_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
    store_ = std::make_unique<tasks::TaskStore>(*database_);
  }
  void TearDown() override {
    servers_.clear();
    if (database_) loop_.run(database_->stop());
  }

  // A short lease for tests in which it lapses; a long one elsewhere, lest it does on a busy machine.
  static constexpr std::chrono::milliseconds kShort = 300ms;
  Server& server(std::string replica, std::int64_t workers = 4, std::chrono::milliseconds lease = 600s) {
    const WorkerPoolConfig config{.workers = workers, .lease = lease, .poll_interval = 20ms};
    servers_.push_back(std::make_unique<Server>(*database_, clock_, random_, ids_, std::move(replica), config));
    return *servers_.back();
  }
  TaskId submit(std::string prompt, Priority priority = Priority::normal, std::chrono::milliseconds deadline = 60s,
                std::int64_t attempts_max = 3) {
    return submit(
        {.prompt = std::move(prompt), .priority = priority, .deadline = deadline, .attempts_max = attempts_max});
  }
  TaskId submit(tasks::TaskInput input) {
    const Task task{.id = TaskId::generate(ids_), .project = scope_.project, .input = std::move(input)};
    EXPECT_TRUE(loop_.run(store_->insert(scope_, {task}, std::nullopt)).has_value());
    return task.id;
  }
  Task find(const TaskId& id) { return loop_.run(store_->find(scope_, id)).value(); }
  // Waits for what workers bring about; false after a minute.
  template <class Condition>
  static bool soon(Condition condition) {
    const SteadyTime give_up_at = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < give_up_at) {
      if (condition()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  bool soon_in(const TaskId& id, TaskState state) {
    return soon([&] { return find(id).state == state; });
  }
  std::vector<std::string> events_of(const TaskId& id) {
    std::vector<std::string> types;
    for (const auto& entry : loop_.run(store_->events_after(scope_, id, events::Cursor::oldest(), 100)).value())
      types.push_back(entry.event.type);
    return types;
  }

  SystemClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  tests::TestLoop loop_;
  std::vector<storage::Schema> schemas_{events::schema(), tasks::schema()};
  Scope scope_{ProjectId::generate(ids_)};
  std::unique_ptr<tests::DatabaseFactory> factory_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<tasks::TaskStore> store_;
  std::vector<std::unique_ptr<Server>> servers_;
};

TEST_P(WorkerPoolTest, AQuestionSaysAllThatTheSubmitterSaidAndWhoPays) {
  Server& one = server("one");
  one.pool.start();
  const TaskId id = submit({.prompt = "2+2",
                            .messages = {{"system", "be short"}, {"user", "2+2"}},
                            .created_by = "key",
                            .request_id = "request",
                            .strategy = answers::Strategy::local,
                            .options = {{"seed", 7}}});
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  const answering::Question question = one.answerer.last_question().value();
  EXPECT_EQ(json::to_text(question.messages),
            R"([{"role":"system","content":"be short"},{"role":"user","content":"2+2"}])");
  EXPECT_EQ(question.options, (json::Object{{"seed", 7}}));
  EXPECT_EQ(question.strategy, answers::Strategy::local);
  EXPECT_EQ(question.payer->project, scope_.project);
  EXPECT_EQ(question.payer->key_id, "key");
  EXPECT_EQ(question.request_id, "request");
  EXPECT_TRUE(one.listeners.heard().empty());  // what is checked is not shown while it is written
}

TEST_P(WorkerPoolTest, UncheckedTextIsToldToWhoListensAttemptByAttempt) {
  Server& one = server("one");
  one.answerer.script("2+2", {{.code = ErrorCode::unavailable}});
  one.pool.start();
  const TaskId id = submit({.prompt = "2+2", .verify = answers::Verify::off});
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  const std::string of_task = id.text() + "/";
  EXPECT_EQ(one.listeners.heard(), (std::map<std::string, std::string>{{of_task + "1", "4"}, {of_task + "2", "4"}}));
}

TEST_P(WorkerPoolTest, WhoKeepsSomethingOfACompletionHearsOfItAndCannotSpoilIt) {
  Server& one = server("one");
  one.pool.start();
  const TaskId spoiled = submit("throw"), kept = submit("2+2");
  ASSERT_TRUE(soon_in(spoiled, TaskState::completed));
  ASSERT_TRUE(soon_in(kept, TaskState::completed));
  EXPECT_EQ(find(spoiled).attempts, 1);
  EXPECT_TRUE(soon([&] { return one.completions.stored == 1; }));
}

TEST_P(WorkerPoolTest, AnswersWhatIsSubmittedBeforeAndAfterItsStart) {
  const TaskId before = submit("before");
  Server& one = server("one");
  one.pool.start();
  const TaskId after = submit("after");
  for (const TaskId& id : {before, after}) {
    ASSERT_TRUE(soon_in(id, TaskState::completed));
    EXPECT_EQ(find(id).result->answer, "4");
    EXPECT_EQ(find(id).attempts, 1);
    EXPECT_EQ(loop_.run(store_->traces(scope_, id)).value().size(), 1U);
  }
  EXPECT_TRUE(soon([&] { return one.shows(R"(swarm_agents{role="worker",state="busy"} 0)"); }));
}

TEST_P(WorkerPoolTest, TriesAgainAfterATroubleThatPasses) {
  Server& one = server("one");
  one.answerer.script("2+2", {{Act::fail}, {Act::throw_up}});
  one.pool.start();
  const TaskId id = submit("2+2");
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  EXPECT_EQ(find(id).attempts, 3);
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.retrying", "task.started",
                                         "task.retrying", "task.started", "task.completed"));
}

TEST_P(WorkerPoolTest, PutsATaskIntoTheDeadLettersWhenItsAttemptsAreUsedUp) {
  Server& one = server("one");
  one.answerer.script("2+2", {{Act::fail}, {Act::fail}});
  one.pool.start();
  const TaskId id = submit("2+2", Priority::normal, 60s, 2);
  ASSERT_TRUE(soon_in(id, TaskState::dead_letter));
  EXPECT_EQ(find(id).reason, "attempts_exhausted");
  EXPECT_EQ(find(id).failure, "as scripted");
  EXPECT_EQ(one.answerer.started().size(), 2U);
}

TEST_P(WorkerPoolTest, DoesNotTryAgainWhatCannotPass) {
  Server& one = server("one");
  one.answerer.script("2+2", {{Act::fail, ErrorCode::invalid_input}});
  one.pool.start();
  const TaskId id = submit("2+2");
  ASSERT_TRUE(soon_in(id, TaskState::failed));
  EXPECT_EQ(one.answerer.started().size(), 1U);
}

TEST_P(WorkerPoolTest, ACancellationReachesTheAttemptAndFreesItsPlace) {
  Server& one = server("one", 1);
  one.answerer.script("slow", {{Act::hang}});
  one.pool.start();
  const TaskId slow = submit("slow");
  one.answerer.wait_for_starts(1);
  const TaskId next = submit("next");
  ASSERT_TRUE(soon([&] {
    return loop_.run(store_->apply({find(slow), TaskState::cancelled, "task.cancelled", "cancelled_by_client"}))
        .has_value();
  }));
  EXPECT_TRUE(soon_in(next, TaskState::completed)) << "the place of the cancelled one was not freed";
  EXPECT_EQ(one.answerer.stops_seen(), 1);
  EXPECT_EQ(find(slow).state, TaskState::cancelled);
  EXPECT_EQ(events_of(slow).back(), "task.cancelled");
  EXPECT_TRUE(soon([&] { return one.shows("swarm_task_stale_completions_total 1"); })) << one.registry.exposition();
}

TEST_P(WorkerPoolTest, DropsTheResultOfACancelledAttemptThatDidNotListen) {
  Server& one = server("one");
  one.answerer.script("deaf", {{Act::hold}});
  one.pool.start();
  const TaskId id = submit("deaf");
  one.answerer.wait_for_starts(1);
  ASSERT_TRUE(loop_.run(store_->apply({find(id), TaskState::cancelled, "task.cancelled"})).has_value());
  one.answerer.release();
  EXPECT_TRUE(soon([&] { return one.shows("swarm_task_stale_completions_total 1"); }));
  EXPECT_EQ(find(id).state, TaskState::cancelled);
  EXPECT_FALSE(find(id).result.has_value());
}

TEST_P(WorkerPoolTest, EndsAtTheDeadlineWhetherTheTaskRunsOrWaits) {
  Server& one = server("one", 1);
  one.answerer.script("holds", {{Act::hold}});
  one.answerer.script("runs", std::vector<tests::ScriptedAnswerer::Step>(100, {Act::until_deadline}));
  one.pool.start();
  submit("holds");
  one.answerer.wait_for_starts(1);
  const TaskId waiting = submit("waits", Priority::normal, 100ms);
  EXPECT_TRUE(soon_in(waiting, TaskState::failed));
  EXPECT_EQ(find(waiting).reason, "deadline_exceeded");
  one.answerer.release();
  const auto has_run = [&] { return std::ranges::count(one.answerer.started(), "runs") > 0; };
  // On a busy machine the deadline may come before the start.
  for (std::chrono::milliseconds deadline = 500ms; deadline < 60s && !has_run(); deadline *= 2) {
    const TaskId running = submit("runs", Priority::critical, deadline);
    EXPECT_TRUE(soon_in(running, TaskState::failed));
    EXPECT_EQ(find(running).reason, "deadline_exceeded");
  }
  EXPECT_TRUE(has_run());
  EXPECT_THAT(one.answerer.started(), Not(Contains("waits")));
}

TEST_P(WorkerPoolTest, WorksOnTheMostUrgentFirstWhenThereIsTooMuch) {
  Server& one = server("one", 1);
  one.answerer.script("first", {{Act::hold}});
  one.pool.start();
  submit("first");
  one.answerer.wait_for_starts(1);
  for (const Priority priority : {Priority::low, Priority::high, Priority::normal, Priority::critical})
    submit(std::string(json::name_of(priority)), priority);
  one.answerer.release();
  one.answerer.wait_for_starts(5);
  EXPECT_THAT(one.answerer.started(), ElementsAre("first", "critical", "high", "normal", "low"));
}

TEST_P(WorkerPoolTest, NeverWorksOnMoreThanItHasPlaces) {
  Server& one = server("one", 3);
  one.answerer.script("held", std::vector<tests::ScriptedAnswerer::Step>(30, {Act::hold}));
  std::vector<TaskId> ids;
  for (int i = 0; i < 30; ++i)
    ids.push_back(submit("held"));
  one.pool.start();
  one.answerer.wait_for_starts(3);
  EXPECT_EQ(loop_.run(store_->queue_facts()).value().running, 3);
  one.answerer.release();
  for (const TaskId& id : ids)
    ASSERT_TRUE(soon_in(id, TaskState::completed));
  EXPECT_LE(one.answerer.most_at_once(), 3U);
}

TEST_P(WorkerPoolTest, StoppingLetsWhatRunsEnd) {
  Server& one = server("one", 1);
  one.answerer.script("runs", {{Act::hold}});
  one.pool.start();
  const TaskId running = submit("runs");
  one.answerer.wait_for_starts(1);
  const TaskId waiting = submit("waits");
  std::thread releasing([&] { one.answerer.release(); });
  one.stop(30s);
  releasing.join();
  EXPECT_EQ(find(running).state, TaskState::completed);
  EXPECT_THAT(events_of(running), ElementsAre("task.created", "task.started", "task.completed"));
  // It may have been claimed just before the stop; then it is given back.
  tasks::TaskWork work(*database_);
  EXPECT_TRUE(
      soon([&] { return loop_.run(work.reclaim(10)).has_value() && find(waiting).state != TaskState::running; }));
}

TEST_P(WorkerPoolTest, StoppingGivesUpTheLeasesSoThatAnotherServerTakesOverAtOnce) {
  Server& one = server("one");
  one.answerer.script("slow", {{Act::hang}});
  one.pool.start();
  const TaskId id = submit("slow");
  one.answerer.wait_for_starts(1);
  one.stop(0ms);
  EXPECT_EQ(one.answerer.stops_seen(), 1);
  Server& two = server("two");
  two.pool.start();
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  EXPECT_EQ(find(id).attempts, 1) << "a server that ends costs no attempt";
  EXPECT_EQ(find(id).lost_leases, 1);
}

TEST_P(WorkerPoolTest, RefusesTheResultOfAServerThatStoodStillBeyondItsLease) {
  Server& frozen = server("frozen");
  frozen.answerer.script("2+2", {{Act::freeze}});
  frozen.pool.start();
  const TaskId id = submit("2+2");
  frozen.answerer.wait_for_starts(1);
  tasks::TaskWork work(*database_);
  ASSERT_TRUE(loop_.run(work.leave({*find(id).worker})).has_value());  // its lease is over
  Server& other = server("other");
  other.answerer.script("slow", {{Act::hang}});
  other.pool.start();
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  frozen.answerer.release();
  EXPECT_TRUE(soon([&] { return frozen.shows("swarm_task_stale_completions_total 1"); }));
  EXPECT_THAT(events_of(id),
              ElementsAre("task.created", "task.started", "task.retrying", "task.started", "task.completed"));
  // A revocation makes it look at its lease, long before the next heartbeat is due.
  const TaskId slow = submit("slow");
  other.answerer.wait_for_starts(2);
  ASSERT_TRUE(loop_.run(store_->apply({find(slow), TaskState::cancelled, "task.cancelled"})).has_value());
  other.stop(10s);
  const TaskId later = submit("later");
  EXPECT_TRUE(soon_in(later, TaskState::completed)) << "it did not enlist again";
}

TEST_P(WorkerPoolTest, AServerThatStoodStillAloneTakesItsTaskUpAgainAndKeepsCount) {
  Server& one = server("one", 2, kShort);
  one.answerer.script("held", {{Act::hold}, {Act::hold}});
  one.answerer.script("freezes", {{Act::freeze}});
  one.pool.start();
  const TaskId held = submit("held");
  one.answerer.wait_for_starts(1);
  const TaskId freezes = submit("freezes");
  one.answerer.wait_for_starts(2);
  tasks::TaskWork work(*database_);
  ASSERT_TRUE(soon([&] { return loop_.run(work.reclaim(10)).value() > 0; })) << "the lease did not lapse";
  one.answerer.release();
  EXPECT_TRUE(soon_in(held, TaskState::completed));
  EXPECT_TRUE(soon_in(freezes, TaskState::completed));
  for (const TaskId& id : {held, freezes})
    EXPECT_EQ(std::ranges::count(events_of(id), "task.completed"), 1);
  EXPECT_TRUE(soon([&] { return one.shows(R"(swarm_agents{role="worker",state="idle"} 2)"); }));
}

TEST_P(WorkerPoolTest, TakesUpWhatAClaimTookWhoseAnswerWasLost) {
  Server& one = server("one");
  const TaskId id = submit("2+2");
  one.database.lose("tasks.claim", LossyDatabase::Loss::after_the_write, 1);
  one.pool.start();
  ASSERT_TRUE(soon_in(id, TaskState::completed)) << "nobody works on it and its lease is renewed for ever";
  EXPECT_EQ(one.database.left(), 0);
  EXPECT_EQ(find(id).attempts, 1);
}

TEST_P(WorkerPoolTest, DoesAgainWhatCouldNotBeStored) {
  Server& one = server("one", 4, kShort);
  one.database.lose("tasks.complete", LossyDatabase::Loss::before_the_write, 6);
  one.pool.start();
  const TaskId id = submit("2+2");
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  EXPECT_EQ(std::ranges::count(events_of(id), "task.completed"), 1);
  one.answerer.script("fails", {{Act::fail, ErrorCode::invalid_input}});
  one.database.lose("tasks.give_up", LossyDatabase::Loss::before_the_write, 1);
  const TaskId other = submit("fails");
  EXPECT_TRUE(soon_in(other, TaskState::completed))
      << "its failure could not be stored, and the second attempt answers";
}

TEST_P(WorkerPoolTest, ACompletionWhoseAnswerWasLostCountsOnce) {
  Server& one = server("one", 4, 10s);
  one.database.lose("tasks.complete", LossyDatabase::Loss::after_the_write, 1);
  one.pool.start();
  const TaskId id = submit("2+2");
  ASSERT_TRUE(soon_in(id, TaskState::completed));
  const TaskId next = submit("next");
  ASSERT_TRUE(soon_in(next, TaskState::completed));
  EXPECT_THAT(events_of(id), ElementsAre("task.created", "task.started", "task.completed"));
}

TEST_P(WorkerPoolTest, TwoServersShareTheWorkAndDoNothingTwice) {
  Server& one = server("one", 3);
  Server& two = server("two", 3);
  one.pool.start();
  two.pool.start();
  std::vector<TaskId> ids;
  for (int i = 0; i < 60; ++i)
    ids.push_back(submit("2+2"));
  for (const TaskId& id : ids)
    ASSERT_TRUE(soon_in(id, TaskState::completed));
  EXPECT_EQ(one.answerer.started().size() + two.answerer.started().size(), ids.size());
}

INSTANTIATE_TEST_SUITE_P(Databases, WorkerPoolTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::agents
