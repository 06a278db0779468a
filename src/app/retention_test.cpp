#include "app/retention.hpp"

#include <gmock/gmock.h>

#include "support/all_at_once.hpp"
#include "support/slice_databases.hpp"
#include "support/slice_world.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::app {
namespace {

using namespace std::chrono_literals;

class RetentionTest : public tests::SliceTest {
 protected:
  RetentionTest()
      : SliceTest({events::schema(), audit::schema(), budget::schema(), usage::schema(), tasks::schema(),
                   workflows::schema(), misses::schema()}) {}

  void SetUp() override {
    SliceTest::SetUp();
    if (!database_) return;
    store_ = std::make_unique<tasks::TaskStore>(*database_);
    workflows_ = std::make_unique<workflows::WorkflowStore>(*database_);
    events_ = std::make_unique<events::EventStore>(*database_);
    audit_ = std::make_unique<audit::AuditService>(
        audit::AuditConfig{},
        audit::AuditService::Deps{.database = *database_,
                                  .loop = loop_.loop(),
                                  .clock = clock_,
                                  .metrics = audit_metrics_,
                                  .log = log_,
                                  .key = crypto::SigningKey::load_or_make(folder_.path() / "key").value(),
                                  .replica = "one"});
    ASSERT_TRUE(run(audit_->start()).has_value());
    retention_ = std::make_unique<Retention>(config_, task_config_,
                                             Retention::Deps{.database = *database_,
                                                             .tasks = *store_,
                                                             .workflows = *workflows_,
                                                             .events = *events_,
                                                             .audit = *audit_,
                                                             .loop = loop_.loop(),
                                                             .clock = clock_,
                                                             .metrics = metrics_,
                                                             .log = log_});
  }
  void TearDown() override {
    if (audit_) run(audit_->stop());
    SliceTest::TearDown();
  }

