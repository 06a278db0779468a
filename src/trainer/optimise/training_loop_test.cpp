#include "trainer/optimise/training_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"
#include "trainer/optimise/scripted_learner_test.hpp"

namespace swarm::optimise {
namespace {

using std::chrono::milliseconds;

class Silence final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

class Listener final : public ProgressListener {
 public:
  void on_progress(const Progress& progress) override { heard.push_back(progress); }
  std::vector<Progress> heard;
};

class Loop : public testing::Test {
 protected:
  static constexpr data::BatchShape kShape{.rows = 2, .columns = 16};

  Loop() {
    for (std::int32_t i = 0; i < 20; ++i) {
      set_.add({.tokens = {i, i + 1, i + 2, i + 3, i + 4}, .learnt_from = 3}, "add", 1);
      all_.push_back(static_cast<std::uint32_t>(i));
    }
    held_out_ = data::batches_of_all(set_, all_, kShape);
    settings_ = {.limits = {.steps = 40}, .schedule = {.learning_rate = 0.1, .warm_up_steps = 4}, .look_steps = 5};
  }

  Result<Ended> run(ScriptedLearner& learner, const std::filesystem::path& folder) {
    data::BatchMaker batches(set_, {{all_, 1}}, kShape, 1);
    CheckpointFolder checkpoints(folder, "run");
    learner.on_step = [this, &learner] {
      clock_.advance(step_time_);
      if (learner.steps == stops_at_) stop_ = true;
    };
    TrainingLoop loop(settings_, {.learner = learner,
                                  .batches = batches,
                                  .held_out = held_out_,
                                  .checkpoints = checkpoints,
                                  .listener = listener_,
                                  .clock = clock_,
                                  .stop = stop_,
                                  .log = telemetry::Log(silence_, "test")});
    if (const Result<Done> resumed = loop.resume(); !resumed) return std::unexpected(resumed.error());
    return loop.run();
  }

  tests::TemporaryFolder folder_;
  tests::FakeClock clock_;
  Silence silence_;
  Listener listener_;
  std::atomic<bool> stop_ = false;
  data::LessonSet set_;
  std::vector<std::uint32_t> all_;
  std::vector<data::PackedBatch> held_out_;
  LoopSettings settings_;
  milliseconds step_time_{100};
  std::int64_t stops_at_ = -1;
};

TEST_F(Loop, TakesAsManyStepsAsAskedAndTellsHowItGoes) {
  ScriptedLearner learner;
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(ended->reason, EndReason::completed);
  EXPECT_EQ(ended->steps, 40);
  EXPECT_LT(*ended->validation_loss, *ended->first_validation_loss);
  ASSERT_EQ(listener_.heard.size(), 5u) << "the first step, then one a second";
  EXPECT_EQ(listener_.heard[0].step, 1);
  EXPECT_EQ(listener_.heard[1].step, 11);
  EXPECT_EQ(listener_.heard[1].steps_total, 40);
  EXPECT_DOUBLE_EQ(listener_.heard[1].positions_per_second, 10 * 32);
  EXPECT_GE(listener_.heard[1].real_token_ratio, 0.9);
  EXPECT_EQ(listener_.heard[4].step, 40);
}

TEST_F(Loop, EndsWithTheSameNumbersWhenItWasInterrupted) {
  ScriptedLearner whole;
  ASSERT_TRUE(run(whole, folder_.path() / "whole"));
  ScriptedLearner first, second;
  stops_at_ = 17;
  const Result<Ended> stopped = run(first, folder_.path() / "parts");
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->reason, EndReason::stopped);
  EXPECT_EQ(stopped->steps, 17);
  stop_ = false;
  stops_at_ = -1;
  const Result<Ended> rest = run(second, folder_.path() / "parts");
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(rest->steps, 40);
  EXPECT_EQ(second.value, whole.value);
  EXPECT_NEAR(rest->seconds, 4.0, 1e-9) << "the time of both parts";
}

TEST_F(Loop, IsStoppedWhileItPassesOverTheBatchesThatItHasHad) {
  ScriptedLearner first, second, third, whole;
  stops_at_ = 17;
  ASSERT_TRUE(run(first, folder_.path() / "parts"));
  const Result<Ended> stopped = run(second, folder_.path() / "parts");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  stop_ = false;
  stops_at_ = -1;
  ASSERT_TRUE(run(third, folder_.path() / "parts")) << "the checkpoint is as it was";
  ASSERT_TRUE(run(whole, folder_.path() / "whole"));
  EXPECT_EQ(third.value, whole.value);
}

TEST_F(Loop, NeverPassesItsTimeLimit) {
  settings_.limits = {.seconds = 2.05};
  ScriptedLearner learner;
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->reason, EndReason::time_limit);
  EXPECT_EQ(ended->steps, 20);
  EXPECT_LE(ended->seconds, 2.05);
}

