#include "learning/training_runs/trainer_process.hpp"

#include <csignal>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

#include "learning/training_runs/marked_processes.hpp"
#include "support/temporary_folder.hpp"
#include "support/training_world.hpp"

namespace swarm::training_runs {
namespace {

using namespace std::chrono_literals;

// Stands still until a test lets it go on; then it goes on with every look.
class SteppingClock final : public Clock {
 public:
  Time now() const override { return {}; }
  SteadyTime steady_now() const override { return SteadyTime{std::chrono::milliseconds{now_ms_ += step_ms_}}; }
  void go_on() { step_ms_ = 500; }

 private:
  mutable std::atomic<std::int64_t> now_ms_ = 0;
  std::atomic<std::int64_t> step_ms_ = 0;
};

class TrainerProcessTest : public testing::Test {
 protected:
  TrainerOrder order(std::vector<std::string> steps) {
    TrainerOrder order{.command = tests::fake_trainer(std::move(steps)),
                       .environment = {mark_, "LANG=C.UTF-8"},
                       .mark = mark_,
                       .limits = limits_};
    order.command.insert(order.command.end(), {"--out", folder_.path().string(), "--name", "a b"});
    return order;
  }
  TrainerEnd supervise(std::vector<std::string> steps) { return supervise(order(std::move(steps))); }
  TrainerEnd supervise(TrainerOrder ordered) {
    TrainerProcess trainer(
        std::move(ordered),
        {.launcher = launcher_, .clock = clock_, .log = log_, .progress = progress_, .on_output = [&] {
           on_output_(trainer);
         }});
    if (told_before_) trainer.tell_to_stop();
    const TrainerEnd end = trainer.supervise();
    EXPECT_TRUE(marked_processes(mark_).empty()) << "something was left behind";
    return end;
  }
  void stop_at_progress() {
    on_output_ = [this](TrainerProcess& trainer) {
      if (progress_.curve().empty()) return;
      trainer.tell_to_stop();
      clock_.go_on();
    };
  }

  tests::TemporaryFolder folder_;
  const std::string mark_ = mark_of(folder_.path().filename().string());
  TrainerLimits limits_{.time = 1h, .stop_grace = 1h, .processor_time = 1h, .output = {MiB}};
  process::Launcher launcher_;
  SteppingClock clock_;
  LogKeeper log_ = LogKeeper::open(folder_.path() / "output.log", {MiB}).value();
  ProgressReader progress_;
  bool told_before_ = false;
  std::function<void(TrainerProcess&)> on_output_ = [](TrainerProcess&) {};
};

TEST_F(TrainerProcessTest, RunsATrainerAndReadsWhatItSays) {
  limits_.niceness = 3;
  const TrainerEnd end = supervise({"say=hello", "progress=5", "arguments", "environment", "finished=completed"});
  EXPECT_EQ(end.cause, EndCause::by_itself);
  EXPECT_EQ(end.process.exit_status, 0);
  EXPECT_EQ(progress_.curve().points().size(), 5U);
  EXPECT_EQ(progress_.finished()->reason, "completed");
  const std::string said = log_.tail();
  EXPECT_TRUE(said.starts_with("hello\n--out ")) << said;
  EXPECT_TRUE(said.contains("--name a b\n")) << said;
  EXPECT_TRUE(said.contains(mark_ + "\n")) << said;
  EXPECT_FALSE(said.contains("PATH=")) << said;
}

TEST_F(TrainerProcessTest, TellsHowItEnded) {
  EXPECT_EQ(supervise({"exit=3"}).process.exit_status, 3);
  EXPECT_EQ(supervise({"crash"}).process.signal, SIGSEGV);
  TrainerOrder nowhere = order({});
  nowhere.command.front() = "/nowhere/trainer";
  const TrainerEnd end = supervise(nowhere);
  EXPECT_EQ(end.cause, EndCause::not_started);
  EXPECT_TRUE(end.trouble.contains("/nowhere/trainer")) << end.trouble;
}

TEST_F(TrainerProcessTest, SurvivesGarbageAndMuchLog) {
  const TrainerEnd end = supervise({"garbage", "chatter=3000000", "say=end"});
  EXPECT_EQ(end.process.exit_status, 0);
  EXPECT_TRUE(progress_.curve().empty());
  EXPECT_GE(progress_.other_lines(), 6);
  EXPECT_TRUE(log_.tail().ends_with("\nend\n"));
  EXPECT_GT(log_.bytes(), 2'900'000);
}

TEST_F(TrainerProcessTest, LetsATrainerThatIsToldToStopKeepItsCheckpoint) {
  on_output_ = [](TrainerProcess& trainer) { trainer.tell_to_stop(); };
  const TrainerEnd end = supervise({"hang"});
  EXPECT_EQ(end.cause, EndCause::told_to_stop);
  EXPECT_EQ(end.process.exit_status, 0);
  EXPECT_EQ(progress_.finished()->reason, "stopped");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "checkpoint" / "state.json"));
}