  std::vector<tasks::Task> some_tasks(int count, std::size_t prompt_bytes) {
    std::vector<tasks::Task> tasks;
    for (int i = 0; i < count; ++i)
      tasks.push_back({.id = tasks::TaskId::generate(ids_),
                       .project = scope_.project,
                       .input = {.prompt = std::string(prompt_bytes, 'x'), .deadline = 24h * 365}});
    return tasks;
  }
  // Submits, claims and completes.
  void end_some(int count, std::size_t prompt_bytes = 10) {
    const tasks::WorkerId worker{"one/1"};
    tasks::TaskWork work(*database_);
    ASSERT_TRUE(run(store_->insert(scope_, some_tasks(count, prompt_bytes), std::nullopt)).has_value());
    ASSERT_TRUE(run(work.enlist(worker, "one", 600s)).has_value());
    tests::AllAtOnce<Result<Done>> completions(loop_);
    for (const tasks::Assignment& assignment : run(work.claim(worker, ids_.next(), count)).value())
      completions.start(work.complete(worker, assignment, {.answer = "4"}, R"({"stages":[]})"));
    for (const Result<Done>& completed : completions.wait())
      ASSERT_TRUE(completed.has_value()) << completed.error().message;
  }
  std::size_t kept(std::optional<tasks::TaskState> state = {}) {
    return run(store_->list(scope_, {.state = state, .count = 100'000})).value().size();
  }
  bool shows(const std::string& line) { return ("\n" + metrics_.exposition()).contains("\n" + line + "\n"); }

  tests::TemporaryFolder folder_;
  tests::RecordedLog logs_;
  telemetry::Log log_{logs_, "test"};
  telemetry::Metrics metrics_;
  audit::AuditMetrics audit_metrics_{metrics_};
  Live<RetentionConfig> config_{RetentionConfig{}};
  Live<tasks::TaskConfig> task_config_{tasks::TaskConfig{}};
  Scope scope_{ProjectId::generate(ids_)};
  std::unique_ptr<tasks::TaskStore> store_;
  std::unique_ptr<workflows::WorkflowStore> workflows_;
  std::unique_ptr<events::EventStore> events_;
  std::unique_ptr<audit::AuditService> audit_;
  std::unique_ptr<Retention> retention_;
};

class RetentionOnBoth : public RetentionTest {};

TEST_P(RetentionOnBoth, ForgetsWhatIsOldWhileNewTasksComeIn) {
  constexpr int kOld = 1'200;  // more than two steps
  constexpr std::size_t kNew = 200;
  end_some(kOld);
  advance(24h * 31);
  tests::TestLoop clients;
  using Inserted = Result<std::vector<tasks::Task>>;
  tests::AllAtOnce<Inserted> submissions(clients);
  for (std::size_t i = 0; i < kNew; ++i)
    submissions.start(store_->insert(scope_, some_tasks(1, 10), std::nullopt));
  const Result<std::int64_t> gone = run(retention_->run_once());
  ASSERT_TRUE(gone.has_value()) << gone.error().message;
  for (const Inserted& submitted : submissions.wait())
    ASSERT_TRUE(submitted.has_value()) << submitted.error().message;
  EXPECT_EQ(kept(tasks::TaskState::pending), kNew);
  EXPECT_EQ(kept(), kNew);
  EXPECT_TRUE(shows(R"(swarm_retention_rows_deleted_total{kind="tasks"} 1200)"));
  EXPECT_EQ(run(retention_->run_once()).value(), 0);
  const auto entries = run(store_->events_after(scope_, std::nullopt, events::Cursor::oldest(), 10'000)).value();
  EXPECT_EQ(entries.size(), kNew);
}

TEST_P(RetentionOnBoth, KeepsWhatIsYoungAndWhatHasNotEnded) {
  ASSERT_TRUE(run(store_->insert(scope_, some_tasks(3, 10), std::nullopt)).has_value());
  advance(24h * 31);
  end_some(3);  // the oldest three go first
  ASSERT_TRUE(run(store_->insert(scope_, some_tasks(3, 10), std::nullopt)).has_value());
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_EQ(kept(), 9U);
}

TEST_P(RetentionOnBoth, FollowsTheConfigurationOfTheMoment) {
  end_some(5);
  advance(2h);
  EXPECT_EQ(run(retention_->run_once()).value(), 0);
  RetentionConfig config;
  config.tasks = 1h;
  config_.set(config);
  EXPECT_EQ(run(retention_->run_once()).value(), 5);
}

TEST_P(RetentionOnBoth, ForgetsRecordsOfCallsByAgeAndNumberAndTheirSumsLater) {
  usage::UsageStore usage(*database_);
  const auto record_calls = [&](std::int64_t batch, std::size_t count) {
    const usage::UsageRecord record{.at = clock_.now(), .project = scope_.project, .provider = "one", .model = "one/m"};
    ASSERT_TRUE(run(database_->write(usage.batch("writer", batch, std::vector<usage::UsageRecord>(count, record))))
                    .has_value());
  };
  const auto kept_records = [&] { return run(usage.records({.to = clock_.now() + 1h}, {}, 10'000)).value().size(); };
  record_calls(1, 20);
  advance(24h * 91);
  record_calls(2, 1'500);
  EXPECT_EQ(run(retention_->run_once()).value(), 20);
  EXPECT_EQ(kept_records(), 1'500U);
  RetentionConfig config;
  config.usage_max = 1'000;
  config_.set(config);
  EXPECT_EQ(run(retention_->run_once()).value(), 500);
  EXPECT_EQ(kept_records(), 1'000U);
  EXPECT_EQ(run(usage.sums({.to = clock_.now() + 1h}, {}, 1)).value().front().totals.calls, 1'520);
  config.usage_sums = 24h * 90;
  config_.set(config);
  EXPECT_EQ(run(retention_->run_once()).value(), 1);
  EXPECT_TRUE(shows(R"(swarm_retention_rows_deleted_total{kind="usage_sums"} 1)"));
}

TEST_P(RetentionOnBoth, ForgetsMissesByNumberAndAgeAndShowsHowManyAreLeft) {
  for (const char* prompt : {"how many sheep?", "how many goats?"}) {
    misses::Miss miss{
        .id = misses::MissId::generate(ids_), .project = scope_.project, .task = tasks::TaskId::generate(ids_)};
    miss.prompt = prompt;
    storage::WriteUnit unit;
    misses::MissStore::add_record(unit, miss);
    ASSERT_TRUE(run(database_->write(std::move(unit))).has_value());
  }
  RetentionConfig config;
  config.misses_max = 1;
  config_.set(config);
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_TRUE(shows(R"(swarm_retention_rows_deleted_total{kind="misses"} 1)"));
  EXPECT_TRUE(shows(R"(swarm_misses{head="math"} 1)"));
  config.misses = 1h;
  config_.set(config);
  advance(2h);
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_TRUE(shows(R"(swarm_misses{head="math"} 0)"));
}

INSTANTIATE_TEST_SUITE_P(Databases, RetentionOnBoth, tests::both_databases(), tests::name_of_database);

// The size of a file follows what is deleted at once; PostgreSQL keeps the space for later rows.
class RetentionInAFile : public RetentionTest {};

TEST_P(RetentionInAFile, UnderPressureForgetsTheOldestOnlyUntilTheSizeIsRight) {
  for (int i = 0; i < 8; ++i)
    end_some(500, 8'000);
  advance(2min);
  end_some(20);
  const std::int64_t before = database_->facts().size_bytes;
  RetentionConfig config;
  config.database_bytes_max = Bytes{static_cast<std::uint64_t>(before) / 2};
  config_.set(config);
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_LE(database_->facts().size_bytes, before / 2);
  EXPECT_GE(kept(), 1'000U) << "more went than had to";
  EXPECT_LT(kept(), 4'000U);
  EXPECT_EQ(logs_.lines_with("database_over_its_size").size(), 1U);
}

TEST_P(RetentionInAFile, KeepsUnderAnyPressureWhatHasJustEndedAndWhatWaits) {
  end_some(50, 8'000);
  ASSERT_TRUE(run(store_->insert(scope_, some_tasks(5, 10), std::nullopt)).has_value());
  RetentionConfig config;
  config.database_bytes_max = Bytes{1};
  config_.set(config);
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_EQ(kept(), 55U);
  advance(2min);
  ASSERT_TRUE(run(retention_->run_once()).has_value());
  EXPECT_EQ(kept(), 5U);
}

INSTANTIATE_TEST_SUITE_P(Databases, RetentionInAFile,
                         testing::Values(tests::DatabaseUnderTest{
                             "sqlite", [] { return std::make_unique<tests::SqliteSlice>(); }}),
                         tests::name_of_database);

}  // namespace
}  // namespace swarm::app