TEST_F(Loop, TakesAStepHoweverShortTheTimeIs) {
  settings_.limits = {.seconds = 0.05};
  ScriptedLearner learner;
  learner.held_out_loss = [this] {
    clock_.advance(milliseconds(10));
    return 1.0;
  };
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(ended->reason, EndReason::time_limit);
  EXPECT_EQ(ended->steps, 1);
}

TEST_F(Loop, LooksAtFewerLessonsWhereALookTakesTooMuchOfTheTime) {
  settings_.limits = {.seconds = 10};
  settings_.look_steps = 1000;
  ASSERT_GE(held_out_.size(), 3u);
  std::int64_t looked_at = 0;
  ScriptedLearner learner;
  learner.held_out_loss = [&] {
    clock_.advance(milliseconds(400));
    ++looked_at;
    return 1.0;
  };
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(looked_at, 2 + 2) << "the first look and the last one";
  EXPECT_GT(ended->steps, 10);
  EXPECT_LE(ended->seconds, 10);
}

TEST_F(Loop, EndsWithAnErrorWhenItIsStoppedBeforeTheFirstStepAndCanGoOn) {
  ScriptedLearner learner;
  std::int64_t looked_at = 0;
  learner.held_out_loss = [&] {
    ++looked_at;
    stop_ = true;
    return 1.0;
  };
  const Result<Ended> stopped = run(learner, folder_.path());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  EXPECT_EQ(looked_at, 1) << "the rest of the look is dropped";
  EXPECT_EQ(learner.steps, 0);
  stop_ = false;
  ScriptedLearner whole, rest;
  ASSERT_TRUE(run(whole, folder_.path() / "whole"));
  const Result<Ended> ended = run(rest, folder_.path());
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(rest.value, whole.value);
  EXPECT_TRUE(ended->first_validation_loss) << "the look is made up for";
}

TEST_F(Loop, LeavesACheckpointBeforeItsFirstStep) {
  ScriptedLearner learner;
  learner.diverges_at = 1;
  ASSERT_FALSE(run(learner, folder_.path()));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "learner-0.bin"));
}

TEST_F(Loop, MakesUpForALookThatAStopDropped) {
  ScriptedLearner first, second;
  stops_at_ = 10;  // a look is due behind this step
  ASSERT_TRUE(run(first, folder_.path() / "parts"));
  stop_ = false;
  stops_at_ = -1;
  std::int64_t looks = 0;
  second.held_out_loss = [&] {
    ++looks;
    return 1.0;
  };
  ASSERT_TRUE(run(second, folder_.path() / "parts"));
  EXPECT_EQ(looks, static_cast<std::int64_t>(held_out_.size()) * 7) << "behind steps 10, 15 … 40";
}

TEST_F(Loop, StopsEarlyAndKeepsTheBest) {
  settings_.patience = 3;
  settings_.keeps_best = true;
  ScriptedLearner learner;
  learner.held_out_loss = [&learner] { return std::abs(1.0 - static_cast<double>(learner.value)); };
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->reason, EndReason::early_stop);
  EXPECT_LT(ended->steps, 40);
  EXPECT_NEAR(static_cast<double>(learner.value), 1.0, *ended->validation_loss + 1e-6);
}

TEST_F(Loop, EndsWithAnErrorWhenTheLossIsNoNumber) {
  ScriptedLearner learner;
  learner.diverges_at = 12;
  settings_.checkpoint_interval = milliseconds(500);
  const Result<Ended> ended = run(learner, folder_.path());
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().reason, "diverged");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "learner-10.bin")) << "the checkpoint before is kept";
}

}  // namespace
}  // namespace swarm::optimise
