#include "providers/local_engine/engine_process.hpp"

#include <csignal>
#include <future>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace swarm::local_engine {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// What a shell's child said until it ended.
struct Heard {
  std::vector<std::string> said, logged;
  process::ProcessEnd end;
};

struct Running {
  std::unique_ptr<EngineProcess> process;
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  std::shared_ptr<std::promise<Heard>> promise = std::make_shared<std::promise<Heard>>();
  std::future<Heard> ended = promise->get_future();
};

class EngineProcessTest : public testing::Test {
 protected:
  Running run(const std::string& script, std::vector<std::string> environment = {}) {
    Running running;
    EngineProcess::Command command{
        .program = "/bin/sh", .arguments = {"-c", script}, .environment = std::move(environment)};
    running.process =
        EngineProcess::start(
            launcher_, std::move(command),
            {.said = [heard = running.heard](std::string line) { heard->said.push_back(std::move(line)); },
             .logged = [heard = running.heard](std::string line) { heard->logged.push_back(std::move(line)); },
             .ended =
                 [heard = running.heard, promise = running.promise](process::ProcessEnd end) {
                   heard->end = end;
                   promise->set_value(*heard);
                 }})
            .value();
    return running;
  }
  process::Launcher launcher_;
};

TEST_F(EngineProcessTest, TellsLinesOfBothOutputsAndThenTheEnd) {
  Running running = run("printf 'one\\ntw'; printf 'o\\nhalf'; echo wrong >&2; exit 7");
  const Heard heard = running.ended.get();
  EXPECT_THAT(heard.said, ElementsAre("one", "two", "half"));
  EXPECT_THAT(heard.logged, ElementsAre("wrong"));
  EXPECT_EQ(heard.end, (process::ProcessEnd{7, {}}));
}

TEST_F(EngineProcessTest, InheritsNothingButItsOwnEnvironment) {
  Running running = run("/usr/bin/env | grep -v ^PWD= | grep -v ^_=", {"ONLY=this"});
  EXPECT_THAT(running.ended.get().said, ElementsAre("ONLY=this"));
}

TEST_F(EngineProcessTest, CutsALineThatIsTooLong) {
  Running running = run("head -c 70000 /dev/zero | tr '\\0' a; echo; echo next");
  const Heard heard = running.ended.get();
  ASSERT_EQ(heard.said.size(), 2U);
  EXPECT_EQ(heard.said[0].size(), kLineBytesMax);
  EXPECT_EQ(heard.said[1], "next");
}

TEST_F(EngineProcessTest, IsKilledWhenItIsDestroyed) {
  Running running = run("echo here; exec sleep 1000");
  running.process.reset();
  EXPECT_EQ(running.ended.get().end, (process::ProcessEnd{{}, SIGKILL}));
}

TEST_F(EngineProcessTest, HearsSignals) {
  Running running = run("trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done");
  running.process->signal(SIGTERM);
  const process::ProcessEnd end = running.ended.get().end;
  EXPECT_TRUE(end == (process::ProcessEnd{5, {}}) || end == (process::ProcessEnd{{}, SIGTERM}));
  running.process->signal(SIGTERM);  // it has ended: nothing happens
}

TEST_F(EngineProcessTest, DoesNotWaitForAGrandchildThatHoldsItsOutput) {
  Running running = run("sleep 1000 & echo $!; exit 0");
  const Heard heard = running.ended.get();
  EXPECT_EQ(heard.end, (process::ProcessEnd{0, {}}));
  ::kill(std::stoi(heard.said.at(0)), SIGKILL);
}

TEST_F(EngineProcessTest, SaysWhyItCannotBeStarted) {
  const auto missing = EngineProcess::start(launcher_, {.program = "/nowhere", .arguments = {}, .environment = {}}, {});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, StartsWith("cannot start /nowhere"));
}

}  // namespace
}  // namespace swarm::local_engine