TEST_F(TrainerProcessTest, StartsNothingWhenItWasToldToStopBefore) {
  told_before_ = true;
  EXPECT_EQ(supervise({"say=hello"}).cause, EndCause::told_to_stop);
  EXPECT_EQ(log_.bytes(), 0);
}

TEST_F(TrainerProcessTest, IsKilledWhenItDoesNotHear) {
  limits_.stop_grace = 2s;
  stop_at_progress();
  const TrainerEnd end = supervise({"deaf"});
  EXPECT_EQ(end.cause, EndCause::told_to_stop);
  EXPECT_EQ(end.process.signal, SIGKILL);
}

TEST_F(TrainerProcessTest, IsStoppedWhenItOverruns) {
  limits_.time = 5s;
  on_output_ = [this](TrainerProcess&) { clock_.go_on(); };
  const TrainerEnd end = supervise({"hang"});
  EXPECT_EQ(end.cause, EndCause::overran);
  EXPECT_EQ(end.process.exit_status, 0) << "it kept its checkpoint";
  EXPECT_GE(end.time, 5s);
}

TEST_F(TrainerProcessTest, IsKilledBeyondItsMemory) {
  limits_.memory = {200 * MiB};
  EXPECT_EQ(supervise({"memory=1000"}).process.exit_status, 1) << "refused by the kernel";
  EXPECT_TRUE(log_.tail().contains("MemoryError")) << log_.tail();
  on_output_ = [this](TrainerProcess&) { clock_.go_on(); };
  const TrainerEnd end = supervise({"family=4,80"});
  EXPECT_EQ(end.cause, EndCause::memory) << "no single one had too much";
  EXPECT_GT(end.memory_peak.count, 200 * MiB);
}

TEST_F(TrainerProcessTest, IsKilledWhenItPrintsWithoutEnd) {
  const TrainerEnd end = supervise({"flood"});
  EXPECT_EQ(end.cause, EndCause::output);
  EXPECT_EQ(end.process.signal, SIGKILL);
  EXPECT_LT(progress_.bytes(), 8 * MiB);
}

TEST_F(TrainerProcessTest, IsEndedWhenItsProcessorTimeIsUsedUp) {
  limits_.processor_time = 1s;
  EXPECT_EQ(supervise({"busy"}).process.signal, SIGXCPU);
}

TEST_F(TrainerProcessTest, LeavesNoProcessBehindThatItStarted) {
  const TrainerEnd end = supervise({"orphan", "exit=0"});  // supervise() looks for it
  EXPECT_EQ(end.process.exit_status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "orphan"));
}

TEST(MarkedProcesses, AreFoundByTheirWholeMark) {
  process::Launcher launcher;
  const process::Descriptor null = *process::open_null();
  const auto start = [&](std::string mark) {
    return launcher
        .start({.program = "/usr/bin/sleep",
                .arguments = {"sleep", "1000"},
                .environment = {"A=B", std::move(mark)},
                .descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}}})
        .value();
  };
  process::ChildProcess longer = start(mark_of("test-one-and-more"));
  process::ChildProcess other = start("X" + mark_of("test-one"));
  EXPECT_TRUE(marked_processes(mark_of("test-one")).empty());
  process::ChildProcess ours = start(mark_of("test-one"));
  std::vector<pid_t> found;
  for (int look = 0; look < 1'000 && found.empty(); ++look)  // it has no environment before it is wholly there
    found = marked_processes(mark_of("test-one"));
  EXPECT_EQ(found, std::vector<pid_t>{ours.id()});
  EXPECT_EQ(kill_marked(mark_of("test-one")), 1);
  EXPECT_EQ(ours.wait_for(10s)->signal, SIGKILL);
  EXPECT_EQ(longer.wait_for(0s), std::nullopt);
  EXPECT_EQ(other.wait_for(0s), std::nullopt);
}

}  // namespace
}  // namespace swarm::training_runs
