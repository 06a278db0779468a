#include "learning/training_runs/training_store.hpp"

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::training_runs {
namespace {

using namespace std::chrono_literals;

class TrainingStoreTest : public tests::SliceTest {
 protected:
  TrainingStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<TrainingStore>(*database_);
  }

  TrainingRun a_run(std::string replica = "one") {
    TrainingRun run{.id = RunId::generate(ids_), .project = project_};
    run.head = answers::Head::code;
    run.name = "night";
    run.trainer = "swarm-trainer";
    run.base = "tiny";
    run.data.lessons = {.name = "misses", .sha256 = std::string(64, 'a'), .bytes = 12, .lessons = 3};
    run.data.replay = DataFile{.name = "old", .sha256 = std::string(64, 'b'), .bytes = 1, .lessons = 1};
    run.settings = {.rank = 8, .learning_rate = 1e-4, .seconds = 60, .seed = 7};
    run.replica = std::move(replica);
    run.created_by = "key";
    return run;
  }
  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }
  TrainingRun inserted(std::string replica = "one") {
    const TrainingRun made = a_run(std::move(replica));
    const auto written = write(TrainingStore::insert(made, 100));
    EXPECT_TRUE(written) << written.error().message;
    advance(1ms);
    return made;
  }
  TrainingRun claimed() {
    const TrainingRun made = inserted();
    EXPECT_TRUE(run(store_->claim(made.id, owner_)).value());
    return made;
  }
  TrainingRun found(const RunId& id) { return run(store_->find({project_}, id)).value(); }
  static RunEnding completed() {
    RunEnding ending{.state = RunState::completed,
                     .end = {},
                     .last = {.base_sha256 = "c", .progress = ProgressPoint{.step = 9, .loss = 0.5}, .log_tail = "bye"},
                     .points = {{.step = 1, .loss = 2}, {.step = 9, .loss = 0.5}},
                     .cost = dollars(0.01)};
    ending.end.result = RunResult{.loss_before = 2.0, .steps = 9, .files = {{"adapter.gguf", "d", 4}}};
    ending.end.result->metrics["loss"] = 0.25;
    return ending;
  }

  ProjectId project_ = ProjectId::generate(ids_);
  Owner owner_{"one", "first"};
  std::unique_ptr<TrainingStore> store_;
};

TEST_P(TrainingStoreTest, GivesARunBackAsItWas) {
  const TrainingRun made = inserted();
  const TrainingRun run = found(made.id);
  EXPECT_EQ(run.state, RunState::queued);
  EXPECT_EQ(run.head, answers::Head::code);
  EXPECT_EQ(run.data.lessons.sha256, made.data.lessons.sha256);
  EXPECT_EQ(run.data.replay->name, "old");
  EXPECT_FALSE(run.data.validation);
  EXPECT_EQ(run.settings.learning_rate, 1e-4);
  EXPECT_EQ(run.settings.seed, 7);
  EXPECT_EQ(run.settings.epochs, std::nullopt);
  EXPECT_EQ(run.attempt, 1);
  EXPECT_FALSE(run.ended);
  EXPECT_EQ(this->run(store_->find({ProjectId::generate(ids_)}, made.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(this->run(store_->words({ProjectId::generate(ids_)}, made.id)).error().code, ErrorCode::not_found);
}

TEST_P(TrainingStoreTest, ListsInPagesNewestFirst) {
  const TrainingRun first = inserted(), second = inserted(), third = inserted();
  const auto page = run(store_->list({project_}, {.count = 2})).value();
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].id, third.id);
  const auto rest = run(store_->list({project_}, {.before = page[1].id})).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, first.id);
  EXPECT_TRUE(run(store_->list({project_}, {.state = RunState::failed}))->empty());
  EXPECT_TRUE(run(store_->list({project_}, {.head = answers::Head::math}))->empty());
  EXPECT_EQ(run(store_->list({project_}, {.state = RunState::queued, .head = answers::Head::code}))->size(), 3U);
  EXPECT_TRUE(run(store_->list({ProjectId::generate(ids_)}, {}))->empty());
}

