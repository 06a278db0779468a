#include "swarm/sandbox/jail_runner.hpp"

#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "swarm/sandbox/runner_fixture.hpp"

namespace swarm::sandbox {
namespace {

using tests::RunnerUnderTest;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

TEST(JailRunner, GivesTheExactOutputOfAProgram) {
  RunnerUnderTest sandbox;
  const RunReport report = sandbox.python("import sys\nprint('hello')\nsys.stderr.write('beside\\n')\n");
  EXPECT_EQ(report.outcome, RunOutcome::completed) << json::to_text(json::encode(report)) << report.error_out;
  EXPECT_EQ(report.out, "hello\n");
  EXPECT_EQ(report.error_out, "beside\n");
  EXPECT_EQ(report.exit_status, 0);
  EXPECT_TRUE(report.paths.empty()) << report.paths.front();
  EXPECT_FALSE(report.input_read);
  EXPECT_GT(report.memory_peak_bytes, 1'000'000);
  EXPECT_NE(report.backend.find(' '), std::string::npos);
}

TEST(JailRunner, TellsExitStatusesAndSignalsApart) {
  RunnerUnderTest sandbox;
  const RunReport status = sandbox.python("import sys; sys.exit(137)");
  EXPECT_EQ(status.outcome, RunOutcome::program_failed);
  EXPECT_EQ(status.exit_status, 137);
  EXPECT_EQ(status.signal, std::nullopt);
  const RunReport signal = sandbox.python("import os; os.abort()");
  EXPECT_EQ(signal.outcome, RunOutcome::program_failed);
  EXPECT_EQ(signal.signal, SIGABRT);
}

TEST(JailRunner, EndsAnEndlessLoopByTheClock) {
  RunnerUnderTest sandbox(RunnerUnderTest::small_limits(4s));
  const RunReport report = sandbox.python("print('before', flush=True)\nwhile True: pass\n");
  EXPECT_EQ(report.outcome, RunOutcome::limit);
  EXPECT_EQ(report.limit, RunLimit::time);
  EXPECT_EQ(report.out, "before\n");
  EXPECT_GE(report.wall, 4s);
  EXPECT_GT(report.cpu, 0ms);
}

TEST(JailRunner, EndsAFloodOfOutputAtItsMaximum) {
  RunnerUnderTest sandbox;
  const RunReport report = sandbox.python("while True: print('x' * 1000)");
  EXPECT_EQ(report.limit, RunLimit::output);
  EXPECT_EQ(report.out.size(), 64 * KiB);
  EXPECT_TRUE(report.output_cut);
}

TEST(JailRunner, RunsToolsFirstAndStopsWhenOneFails) {
  RunnerUnderTest sandbox;
  RunRequest request{.files = {{"main.cpp", "#include <cstdio>\nint main() { std::puts(\"built\"); return 3; }\n"}},
                     .tools = {{"/usr/bin/g++", {"-o", "program", "main.cpp"}}},
                     .program = {"./program", {}}};
  const RunReport built = sandbox.one(request);
  EXPECT_EQ(built.out, "built\n") << built.tool_out << built.trouble;
  EXPECT_EQ(built.exit_status, 3);
  request.files = {{"main.cpp", "int main() { return nothing; }\n"}};
  const RunReport refused = sandbox.one(request);
  EXPECT_EQ(refused.outcome, RunOutcome::tool_failed);
  EXPECT_NE(refused.tool_out.find("nothing"), std::string::npos);
  EXPECT_EQ(refused.out, "");
}

TEST(JailRunner, EndsACompilerThatTakesTooLong) {
  SandboxConfig config = RunnerUnderTest::small_limits();
  config.compile_time_max = 200ms;
  RunnerUnderTest sandbox(config);
  const RunReport report = sandbox.one({.tools = {{"/usr/bin/sleep", {"100"}}}, .program = {"/usr/bin/true", {}}});
  EXPECT_EQ(report.outcome, RunOutcome::limit);
  EXPECT_EQ(report.limit, RunLimit::time);
}

TEST(JailRunner, SeesThatAProgramReadsItsInput) {
  RunnerUnderTest sandbox;
  EXPECT_TRUE(sandbox.python("print(input())").input_read);
}

TEST(JailRunner, ShowsOtherCircumstancesToTheOtherRun) {
  RunnerUnderTest sandbox;
  RunRequest usual = RunnerUnderTest::python_request(
      "import os, time, platform\nfor x in (time.gmtime().tm_year, os.getpid(), os.getuid(), platform.node(), "
      "os.getcwd(), time.localtime(0).tm_hour): print(x)\n");
  RunRequest other = usual;
  other.circumstances = Circumstances::other;
  const auto reports = sandbox.runner.run({usual, other}, {});
  ASSERT_TRUE(reports) << reports.error().message;
  std::istringstream left(reports->at(0).out), right(reports->at(1).out);
  std::string a, b;
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(std::getline(left, a)) << reports->at(0).error_out;
    ASSERT_TRUE(std::getline(right, b)) << reports->at(1).error_out;
    EXPECT_NE(a, b);
  }
}

TEST(JailRunner, EndsSoonAfterAStopIsRequested) {
  RunnerUnderTest sandbox(RunnerUnderTest::small_limits(10min));  // nothing but the stop ends it
  ASSERT_TRUE(sandbox.runner.tried_out().ready);
  std::stop_source stop;
  std::jthread stopper([&] {
    while (!sandbox.metrics.exposition().contains("swarm_sandbox_running 1\n")) {
    }
    stop.request_stop();
  });
  const auto reports = sandbox.runner.run({RunnerUnderTest::python_request("while True: pass")}, stop.get_token());
  ASSERT_TRUE(reports);
  EXPECT_EQ(reports->front().outcome, RunOutcome::cancelled);
}

TEST(JailRunner, RefusesARunWhenTooManyWait) {
  SandboxConfig config = RunnerUnderTest::small_limits();
  config.runs_max = 2;
  config.waiting_max = 0;
  RunnerUnderTest sandbox(config);
  ASSERT_TRUE(sandbox.runner.tried_out().ready) << sandbox.runner.tried_out().detail;
  const RunRequest endless = RunnerUnderTest::python_request("while True: pass");
  std::stop_source stop;
  std::jthread busy([&] {
    while (!sandbox.runner.run({endless, endless}, stop.get_token())) {  // the other thread may have been first
    }
  });
  ErrorCode code = ErrorCode::internal;
  for (int tries = 0; tries < 100 && code != ErrorCode::limit_exceeded; ++tries) {
    const auto refused = sandbox.runner.run({RunnerUnderTest::python_request("print(1)")}, {});
    if (!refused) code = refused.error().code;
  }
  EXPECT_EQ(code, ErrorCode::limit_exceeded);
  stop.request_stop();
}

TEST(JailRunner, RefusesMoreProgramsAtOnceThanItHasPlaces) {
  SandboxConfig config = RunnerUnderTest::small_limits();
  config.runs_max = 2;
  RunnerUnderTest sandbox(config);
  const RunRequest one = RunnerUnderTest::python_request("print(1)");
  EXPECT_EQ(sandbox.runner.run({one, one, one}, {}).error().code, ErrorCode::limit_exceeded);
}

TEST(JailRunner, RunsNothingWhenItIsOff) {
  SandboxConfig config;
  config.backend = Backend::off;
  RunnerUnderTest sandbox(config);
  EXPECT_EQ(sandbox.runner.run({RunnerUnderTest::python_request("print(1)")}, {}).error().code, ErrorCode::unavailable);
  EXPECT_FALSE(sandbox.runner.tried_out().ready);
}

TEST(JailRunner, CountsOutcomesApart) {
  RunnerUnderTest sandbox;
  sandbox.python("print(1)");
  sandbox.python("1/0");
  sandbox.python("while True: print('x' * 1000)");
  sandbox.python("import socket; socket.socket()");
  const std::string text = sandbox.metrics.exposition();
  for (const char* outcome : {"program_failed", "limit", "violation"})
    EXPECT_NE(text.find(fmt::format("swarm_sandbox_executions_total{{outcome=\"{}\"}} 1\n", outcome)),
              std::string::npos)
        << text;
  EXPECT_NE(sandbox.kept.text().find("\"blocked\":\"network (socket)\""), std::string::npos) << sandbox.kept.text();
}

}  // namespace
}  // namespace swarm::sandbox
