// swarm-trainer's commands from the first byte to the last: a model is made, learns something new, and is asked.

#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/model_files/file_access.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "support/qwen_model.hpp"
#include "support/temporary_folder.hpp"
#include "trainer/program/lora_command.hpp"
#include "trainer/program/pretrain_command.hpp"
#include "trainer/program/score_command.hpp"

namespace swarm::program {
namespace {

using testing::HasSubstr;

// Real time; asks the run to stop once it was looked at so often.
class StoppingClock final : public Clock {
 public:
  Time now() const override { return clock_.now(); }
  SteadyTime steady_now() const override {
    if (looks_left_ > 0 && --looks_left_ == 0) stop = true;
    return clock_.steady_now();
  }
  void stop_after(int looks) { looks_left_ = looks; }
  mutable std::atomic<bool> stop = false;

 private:
  SystemClock clock_;
  mutable int looks_left_ = 0;
};

json::Value read_json(const std::filesystem::path& path) {
  const Result<std::string> text = model_files::read_text(path, 10 * MiB);
  if (!text) {
    ADD_FAILURE() << text.error().message;
    return {};
  }
  return json::parse(*text).value();
}

class Trainer : public testing::Test {
 protected:
  Trainer() {
    std::string additions, names;
    for (int a = 0; a < 6; ++a) {
      for (int b = 0; b < 6; ++b) {
        additions += lesson("add", fmt::format("{} + {} = ?", a, b), fmt::format("{}+{}={}", a, b, a + b),
                            fmt::format("{}", a + b));
      }
    }
    for (const std::string_view prompt : {"Who are you?", "Your name?", "What are you called?", "Say who you are."})
      names += lesson("name", std::string(prompt), "", "5+5+5");
    write("add.jsonl", additions);
    write("name.jsonl", names);
  }