TEST_P(TrainingStoreTest, TakesNoMoreThanMayWaitOnOneServer) {
  EXPECT_TRUE(write(TrainingStore::insert(a_run(), 2)));
  EXPECT_TRUE(write(TrainingStore::insert(a_run(), 2)));
  EXPECT_EQ(write(TrainingStore::insert(a_run(), 2)).error().code, ErrorCode::conflict);
  EXPECT_TRUE(write(TrainingStore::insert(a_run("two"), 2)));
  EXPECT_EQ(run(store_->waiting("one")), 2);
}

TEST_P(TrainingStoreTest, LetsOneRunTrainOfAllServers) {
  const TrainingRun first = inserted(), second = inserted("two");
  EXPECT_EQ(run(store_->next_queued("two")).value()->id, second.id);
  EXPECT_TRUE(run(store_->claim(first.id, owner_)).value());
  EXPECT_FALSE(run(store_->claim(first.id, owner_)).value()) << "once";
  EXPECT_FALSE(run(store_->claim(second.id, {"two", "x"})).value());
  advance(kLease / 3 * 2);
  EXPECT_FALSE(run(store_->claim(second.id, {"two", "x"})).value());
  EXPECT_FALSE(run(store_->heartbeat(first.id, owner_, {})).value());
  advance(kLease / 3 * 2);
  EXPECT_FALSE(run(store_->claim(second.id, {"two", "x"})).value()) << "the heartbeat held it";
  ASSERT_TRUE(run(store_->finish(first.id, owner_, completed())));
  EXPECT_TRUE(run(store_->claim(second.id, {"two", "x"})).value());
  advance(2 * kLease);
  const TrainingRun third = inserted("three");
  EXPECT_TRUE(run(store_->claim(third.id, {"three", "y"})).value()) << "nobody held it any more";
}

