// What is forgotten, with a clock that moves when the test says so.
#include "app/retention.hpp"

#include "platform/events/event_store.hpp"
#include "support/audited_world.hpp"

namespace swarm::app {
namespace {

using namespace std::chrono_literals;
using tasks::Task;
using tasks::TaskState;

// The database in memory, which takes no room on a disk, with a size that a test says.
class SizedDatabase final : public storage::Database {
 public:
  explicit SizedDatabase(storage::Database& database) : database_(database) {}
  void set_size(std::int64_t bytes) { size_bytes_ = bytes; }
  void set_live_rows(storage::LiveRows live) { live_rows_ = live; }

  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit) override {
    return database_.write(std::move(unit));
  }
  Async<Result<storage::Rows>> read(const storage::NamedStatement* what, storage::Parameters parameters) override {
    return database_.read(what, std::move(parameters));
  }
  Subscription subscribe(std::string topic, std::function<void()> look_again) override {
    return database_.subscribe(std::move(topic), std::move(look_again));
  }
  storage::DatabaseFacts facts() const override {
    storage::DatabaseFacts facts = database_.facts();
    facts.size_bytes = size_bytes_;
    facts.live_rows = live_rows_;
    return facts;
  }
  std::vector<storage::StatementAccount> accounts() const override { return database_.accounts(); }
  Async<Result<std::vector<storage::DatabaseActivity>>> activity() override { return database_.activity(); }
  Async<Result<Done>> give_back_space() override { return database_.give_back_space(); }
  Async<void> stop() override { return database_.stop(); }

 private:
  storage::Database& database_;
  std::atomic<std::int64_t> size_bytes_ = 0;
  std::optional<storage::LiveRows> live_rows_;  // set before the round that reads it
};

class RetentionTest : public testing::Test {
 protected:
  Task make_task() {
    const Task task{.id = tasks::TaskId::generate(world_.ids),
                    .project = scope_.project,
                    .input = {.prompt = "2+2", .deadline = 24h}};
    EXPECT_TRUE(world_.run(store_.insert(scope_, {task}, std::nullopt)));
    return world_.run(store_.find(scope_, task.id)).value();
  }
  Task make_ended_task() {
    const Task task = make_task();
    EXPECT_TRUE(world_.run(store_.apply(
        {.task = task, .to = TaskState::cancelled, .event_type = "task.cancelled", .reason = "cancelled_by_client"})));
    return task;
  }
  bool is_kept(const Task& task) { return world_.run(store_.find(scope_, task.id)).has_value(); }
  void configure(RetentionConfig config) { config_.set(config); }
  void run_once() { EXPECT_TRUE(world_.run(retention_.run_once())); }

  tests::AuditedWorld world_{
      {events::schema(), budget::schema(), usage::schema(), tasks::schema(), workflows::schema(), misses::schema()}};
  SizedDatabase database_{*world_.database};
  tasks::TaskStore store_{*world_.database};
  workflows::WorkflowStore workflows_{*world_.database};
  events::EventStore events_{*world_.database};
  Live<RetentionConfig> config_{RetentionConfig{}};
  Live<tasks::TaskConfig> task_config_{tasks::TaskConfig{}};
  const Scope scope_{ProjectId::generate(world_.ids)};
  Retention retention_{config_,
                       task_config_,
                       {.database = database_,
                        .tasks = store_,
                        .workflows = workflows_,
                        .events = events_,
                        .audit = world_.audit,
                        .loop = world_.loop.loop(),
                        .clock = world_.clock,
                        .metrics = world_.metrics,
                        .log = world_.log}};
};

TEST_F(RetentionTest, ForgetsEndedTasksByAgeAndNeverOnesThatHaveNotEnded) {
  const Task ended = make_ended_task(), waiting = make_task();
  configure({.tasks = 2h});
  world_.clock.advance(1h);
  run_once();
  EXPECT_TRUE(is_kept(ended));
  world_.clock.advance(2h);
  run_once();
  EXPECT_FALSE(is_kept(ended));
  EXPECT_TRUE(is_kept(waiting));
  EXPECT_EQ(world_.metric("swarm_retention_rows_deleted_total{kind=\"tasks\"}"), 1);
}

TEST_F(RetentionTest, ADatabaseBeyondItsSizeForgetsEarlyButNotWhatHasJustEnded) {
  const Task old = make_ended_task(), waiting = make_task();
  world_.clock.advance(5min);
  const Task fresh = make_ended_task();
  run_once();
  EXPECT_TRUE(is_kept(old)) << "there is room";
  configure({.database_bytes_max = Bytes{64 * MiB}});
  database_.set_size(64 * MiB);
  run_once();
  EXPECT_TRUE(is_kept(old)) << "it is full, but not beyond";
  database_.set_size(64 * MiB + 1);
  run_once();
  EXPECT_FALSE(is_kept(old));
  EXPECT_TRUE(is_kept(fresh));
  EXPECT_TRUE(is_kept(waiting));
  EXPECT_EQ(world_.logs.lines_with("database_over_its_size").size(), 1u);
}

TEST_F(RetentionTest, WhereSpaceIsKeptForLaterRowsOnlyTheShareThatIsTooMuchGoesPerMeasurement) {
  for (int i = 0; i < 10; ++i)
    make_ended_task();
  world_.clock.advance(5min);
  configure({.events = 1'000h, .events_max = 1'000, .database_bytes_max = Bytes{60}});
  database_.set_size(1'000);  // stays, however much is deleted
  database_.set_live_rows({.bytes = 80, .rows = 20, .measurement = 1});
  EXPECT_EQ(world_.run(retention_.run_once()), 5) << "a quarter of the rows";
  EXPECT_EQ(world_.run(retention_.run_once()), 0) << "nobody has looked again yet";
  database_.set_live_rows({.bytes = 60, .rows = 15, .measurement = 2});
  EXPECT_EQ(world_.run(retention_.run_once()), 0) << "it was enough";
}

TEST_F(RetentionTest, ForgetsEventsByNumberAndSaysSoToAnOldCursor) {
  make_ended_task();
  const Task last = make_ended_task();
  configure({.events_max = 2});
  run_once();
  const auto kept = world_.run(store_.events_after(scope_, last.id, {}, 10));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->size(), 2u);
  EXPECT_EQ(world_.run(events_.check_kept(scope_, events::Cursor{0, 1})).error().code, ErrorCode::expired);
}

}  // namespace
}  // namespace swarm::app