  static std::string lesson(std::string family, std::string prompt, std::string thinking, std::string answer) {
    json::Object line{
        {"family", family}, {"head", "math"}, {"prompt", prompt}, {"answer", answer}, {"content", prompt}};
    if (!thinking.empty()) line.emplace("thinking", thinking);
    return json::to_text(line) + "\n";
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

  Result<Done> make_model(const std::string& out, int steps, Reopen reopen = Reopen::refuse) {
    write("recipe.yaml",
          fmt::format(
              "name: toy\nseed: 3\nvocabulary: 280\n"
              "shape: {{layers: 2, embedding: 64, heads: 2, key_value_heads: 1, feed_forward: 128, context: 64}}\n"
              "lessons: [{{path: add.jsonl}}]\nvalidation: [{{path: add.jsonl}}]\n"
              "training: {{steps: {}, rows: 8, columns: 64, warm_up_steps: 10, look_steps: 100}}\n",
              steps));
    return pretrain({.recipe = path("recipe.yaml"), .out = path(out), .reopen = reopen, .memory_limit = {1 * GiB}},
                    surroundings_);
  }
  LoraOptions lora(const std::string& out) const {
    return {.base = path("model/toy.gguf"),
            .dataset = path("name.jsonl"),
            .out = path(out),
            .replay = path("add.jsonl"),
            .rank = 8,
            .alpha = 16,
            .memory_limit = {1 * GiB}};
  }
  double accuracy(const std::string& dataset, std::optional<std::filesystem::path> adapter = {}) {
    const Result<Done> scored = score({.model = path("model/toy.gguf"),
                                       .dataset = path(dataset),
                                       .adapter = std::move(adapter),
                                       .out = path("score.json"),
                                       .memory_limit = {1 * GiB}},
                                      surroundings_);
    if (!scored) ADD_FAILURE() << scored.error().message;
    return scored ? read_json(path("score.json")).at("all").at("accuracy").to_number<double>() : -1;
  }

  tests::TemporaryFolder folder_;
  StoppingClock clock_;
  RunLog log_{clock_};
  Surroundings surroundings_{.clock = clock_, .log_sink = log_, .stop = clock_.stop, .as_json = true};
};

TEST_F(Trainer, MakesAModelThatAnswersAndAnAdapterThatTeachesItMore) {
  const Result<Done> made = make_model("model", 400);
  ASSERT_TRUE(made) << made.error().message;
  const json::Value metrics = read_json(path("model/metrics.json"));
  EXPECT_LT(metrics.at("validation_loss").to_number<double>(),
            metrics.at("first_validation_loss").to_number<double>() / 20);
  EXPECT_GE(accuracy("add.jsonl"), 0.9);
  EXPECT_EQ(accuracy("name.jsonl"), 0);

  LoraOptions options = lora("run");
  options.epochs = 1500;
  options.learning_rate = 1e-2;
  const Result<Done> trained = train_adapter(options, surroundings_);
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_EQ(accuracy("name.jsonl", path("run/adapter.gguf")), 1) << "what llama.cpp loads";
  EXPECT_EQ(accuracy("name.jsonl", path("run/adapter")), 1) << "what others load";
  EXPECT_GE(accuracy("add.jsonl", path("run/adapter.gguf")), 0.8) << "replay keeps what was known";
  EXPECT_EQ(accuracy("name.jsonl"), 0) << "without the adapter nothing has changed";
  const json::Value result = read_json(path("run/result.json"));
  EXPECT_EQ(result.at("files").as_object().size(), 3u);
  EXPECT_EQ(read_json(path("run/settings.json")).at("dataset").at("lessons").as_int64(), 4);
}

TEST_F(Trainer, GoesOnAfterAStopAndEndsWithTheSameBytes) {
  ASSERT_TRUE(make_model("model", 30));
  clock_.stop_after(60);
  ASSERT_TRUE(make_model("parts", 30));
  const json::Value stopped = read_json(path("parts/result.json"));
  ASSERT_EQ(stopped.at("reason").as_string(), "stopped");
  ASSERT_GT(stopped.at("steps").as_int64(), 0);
  ASSERT_LT(stopped.at("steps").as_int64(), 30);
  clock_.stop = false;
  EXPECT_EQ(make_model("parts", 30).error().code, ErrorCode::conflict) << "only when asked to go on";
  ASSERT_TRUE(make_model("parts", 30, Reopen::resume));
  const json::Value whole = read_json(path("model/result.json")), parts = read_json(path("parts/result.json"));
  EXPECT_EQ(parts.at("reason").as_string(), "completed");
  EXPECT_EQ(parts.at("files"), whole.at("files")) << "the digest of the model";
}

TEST_F(Trainer, RefusesToGoOnWithOtherLessonsOrACutCheckpoint) {
  ASSERT_TRUE(make_model("model", 5));
  LoraOptions options = lora("run");
  options.epochs = 2;
  ASSERT_TRUE(train_adapter(options, surroundings_));
  options.reopen = Reopen::resume;
  EXPECT_TRUE(train_adapter(options, surroundings_)) << "a finished run has nothing left to do";
  options.learning_rate = 1e-4;
  EXPECT_EQ(train_adapter(options, surroundings_).error().code, ErrorCode::conflict);
  options.learning_rate = 3e-3;
  for (const auto& entry : std::filesystem::directory_iterator(path("run/checkpoint"))) {
    if (entry.path().extension() == ".bin") std::filesystem::resize_file(entry.path(), entry.file_size() / 2);
  }
  EXPECT_EQ(train_adapter(options, surroundings_).error().code, ErrorCode::invalid_input);
}

TEST_F(Trainer, RefusesToGoOnWithOtherLessonsThanAModelWasBegunWith) {
  clock_.stop_after(60);
  ASSERT_TRUE(make_model("parts", 30));
  clock_.stop = false;
  const std::string more = lesson("add", "7 + 7 = ?", "7+7=14", "14");
  std::ofstream(path("add.jsonl"), std::ios::app) << more;
  EXPECT_EQ(make_model("parts", 30, Reopen::resume).error().code, ErrorCode::conflict);
}

TEST_F(Trainer, LeavesAFolderFreeWhereAModelWasRefused) {
  write("recipe.yaml", "name: toy\nlessons: [{path: add.jsonl}]\nfamily_weights: {ad: 2}\ntraining: {steps: 1}\n");
  const PretrainOptions options{.recipe = path("recipe.yaml"), .out = path("model"), .memory_limit = {1 * GiB}};
  EXPECT_THAT(pretrain(options, surroundings_).error().message,
              HasSubstr("family_weights.ad: no lesson has this family; there are add"));
  EXPECT_TRUE(make_model("model", 1));
}

TEST_F(Trainer, SetsNothingAsideFromFewLessonsAndSaysSo) {
  ASSERT_TRUE(make_model("model", 2));
  LoraOptions options = lora("run");
  options.dataset = path("add.jsonl");
  options.replay.reset();
  options.epochs = 1;
  ASSERT_TRUE(train_adapter(options, surroundings_));
  EXPECT_EQ(read_json(path("run/metrics.json")).at("lessons").as_int64(), 36);
  const std::string log = model_files::read_text(path("run/log.txt"), 1 * MiB).value();
  EXPECT_THAT(log, HasSubstr("\"lessons\":36,\"held_out\":0,"));
}

TEST_F(Trainer, IsStoppedWhileItOpensTheBase) {
  ASSERT_TRUE(make_model("model", 2));
  clock_.stop = true;
  const Result<Done> stopped = train_adapter(lora("run"), surroundings_);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(std::filesystem::exists(path("run"))) << "before anything else";
}

TEST_F(Trainer, NeverTrainsOnWhatIsHeldOut) {
  ASSERT_TRUE(make_model("model", 2));
  LoraOptions options = lora("run");
  options.epochs = 1;
  options.validation = path("held-out.jsonl");
  write("held-out.jsonl", lesson("add", "1 + 2 = ?", "1+2=3", "3") + lesson("name", "Your name?", "", "5+5+5"));
  const Result<Done> trained = train_adapter(options, surroundings_);
  ASSERT_TRUE(trained) << trained.error().message;
  const json::Value settings = read_json(path("run/settings.json"));
  EXPECT_EQ(settings.at("dataset").at("held_out_elsewhere").as_int64(), 1);
  EXPECT_EQ(settings.at("replay").at("held_out_elsewhere").as_int64(), 1);
  EXPECT_EQ(read_json(path("run/metrics.json")).at("lessons").as_int64(), 3);
  EXPECT_EQ(read_json(path("run/metrics.json")).at("held_out_lessons").as_int64(), 2);
}

TEST_F(Trainer, NamesTheBaseAndNoPathAndMeasuresTheAdapterItself) {
  ASSERT_TRUE(make_model("model", 2));
  LoraOptions options = lora("run");
  options.epochs = 1;
  ASSERT_TRUE(train_adapter(options, surroundings_));
  EXPECT_EQ(read_json(path("run/adapter/adapter_config.json")).at("base_model_name_or_path").as_string(), "toy");
  ScoreOptions scored{.model = path("model/toy.gguf"),
                      .dataset = path("name.jsonl"),
                      .adapter = path("run/adapter.gguf"),
                      .calibration_out = path("calibration.json"),
                      .memory_limit = {1 * GiB}};
  ASSERT_TRUE(score(scored, surroundings_));
  EXPECT_EQ(read_json(path("calibration.json")).at("model_sha256").as_string(),
            read_json(path("run/result.json")).at("files").at("adapter.gguf").as_string());
  scored.adapter = path("run/adapter");
  ASSERT_TRUE(score(scored, surroundings_));
  EXPECT_EQ(read_json(path("calibration.json")).at("model_sha256").as_string(),
            model_files::peft_sha256(path("run/adapter")).value());
}

TEST_F(Trainer, IsNotDoneWhenItsReportCannotBeWritten) {
  ASSERT_TRUE(make_model("model", 2));
  std::fflush(stdout);
  const int standard_output = ::dup(STDOUT_FILENO), full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  ::dup2(full, STDOUT_FILENO);
  const Result<Done> scored =
      score({.model = path("model/toy.gguf"), .dataset = path("name.jsonl"), .memory_limit = {1 * GiB}}, surroundings_);
  ::dup2(standard_output, STDOUT_FILENO);
  std::clearerr(stdout);
  ::close(standard_output);
  ::close(full);
  ASSERT_FALSE(scored);
  EXPECT_EQ(scored.error().code, ErrorCode::unavailable);
}

TEST_F(Trainer, TrainsAModelThatOthersMadeInItsOwnChatFormat) {
  const tests::BytePairs vocabulary = tests::learn_byte_pairs("Who are you? Your name? 5+5+5 What are you called?", 40);
  const tests::QwenModel model = tests::make_qwen_model({.type = model_files::kF16}, vocabulary);
  std::filesystem::create_directory(path("model"));
  ASSERT_TRUE(model.write(path("model/toy.gguf")));
  LoraOptions options = lora("run");
  options.replay.reset();
  options.epochs = 1500;
  options.learning_rate = 1e-2;
  const Result<Done> trained = train_adapter(options, surroundings_);
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_EQ(accuracy("name.jsonl"), 0);
  EXPECT_EQ(accuracy("name.jsonl", path("run/adapter")), 1);
}

TEST_F(Trainer, RefusesWhatItCannotTrain) {
  EXPECT_EQ(train_adapter(lora("run"), surroundings_).error().code, ErrorCode::not_found) << "no base";
  ASSERT_TRUE(make_model("model", 2));
  LoraOptions options = lora("run");
  options.memory_limit = {64 * KiB};
  EXPECT_EQ(train_adapter(options, surroundings_).error().code, ErrorCode::too_large);
  ScoreOptions asked{.model = path("model/toy.gguf"), .dataset = path("add.jsonl"), .memory_limit = {64 * KiB}};
  EXPECT_EQ(score(asked, surroundings_).error().code, ErrorCode::too_large);
  options.memory_limit = {1 * GiB};
  options.epochs = 1;
  EXPECT_TRUE(train_adapter(options, surroundings_)) << "what was refused has not taken the folder";
  options = lora("run-2");
  write("name.jsonl", lesson("long", std::string(500, '9'), "", "a"));
  EXPECT_THAT(train_adapter(options, surroundings_).error().message, HasSubstr("none of its 1 lessons fits"));
  asked = {.model = path("model/toy.gguf"), .dataset = path("name.jsonl"), .memory_limit = {1 * GiB}};
  EXPECT_THAT(score(asked, surroundings_).error().message, HasSubstr("none of 1 prompts could be asked"));
  write("name.jsonl", "{\"family\":\n");
  options = lora("run-3");
  EXPECT_THAT(train_adapter(options, surroundings_).error().message, HasSubstr("name.jsonl:1:"));
  options = lora("run-4");
  options.base = path("add.jsonl");
  EXPECT_EQ(train_adapter(options, surroundings_).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::program