TEST_P(TrainingStoreTest, KeepsWhatATrainerSays) {
  const TrainingRun made = claimed();
  EXPECT_EQ(run(store_->heartbeat(made.id, owner_,
                                  {.base_sha256 = "c",
                                   .progress = ProgressPoint{.step = 3, .loss = 0.75},
                                   .log_tail = "ä line\n",
                                   .log_bytes = 5'000})),
            false);
  EXPECT_EQ(found(made.id).progress->step, 3);
  EXPECT_EQ(found(made.id).base_sha256, "c");
  ASSERT_TRUE(run(store_->keep_points(made.id, owner_, {{.step = 1, .loss = 2}, {.step = 3, .loss = 0.75}})));
  const RunWords words = run(store_->words({project_}, made.id)).value();
  EXPECT_EQ(words.points.size(), 2U);
  EXPECT_EQ(words.log_tail, "ä line\n");
  EXPECT_EQ(words.log_bytes, 5'000);
}

TEST_P(TrainingStoreTest, KeepsHowARunEnded) {
  const TrainingRun made = claimed();
  ASSERT_TRUE(run(store_->reserve(made.id, owner_, dollars(0.05))));
  EXPECT_EQ(found(made.id).reserved, dollars(0.05));
  ASSERT_TRUE(run(store_->finish(made.id, owner_, completed())));
  const TrainingRun ended = found(made.id);
  EXPECT_EQ(ended.state, RunState::completed);
  EXPECT_EQ(ended.reserved, Money{});
  EXPECT_EQ(ended.cost, dollars(0.01));
  EXPECT_TRUE(ended.ended_at);
  EXPECT_EQ(ended.ended->result->files.at(0).file, "adapter.gguf");
  EXPECT_EQ(ended.ended->result->metrics.at("loss").to_number<double>(), 0.25);
  EXPECT_EQ(run(store_->words({project_}, made.id))->points.size(), 2U);
  EXPECT_EQ(run(store_->last_success())->at(answers::Head::code), *ended.ended_at);
}

TEST_P(TrainingStoreTest, LetsNobodyElseWriteAboutARun) {
  const TrainingRun made = claimed();
  const Owner other{"one", "second"};
  EXPECT_EQ(run(store_->heartbeat(made.id, other, {})).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->reserve(made.id, other, dollars(1))).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->keep_points(made.id, other, {})).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->finish(made.id, other, completed())).error().code, ErrorCode::conflict);
  ASSERT_TRUE(run(store_->finish(made.id, owner_, completed())));
  EXPECT_EQ(run(store_->finish(made.id, owner_, completed())).error().code, ErrorCode::conflict) << "once";
  EXPECT_EQ(run(store_->heartbeat(made.id, owner_, {})).error().code, ErrorCode::conflict);
}

TEST_P(TrainingStoreTest, CancelsWhatWaitsAtOnceAndTellsWhatRuns) {
  const TrainingRun waiting = inserted();
  const Scope scope{project_}, foreign{ProjectId::generate(ids_)};
  EXPECT_FALSE(write(TrainingStore::cancel_queued(foreign, waiting.id)));
  ASSERT_TRUE(write(TrainingStore::cancel_queued(scope, waiting.id)));
  EXPECT_EQ(found(waiting.id).state, RunState::cancelled);
  EXPECT_EQ(found(waiting.id).ended->reason, EndReason::cancelled);
  EXPECT_FALSE(write(TrainingStore::request_cancel(scope, waiting.id)));
  const TrainingRun made = claimed();
  EXPECT_FALSE(write(TrainingStore::cancel_queued(scope, made.id)));
  EXPECT_FALSE(write(TrainingStore::request_cancel(foreign, made.id)));
  ASSERT_TRUE(write(TrainingStore::request_cancel(scope, made.id)));
  EXPECT_TRUE(run(store_->heartbeat(made.id, owner_, {})).value());
}

TEST_P(TrainingStoreTest, ResumesWhatHasEndedWithoutAResult) {
  const Scope scope{project_};
  const TrainingRun cancelled = inserted();
  ASSERT_TRUE(write(TrainingStore::cancel_queued(scope, cancelled.id)));
  EXPECT_FALSE(write(TrainingStore::resume(scope, cancelled.id, "two", 10))) << "its files lie elsewhere";
  EXPECT_FALSE(write(TrainingStore::resume(scope, cancelled.id, "one", 0))) << "enough wait";
  ASSERT_TRUE(write(TrainingStore::resume(scope, cancelled.id, "one", 10)));
  EXPECT_EQ(found(cancelled.id).state, RunState::queued);
  EXPECT_EQ(found(cancelled.id).attempt, 2);
  EXPECT_FALSE(found(cancelled.id).ended);
  EXPECT_FALSE(write(TrainingStore::resume(scope, cancelled.id, "one", 10))) << "it waits";
  ASSERT_TRUE(run(store_->claim(cancelled.id, owner_)).value());
  ASSERT_TRUE(run(store_->finish(cancelled.id, owner_, completed())));
  EXPECT_FALSE(write(TrainingStore::resume(scope, cancelled.id, "one", 10))) << "it has its result";
}

TEST_P(TrainingStoreTest, MarksLostRunsByTheirLeaseOrByANewStartOfTheirServer) {
  const TrainingRun first = claimed();
  ASSERT_TRUE(run(store_->reserve(first.id, owner_, dollars(0.05))));
  EXPECT_TRUE(run(store_->mark_lost(owner_))->empty());
  EXPECT_TRUE(run(store_->mark_lost({"two", "x"}))->empty());
  EXPECT_THAT(run(store_->running_of("one")).value(), testing::ElementsAre(first.id));
  const auto lost = run(store_->mark_lost({"one", "second"})).value();
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].id, first.id);
  EXPECT_EQ(lost[0].head, answers::Head::code);
  EXPECT_EQ(found(first.id).cost, dollars(0.05));
  const TrainingRun second = claimed();  // the slot is free at once
  advance(2 * kLease);
  EXPECT_EQ(run(store_->mark_lost({"two", "x"}))->size(), 1U);
  EXPECT_EQ(found(second.id).state, RunState::failed);
}

TEST_P(TrainingStoreTest, ForgetsEndedRunsOnly) {
  std::vector<RunId> runs;
  for (int i = 0; i < 3; ++i) {
    const TrainingRun made = claimed();
    ASSERT_TRUE(run(store_->finish(made.id, owner_, completed())));
    runs.push_back(made.id);
  }
  const TrainingRun waiting = inserted();
  EXPECT_THAT(run(store_->too_many("one", 1)).value(), testing::ElementsAre(runs[1], runs[0]));
  EXPECT_TRUE(run(store_->too_many("two", 0))->empty());
  ASSERT_TRUE(run(store_->forget(runs[0])));
  ASSERT_TRUE(run(store_->forget(waiting.id)));
  EXPECT_EQ(run(store_->exists(runs[0])), false);
  EXPECT_EQ(run(store_->exists(waiting.id)), true);
}

INSTANTIATE_TEST_SUITE_P(Databases, TrainingStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::training_runs
