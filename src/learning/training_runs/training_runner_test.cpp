#include "learning/training_runs/training_runner.hpp"

#include <gmock/gmock.h>

#include "learning/training_runs/marked_processes.hpp"
#include "support/training_world.hpp"

namespace swarm::training_runs {
namespace {

using namespace std::chrono_literals;

class TrainingRunnerTest : public testing::Test {
 protected:
  static std::vector<std::string> good() { return {"say=at work", "progress=5", "result=good", "finished=completed"}; }
  TrainingRun ended(tests::TrainingWorld::Server& at, const RunId& run) {
    return world_.work_until(at, run, [](const TrainingRun& now) { return is_final(now.state); });
  }
  TrainingRun ended_after(std::vector<std::string> steps, TrainingConfig config = {}) {
    tests::TrainingWorld::Server& one = world_.server(std::move(steps), config);
    return ended(one, world_.queued(one).id);
  }
  // A run that its trainer is at work on.
  TrainingRun running(tests::TrainingWorld::Server& at) {
    return world_.work_until(at, world_.queued(at).id, [](const TrainingRun& run) { return run.progress.has_value(); });
  }
  TrainingStore store() { return TrainingStore(*world_.database); }

  tests::TrainingWorld world_;
};

TEST_F(TrainingRunnerTest, RunsWhatWaitsAndKeepsWhatCameOfIt) {
  tests::TrainingWorld::Server& one = world_.server(good());
  const TrainingRun queued = world_.queued(one, {.head = answers::Head::logic,
                                                 .name = "night",
                                                 .lessons = {{.prompt = "Is A taller than B?", .answer = "yes"}},
                                                 .replay = "misses"});
  EXPECT_EQ(queued.state, RunState::queued);
  const TrainingRun run = ended(one, queued.id);
  ASSERT_EQ(run.state, RunState::completed) << run.ended->detail;
  EXPECT_EQ(run.ended->reason, EndReason::finished);
  EXPECT_EQ(run.ended->exit_status, 0);
  EXPECT_EQ(run.base_sha256.size(), 64U);
  EXPECT_EQ(run.progress->step, 5);
  ASSERT_TRUE(run.ended->result);
  EXPECT_EQ(run.ended->result->loss_before, 4.0);
  EXPECT_EQ(run.ended->result->loss_after, 0.8);
  EXPECT_EQ(run.ended->result->validation_loss_after, 1.0);
  EXPECT_EQ(run.ended->result->steps, 7);
  ASSERT_EQ(run.ended->result->files.size(), 2U);
  EXPECT_EQ(run.ended->result->files[0].file, "adapter/adapter_model.safetensors");
  EXPECT_EQ(run.ended->result->files[0].sha256.size(), 64U);
  EXPECT_EQ(run.ended->result->metrics.at("positions").to_number<int>(), 12'345);
  const RunWords words = world_.run(store().words({world_.project}, run.id)).value();
  EXPECT_EQ(words.points.size(), 5U);
  EXPECT_EQ(words.log_tail, "at work\n");
  EXPECT_EQ(world_.metric("swarm_training_runs_total{head=\"logic\",outcome=\"completed\"}"), 1);
  EXPECT_GT(world_.metric("swarm_training_last_success_timestamp_seconds{head=\"logic\"}"), 1'600'000'000);
  EXPECT_EQ(world_.metric("swarm_training_running"), 0);
}

TEST_F(TrainingRunnerTest, SettlesWhatItTookAndNotWhatItCouldHaveTaken) {
  TrainingConfig config;
  config.dollars_per_hour = 1;
  tests::TrainingWorld::Server& one = world_.server({"hang"}, config);
  const TrainingRun at_work = running(one);
  const Money worst = cost_of(config, longest_time(config, at_work.settings));
  EXPECT_EQ(at_work.reserved, worst);
  EXPECT_EQ(world_.purse.left(), dollars(1) - worst);
  world_.clock.advance(6min);
  ASSERT_TRUE(world_.run(one.service.cancel(world_.caller(http::Role::operator_, world_.project), at_work.id)));
  const TrainingRun run = ended(one, at_work.id);
  EXPECT_EQ(run.reserved, Money{});
  EXPECT_GT(run.cost, dollars(0.1));
  EXPECT_LT(run.cost, dollars(0.2));
  EXPECT_EQ(world_.purse.left(), dollars(1) - run.cost);
  ASSERT_EQ(world_.purse.payers.size(), 1U);
  EXPECT_TRUE(world_.purse.payers[0].is_training);
  EXPECT_EQ(world_.purse.payers[0].project, world_.project);
}

TEST_F(TrainingRunnerTest, RefusesARunThatTheNightsBudgetCannotHold) {
  TrainingConfig config;
  config.dollars_per_hour = 10;
  tests::TrainingWorld::Server& one = world_.server(good(), config);
  const TrainingRun run = ended(one, world_.queued(one).id);
  EXPECT_EQ(run.state, RunState::refused);
  for (int night = 0; night < 2; ++night) {
    EXPECT_TRUE(world_.run(one.service.resume(world_.caller(http::Role::operator_, world_.project), run.id)))
        << "it has not begun, and may be asked for again tomorrow";
    EXPECT_EQ(ended(one, run.id).state, RunState::refused);
  }
  EXPECT_EQ(run.ended->reason, EndReason::budget_exceeded);
  EXPECT_EQ(run.cost, Money{});
  EXPECT_EQ(world_.purse.left(), dollars(1));
  EXPECT_EQ(world_.metric("swarm_training_runs_total{head=\"math\",outcome=\"refused\"}"), 3);
}

TEST_F(TrainingRunnerTest, RefusesARunWhenTheDiskIsFull) {
  TrainingConfig config;
  tests::TrainingWorld::Server& one = world_.server(good(), config);
  const TrainingRun queued = world_.queued(one);
  world_.free_space = {config.disk_reserve.count - 1};
  const TrainingRun run = ended(one, queued.id);
  EXPECT_EQ(run.state, RunState::refused);
  EXPECT_EQ(run.ended->reason, EndReason::disk_full);
  EXPECT_EQ(world_.run(one.service.create(world_.caller(http::Role::operator_, world_.project), {.dataset = "misses"}))
                .error()
                .code,
            ErrorCode::storage_full);
  world_.free_space = config.disk_reserve;
  EXPECT_EQ(ended(one, world_.queued(one).id).state, RunState::completed);
}

TEST_F(TrainingRunnerTest, SaysWhyARunCannotBeStarted) {
  TrainingConfig config;
  config.command = {"/nowhere/trainer"};
  const TrainingRun no_trainer = ended_after({}, config);
  EXPECT_EQ(no_trainer.state, RunState::failed);
  EXPECT_EQ(no_trainer.ended->reason, EndReason::cannot_start);
  EXPECT_TRUE(no_trainer.ended->detail.contains("/nowhere/trainer"));
  tests::TrainingWorld::Server& one = world_.server(good());
  const TrainingRun queued = world_.queued(one);
  std::filesystem::remove(world_.folders.models() / "tiny.gguf");
  EXPECT_EQ(ended(one, queued.id).ended->reason, EndReason::cannot_start);
}

TEST_F(TrainingRunnerTest, EndsARunThatIsCancelled) {
  tests::TrainingWorld::Server& one = world_.server({"hang"});
  const audit::Caller person = world_.caller(http::Role::operator_, world_.project);
  const TrainingRun waiting = world_.queued(one);
  EXPECT_EQ(world_.run(one.service.cancel(person, waiting.id))->state, RunState::cancelled);
  const TrainingRun at_work = running(one);
  EXPECT_TRUE(world_.run(one.service.cancel(person, at_work.id))->cancel_requested);
  const TrainingRun run = ended(one, at_work.id);
  EXPECT_EQ(run.state, RunState::cancelled);
  EXPECT_EQ(run.ended->reason, EndReason::cancelled);
  EXPECT_EQ(world_.run(one.service.cancel(person, run.id)).error().code, ErrorCode::conflict);
  EXPECT_TRUE(marked_processes(mark_of(run.id.text())).empty());
}

TEST_F(TrainingRunnerTest, TellsHowATrainerFailed) {
  const TrainingRun failed = ended_after({"say=no such tensor", "exit=3"});
  EXPECT_EQ(failed.state, RunState::failed);
  EXPECT_EQ(failed.ended->reason, EndReason::trainer_failed);
  EXPECT_EQ(failed.ended->exit_status, 3);
  EXPECT_EQ(world_.run(store().words({world_.project}, failed.id))->log_tail, "no such tensor\n");
  const TrainingRun crashed = ended_after({"garbage", "crash"});
  EXPECT_EQ(crashed.ended->reason, EndReason::trainer_crashed);
  EXPECT_EQ(crashed.ended->signal, SIGSEGV);
  TrainingConfig config;
  config.output_bytes_max = {64 * KiB};
  EXPECT_EQ(ended_after({"flood"}, config).ended->reason, EndReason::output_limit);
}

TEST_F(TrainingRunnerTest, TakesNoResultOnTrust) {
  for (const char* kind : {"none", "nan", "wrong_hash", "link", "cut", "no_metrics", "not_lora"}) {
    const TrainingRun run = ended_after({"progress=1", fmt::format("result={}", kind), "finished=completed"});
    EXPECT_EQ(run.state, RunState::failed) << kind;
    EXPECT_EQ(run.ended->reason, EndReason::bad_result) << kind;
    EXPECT_FALSE(run.ended->result) << kind;
    EXPECT_FALSE(run.ended->detail.empty()) << kind;
  }
  const TrainingRun unlearned = ended_after({"result=good", "finished=time_limit,0"});
  EXPECT_EQ(unlearned.state, RunState::failed) << "an adapter without a step is none";
  EXPECT_EQ(unlearned.ended->reason, EndReason::bad_result);
  EXPECT_FALSE(unlearned.ended->result);
  EXPECT_EQ(ended_after({"result=good"}).state, RunState::completed) << "another trainer need not say anything";
}

TEST_F(TrainingRunnerTest, WhatTheEngineRefusesIsNoResult) {
  for (const char* part : {"adapter", "adapter.gguf"}) {
    world_.tried_name = part;
    world_.tried = fail(ErrorCode::invalid_input, "model_refused", "'q_proj' has rank 1, adapter_config.json says 16");
    const TrainingRun refused = ended_after(good());
    EXPECT_EQ(refused.state, RunState::failed) << part;
    EXPECT_EQ(refused.ended->reason, EndReason::bad_result);
    EXPECT_EQ(refused.ended->detail,
              fmt::format("the engine refuses {}: 'q_proj' has rank 1, adapter_config.json says 16", part));
    EXPECT_FALSE(refused.ended->result);
  }
}

TEST_F(TrainingRunnerTest, WhatTheEngineCouldNotTryIsAResultThatSaysSo) {
  world_.tried = fail(ErrorCode::unavailable, "there is no engine at /x");
  const TrainingRun untried = ended_after(good());
  EXPECT_EQ(untried.state, RunState::completed);
  EXPECT_EQ(untried.ended->detail, "the engine could not try adapter.gguf: there is no engine at /x");
  EXPECT_TRUE(untried.ended->result);
  world_.tried = fail(ErrorCode::cancelled, "the check was stopped");
  EXPECT_EQ(ended_after(good()).state, RunState::cancelled);
}

TEST_F(TrainingRunnerTest, RunsOneAtATimeOfAllServers) {
  tests::TrainingWorld::Server& one = world_.server({"hang"});
  tests::TrainingWorld::Server& two = world_.server(good(), {}, "two");
  const TrainingRun first = running(one);
  const TrainingRun second = world_.queued(two), third = world_.queued(one);
  for (int i = 0; i < 20; ++i) {
    world_.run(world_.done_by(two.runner));
    EXPECT_EQ(world_.found(second.id).state, RunState::queued);
  }
  EXPECT_FALSE(two.runner.is_running());
  ASSERT_TRUE(world_.run(one.service.cancel(world_.caller(http::Role::operator_, world_.project), first.id)));
  EXPECT_EQ(ended(one, first.id).state, RunState::cancelled);
  EXPECT_EQ(ended(two, second.id).state, RunState::completed);
  EXPECT_EQ(world_.found(third.id).state, RunState::queued);
}

TEST_F(TrainingRunnerTest, MarksTheRunsOfADeadServerAsLost) {
  tests::TrainingWorld::Server& two = world_.server(good(), {}, "two");
  const TrainingRun run = world_.queued(two);
  const Owner dead{"two", "an incarnation"};
  ASSERT_TRUE(world_.run(store().claim(run.id, dead)).value());
  ASSERT_TRUE(world_.run(store().reserve(run.id, dead, dollars(0.25))));
  tests::TrainingWorld::Server& one = world_.server(good());
  world_.run(world_.done_by(one.runner));
  EXPECT_EQ(world_.found(run.id).state, RunState::running) << "its lease is not over";
  world_.clock.advance(kLease);
  world_.run(world_.done_by(one.runner));
  const TrainingRun lost = world_.found(run.id);
  EXPECT_EQ(lost.state, RunState::failed);
  EXPECT_EQ(lost.ended->reason, EndReason::server_lost);
  EXPECT_EQ(lost.cost, dollars(0.25));
  EXPECT_EQ(world_.run(store().heartbeat(run.id, dead, {})).error().code, ErrorCode::conflict);
  EXPECT_EQ(ended(one, world_.queued(one).id).state, RunState::completed) << "the slot is free again";
}

TEST_F(TrainingRunnerTest, ClearsAwayWhatAnEarlierStartLeft) {
  tests::TrainingWorld::Server& before = world_.server(good());
  const TrainingRun run = world_.queued(before);
  ASSERT_TRUE(world_.run(store().claim(run.id, {"one", "an incarnation"})).value());
  process::Launcher launcher;
  const process::Descriptor null = *process::open_null();
  process::ChildProcess orphan =
      launcher
          .start({.program = "/usr/bin/sleep",
                  .arguments = {"sleep", "1000"},
                  .environment = {mark_of(run.id.text())},
                  .descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}}})
          .value();
  for (int look = 0; look < 1'000 && marked_processes(mark_of(run.id.text())).empty(); ++look) {
  }  // it has no environment before it is wholly there
  const RunId unknown = RunId::generate(world_.ids);
  ASSERT_TRUE(world_.folders.make(unknown));
  tests::TrainingWorld::Server& now = world_.server(good());
  world_.run(world_.done_by(now.runner));
  EXPECT_EQ(orphan.wait_for(10s)->signal, SIGKILL);
  EXPECT_EQ(world_.found(run.id).ended->reason, EndReason::server_lost) << "at once, without waiting for its lease";
  EXPECT_THAT(world_.folders.all(), testing::ElementsAre(run.id));
}

TEST_F(TrainingRunnerTest, StopsWithTheServerAndGoesOnWhereItWasWhenAsked) {
  tests::TrainingWorld::Server& one = world_.server({"hang"});
  const TrainingRun at_work = running(one);
  one.runner.start();
  world_.run(world_.stopped(one.runner));
  const TrainingRun stopped_run = world_.found(at_work.id);
  EXPECT_EQ(stopped_run.state, RunState::failed);
  EXPECT_EQ(stopped_run.ended->reason, EndReason::server_stopped);
  EXPECT_TRUE(marked_processes(mark_of(at_work.id.text())).empty());

  const audit::Caller person = world_.caller(http::Role::operator_, world_.project);
  tests::TrainingWorld::Server& again = world_.server({"arguments", "progress=2", "result=good"});
  const TrainingRun resumed = world_.run(again.service.resume(person, at_work.id)).value();
  EXPECT_EQ(resumed.state, RunState::queued);
  EXPECT_EQ(resumed.attempt, 2);
  EXPECT_EQ(ended(again, at_work.id).state, RunState::completed);
  EXPECT_TRUE(world_.run(store().words({world_.project}, at_work.id))->log_tail.contains(" --resume"));
  EXPECT_EQ(world_.run(again.service.resume(person, at_work.id)).error().code, ErrorCode::conflict);
}

TEST_F(TrainingRunnerTest, ATrainerThatSomebodyElseStoppedIsNoSuccessAndCanGoOn) {
  tests::TrainingWorld::Server& one = world_.server({"progress=2", "result=good", "checkpoint", "finished=stopped"});
  const TrainingRun run = ended(one, world_.queued(one).id);
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_EQ(run.ended->reason, EndReason::stopped);
  EXPECT_FALSE(run.ended->result);
  EXPECT_EQ(world_.metric("swarm_training_last_success_timestamp_seconds{head=\"math\"}"), 0);
  tests::TrainingWorld::Server& again = world_.server(good());
  ASSERT_TRUE(world_.run(again.service.resume(world_.caller(http::Role::operator_, world_.project), run.id)));
  EXPECT_EQ(ended(again, run.id).state, RunState::completed);
}

TEST_F(TrainingRunnerTest, KeepsWhatEarlierAttemptsSaid) {
  const audit::Caller person = world_.caller(http::Role::operator_, world_.project);
  tests::TrainingWorld::Server& one = world_.server({"say=first words", "progress=3", "checkpoint", "exit=1"});
  const RunId id = world_.queued(one).id;
  ended(one, id);
  const auto model = world_.folders.models() / "tiny.gguf";
  std::filesystem::rename(model, world_.folder.path() / "away");
  ASSERT_TRUE(world_.run(one.service.resume(person, id)));
  EXPECT_EQ(ended(one, id).ended->reason, EndReason::cannot_start);
  const RunWords kept = world_.run(store().words({world_.project}, id)).value();
  EXPECT_EQ(kept.points.size(), 3U) << "an attempt that could not begin takes nothing away";
  EXPECT_EQ(kept.log_tail, "first words\n");
  EXPECT_EQ(kept.log_bytes, 12);

  std::filesystem::rename(world_.folder.path() / "away", model);
  tests::TrainingWorld::Server& again =
      world_.server({"say=second words", "progress=2,2", "result=good", "finished=completed"});
  ASSERT_TRUE(world_.run(again.service.resume(person, id)));
  const TrainingRun run = ended(again, id);
  ASSERT_EQ(run.state, RunState::completed) << run.ended->detail;
  EXPECT_EQ(run.ended->result->loss_before, 4.0) << "of the first attempt";
  EXPECT_EQ(run.ended->result->loss_after, 1.0);
  const RunWords words = world_.run(store().words({world_.project}, id)).value();
  ASSERT_EQ(words.points.size(), 4U) << "the third step was done again";
  EXPECT_EQ(words.points[3].step, 4);
  EXPECT_EQ(words.log_tail, "first words\nsecond words\n");
  EXPECT_EQ(words.log_bytes, 25);
}

TEST_F(TrainingRunnerTest, ResumesNothingWithoutACheckpoint) {
  tests::TrainingWorld::Server& one = world_.server({"exit=1"});
  const audit::Caller person = world_.caller(http::Role::operator_, world_.project);
  const TrainingRun failed = ended(one, world_.queued(one).id);
  EXPECT_EQ(world_.run(one.service.resume(person, failed.id)).error().reason, "no_checkpoint");
  const std::filesystem::path checkpoint = world_.folders.of(failed.id) / "checkpoint";
  std::filesystem::create_directory(checkpoint);
  std::ofstream(checkpoint / "learner-120.bin.a1B2c3") << "half of one";
  EXPECT_EQ(world_.run(one.service.resume(person, failed.id)).error().reason, "no_checkpoint") << "killed in its midst";
  tests::TrainingWorld::Server& two = world_.server({"exit=1"}, {}, "two");
  EXPECT_EQ(world_.run(two.service.resume(person, failed.id)).error().reason, "another_server");
}

TEST_F(TrainingRunnerTest, EndsATrainerWhoseRunWasTakenFromIt) {
  tests::TrainingWorld::Server& one = world_.server({"hang"});
  const TrainingRun at_work = running(one);
  world_.clock.advance(kLease);
  ASSERT_EQ(world_.run(store().mark_lost({"two", "another"}))->size(), 1U);
  const auto patience = std::chrono::steady_clock::now() + 30s;
  while (one.runner.is_running() && std::chrono::steady_clock::now() < patience) {
    world_.clock.advance(5ms);
    world_.run(world_.done_by(one.runner));
  }
  EXPECT_FALSE(one.runner.is_running());
  EXPECT_EQ(world_.found(at_work.id).ended->reason, EndReason::server_lost) << "what was marked stays";
  EXPECT_TRUE(marked_processes(mark_of(at_work.id.text())).empty());
}

TEST_F(TrainingRunnerTest, WritesTheEndWhenTheDatabaseIsBack) {
  tests::TrainingWorld::Server& one = world_.server(good());
  const TrainingRun queued = world_.queued(one);
  world_.work_until(one, queued.id, RunState::running);
  for (int i = 0; i < 5; ++i)
    world_.database->trouble_next_write(tests::TroubledDatabase::Trouble::not_written);
  EXPECT_EQ(ended(one, queued.id).state, RunState::completed);
  EXPECT_GE(world_.metric("swarm_training_store_failures_total"), 1);
}

TEST_F(TrainingRunnerTest, ForgetsTheOldestRunsWithTheirFolders) {
  TrainingConfig config;
  config.kept_runs_max = 2;
  tests::TrainingWorld::Server& one = world_.server({"exit=1"}, config);
  std::vector<RunId> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(world_.queued(one).id);
    ended(one, runs.back());
  }
  world_.run(world_.done_by(one.runner));
  const auto kept = world_.run(store().list({world_.project}, {})).value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].id, runs[3]);
  EXPECT_EQ(kept[1].id, runs[2]);
  EXPECT_THAT(world_.folders.all(), testing::UnorderedElementsAre(runs[2], runs[3]));
}

TEST_F(TrainingRunnerTest, KeepsRunsWhoseAdaptersTheSettingsName) {
  tests::TrainingWorld::Server& before = world_.server({"exit=1"});
  std::vector<RunId> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(world_.queued(before).id);
    ended(before, runs.back());
  }
  std::filesystem::create_directory_symlink(world_.folders.of(runs[1]), world_.folder.path() / "best");
  world_.paths_in_use = {world_.folders.of(runs[0]) / "adapter.gguf", world_.folder.path() / "best" / "adapter",
                         "/elsewhere/adapter"};
  tests::TrainingWorld::Server& one = world_.server({"exit=1"}, {.kept_runs_max = 1});
  world_.run(world_.done_by(one.runner));
  EXPECT_THAT(world_.folders.all(), testing::UnorderedElementsAre(runs[0], runs[1], runs[3]));
  EXPECT_EQ(world_.run(store().list({world_.project}, {}))->size(), 3U) << "their rows too";
}

}  // namespace
}  // namespace swarm::training_runs
