#include "learning/training_runs/training_rules.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "learning/training_runs/base_models.hpp"
#include "platform/process/descriptor.hpp"
#include "providers/local_engine/model_record.hpp"
#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::training_runs {
namespace {

using namespace std::chrono_literals;

TrainingRun a_run() {
  tests::FakeClock clock;
  tests::SeededRandom random{1};
  IdSource ids(clock, random);
  TrainingRun run{.id = RunId::generate(ids), .project = ProjectId::generate(ids)};
  run.name = "night";
  return run;
}

TEST(TrainingRules, CallATrainerAsTheContractSays) {
  TrainingRun run = a_run();
  EXPECT_THAT(lora_arguments(run, {.base = "/m/tiny.gguf", .lessons = "/r/l.jsonl", .out = "/r"}, 2, {}),
              testing::ElementsAre("--base", "/m/tiny.gguf", "--dataset", "/r/l.jsonl", "--out", "/r", "--rank", "16",
                                   "--alpha", "32", "--learning-rate", "0.003", "--seconds", "600", "--threads", "2",
                                   "--name", "night"));
  run.settings.epochs = 3;
  run.settings.seed = 7;
  run.settings.learning_rate = 1e-8;
  const RunFiles all{.base = "b", .lessons = "l", .replay = "p", .validation = "v", .out = "o", .has_checkpoint = true};
  EXPECT_THAT(lora_arguments(run, all, 1, {MiB}),
              testing::ElementsAre("--base", "b", "--dataset", "l", "--out", "o", "--replay", "p", "--replay-share",
                                   "0.5", "--validation", "v", "--rank", "16", "--alpha", "32", "--learning-rate",
                                   "1e-08", "--seconds", "600", "--epochs", "3", "--seed", "7", "--threads", "1",
                                   "--name", "night", "--memory-limit", "1048576", "--resume"));
}

TEST(TrainingRules, TakeTheTrainerBesideTheServerUnlessAnotherIsNamed) {
  TrainingConfig config;
  EXPECT_THAT(trainer_command(config, "/usr/bin"), testing::ElementsAre("/usr/bin/swarm-trainer", "lora"));
  config.command = {"/opt/trl/train", "--fast"};
  EXPECT_THAT(trainer_command(config, "/usr/bin"), testing::ElementsAre("/opt/trl/train", "--fast"));
}

TEST(TrainingRules, CountAllTimeThatARunMayTake) {
  TrainingConfig config;
  config.dollars_per_hour = 3.6;
  const TrainingSettings settings{.seconds = 1'000};
  EXPECT_EQ(longest_time(config, settings), 1'070s);
  EXPECT_EQ(cost_of(config, longest_time(config, settings)), dollars(1.07));
  EXPECT_EQ(cost_of(config, 0ms), Money{});
  const TrainerLimits limits = limits_for(config, settings, 4);
  EXPECT_EQ(limits.time, 1'060s);
  EXPECT_EQ(limits.processor_time, 4'290s);
  EXPECT_GT(longest_stop(config), config.stop_grace) << "what a killed trainer left is still written down";
  EXPECT_EQ(threads_of(config, 8), 4);
  EXPECT_EQ(threads_of(config, 1), 1);
  EXPECT_EQ(threads_of(config, 4'096), kThreadsMax) << "swarm-trainer takes no more";
  config.threads = 6;
  EXPECT_EQ(threads_of(config, 1), 6);
}

TEST(TrainingRules, AFullNightOfTheDefaultsFitsTheNightsBudget) {
  const TrainingConfig config;
  EXPECT_LT(cost_of(config, longest_time(config, {.seconds = config.seconds_max})), dollars(0.20));
}

Ending ending(EndCause cause, process::ProcessEnd process, std::optional<FinishedEvent> said = std::nullopt) {
  return ending_of({.cause = cause, .process = process, .time = 2'500ms, .memory_peak = {7}}, said);
}

TEST(TrainingRules, TellApartHowATrainerEnds) {
  const process::ProcessEnd well{.exit_status = 0, .signal = {}};
  EXPECT_EQ(ending(EndCause::by_itself, well).state, RunState::completed);
  EXPECT_EQ(ending(EndCause::by_itself, well).end.train_seconds, 2.5);
  EXPECT_EQ(ending(EndCause::by_itself, well, FinishedEvent{"early_stop", 1}).end.reason, EndReason::early_stop);
  EXPECT_EQ(ending(EndCause::by_itself, well, FinishedEvent{"time_limit", 1}).end.reason, EndReason::time_limit);
  EXPECT_EQ(ending(EndCause::by_itself, well, FinishedEvent{"nonsense", 1}).end.reason, EndReason::finished);
  EXPECT_EQ(ending(EndCause::told_to_stop, well).state, RunState::cancelled);
  EXPECT_EQ(ending(EndCause::told_to_stop, {3, {}}, FinishedEvent{"stopped", 1}).state, RunState::cancelled);
  EXPECT_EQ(ending(EndCause::overran, well).end.reason, EndReason::overran);
  EXPECT_EQ(ending(EndCause::memory, {{}, SIGKILL}).end.reason, EndReason::memory_limit);
  EXPECT_EQ(ending(EndCause::output, {{}, SIGKILL}).end.reason, EndReason::output_limit);
  EXPECT_EQ(ending(EndCause::not_started, {}).end.reason, EndReason::cannot_start);
  EXPECT_EQ(ending(EndCause::by_itself, {1, {}}).end.reason, EndReason::trainer_failed);
  EXPECT_EQ(ending(EndCause::by_itself, {{}, SIGXCPU}).end.reason, EndReason::processor_limit);
  const Ending killed = ending(EndCause::by_itself, {{}, SIGKILL});
  EXPECT_EQ(killed.end.reason, EndReason::trainer_crashed);
  EXPECT_TRUE(killed.end.detail.contains("memory")) << killed.end.detail;
}

TEST(TrainingRules, TakeATrainerThatSomebodyElseStoppedForNoSuccess) {
  for (const int status : {0, 3}) {
    const Ending stopped = ending(EndCause::by_itself, {status, {}}, FinishedEvent{"stopped", 40});
    EXPECT_EQ(stopped.state, RunState::failed) << "so that it can be resumed";
    EXPECT_EQ(stopped.end.reason, EndReason::stopped);
    EXPECT_FALSE(stopped.end.detail.empty());
  }
}

TEST(TrainingRules, TellTheLossOfTheAdapterAndNotOfTheLastLine) {
  const std::vector<ProgressPoint> points{{.step = 50, .loss = 3, .validation_loss = 2.0},
                                          {.step = 90, .loss = 1, .validation_loss = 1.5}};
  RunResult by_lines;
  ASSERT_TRUE(add_figures(by_lines, points, std::nullopt));
  EXPECT_EQ(by_lines.validation_loss_before, 2.0);
  EXPECT_EQ(by_lines.validation_loss_after, 1.5);
  EXPECT_EQ(by_lines.steps, 90);
  RunResult by_word;
  ASSERT_TRUE(add_figures(
      by_word, points,
      FinishedEvent{.reason = "early_stop", .steps = 95, .first_validation_loss = 4.0, .validation_loss = 1.25}));
  EXPECT_EQ(by_word.loss_before, 3);
  EXPECT_EQ(by_word.loss_after, 1);
  EXPECT_EQ(by_word.validation_loss_before, 4.0);
  EXPECT_EQ(by_word.validation_loss_after, 1.25);
  EXPECT_EQ(by_word.steps, 95);
}

TEST(TrainingRules, TakeNoStepsForNoResultWhereTheyAreTold) {
  RunResult result;
  EXPECT_EQ(add_figures(result, {}, FinishedEvent{.reason = "time_limit", .steps = 0}).error().code,
            ErrorCode::invalid_input);
  EXPECT_FALSE(add_figures(result, {{.step = 0, .loss = 1}}, std::nullopt));
  EXPECT_TRUE(add_figures(result, {}, std::nullopt)) << "another trainer need not tell";
  EXPECT_TRUE(add_figures(result, {}, FinishedEvent{.reason = "completed"}));
}

TEST(BaseModels, AreFoundByTheirNamesOnly) {
  const tests::TemporaryFolder folder;
  const auto write = [&](const std::filesystem::path& file) {
    std::filesystem::create_directories((folder.path() / file).parent_path());
    std::ofstream(folder.path() / file) << "GGUF";
  };
  const auto find = [&](std::string_view name) {
    return find_base_model(name, folder.path() / "data/models", folder.path() / "tree/build/release/bin");
  };
  EXPECT_EQ(find("tiny").error().code, ErrorCode::not_found);
  write("tree/models/tiny/tiny.gguf");
  EXPECT_EQ(find("tiny"), folder.path() / "tree/models/tiny/tiny.gguf") << "of a source tree";
  write("tree/build/release/share/swarmkeeper/models/tiny/tiny.gguf");
  EXPECT_EQ(find("tiny"), folder.path() / "tree/build/release/share/swarmkeeper/models/tiny/tiny.gguf") << "installed";
  write("data/models/tiny.gguf");
  EXPECT_EQ(find("tiny"), folder.path() / "data/models/tiny.gguf") << "added by a person";
  write("data/models/Qwen2.5-0.5B.gguf");
  EXPECT_TRUE(find("Qwen2.5-0.5B"));
  for (const char* name : {"", "../tiny", "/etc/passwd", "a/b", ".tiny"})
    EXPECT_EQ(find(name).error().code, ErrorCode::invalid_input) << name;
}

TEST(BaseModels, AdaptersAndArchitecturesThatCannotBeTrainedAreRefusedAtOnce) {
  const tests::TemporaryFolder folder;
  const auto keep = [&](const std::string& name, local_engine::ModelFileKind kind, std::string_view architecture) {
    std::ofstream(folder.path() / (name + ".gguf")) << "GGUF";
    const local_engine::ModelRecord record{
        .name = name, .kind = kind, .sha256 = "x", .added_from = "", .facts = {{"architecture", architecture}}};
    ASSERT_TRUE(record.write(folder.path()));
  };
  using local_engine::ModelFileKind;
  keep("ad", ModelFileKind::adapter, "qwen2");
  keep("llama", ModelFileKind::model, "llama");
  keep("qwen", ModelFileKind::model, "qwen2");
  const auto check = [&](std::string_view name, bool is_our_trainer = true) {
    return check_base_model(name, folder.path(), is_our_trainer);
  };
  EXPECT_EQ(check("ad").error().message, "'ad' is an adapter: a model expected, which is trained");
  EXPECT_FALSE(check("ad", false));
  EXPECT_TRUE(check("llama").error().message.contains("swarm-trainer trains qwen2 only"));
  EXPECT_TRUE(check("llama", false)) << "another trainer may know it";
  EXPECT_TRUE(check("qwen"));
  std::ofstream(folder.path() / "by-hand.gguf") << "GGUF";
  EXPECT_TRUE(check("by-hand")) << "nobody knows what it is";
}

}  // namespace
}  // namespace swarm::training_runs
