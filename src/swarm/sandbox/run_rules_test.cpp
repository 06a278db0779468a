#include "swarm/sandbox/run_rules.hpp"

#include <csignal>

#include <gtest/gtest.h>

#include "swarm/sandbox/backends.hpp"

namespace swarm::sandbox {
namespace {

struct Case {
  RunRequest request;
  InitReport init;
  EndedFor ended_for = EndedFor::nothing;
  std::optional<GroupUsage> group;
  std::string error_out;

  explicit Case(std::initializer_list<std::string_view> lines) {
    for (const std::string_view line : lines)
      add_line(init, line);
  }
  RunReport concluded() const {
    RunReport report;
    report.error_out = error_out;
    conclude({.request = request, .init = init, .ended_for = ended_for, .group = group, .jail_said = error_out},
             report);
    return report;
  }
};

TEST(Conclude, ReadsTheEndAndTheUsage) {
  const RunReport report = Case({"ready", "ended 0 exited 3 1500 500 9000 2048"}).concluded();
  EXPECT_EQ(report.outcome, RunOutcome::program_failed);
  EXPECT_EQ(report.exit_status, 3);
  EXPECT_EQ(report.cpu.count(), 2);
  EXPECT_EQ(report.memory_peak_bytes, 2048 * 1024);
}

TEST(Conclude, AForbiddenCallOutweighsHowTheProgramEnded) {
  const RunReport report = Case({"ready", "violation 41 2", "ended 0 signalled 9 1 1 1 1"}).concluded();
  EXPECT_EQ(report.outcome, RunOutcome::violation);
  EXPECT_EQ(report.blocked, "network (socket)");
}

TEST(Conclude, NamesTheLimitOfTheGroup) {
  Case killed({"ready", "ended 0 signalled 9 1 1 1 1"});
  killed.group = GroupUsage{.out_of_memory = true};
  EXPECT_EQ(killed.concluded().limit, RunLimit::memory);
  Case forked({"ready", "ended 0 exited 1 1 1 1 1"});
  forked.group = GroupUsage{.out_of_processes = true};
  EXPECT_EQ(forked.concluded().limit, RunLimit::processes);
  EXPECT_EQ(forked.concluded().outcome, RunOutcome::limit);
}

TEST(Conclude, NamesTheLimitThatTheRuntimeSpeaksOf) {
  Case memory({"ready", "ended 0 exited 1 1 1 1 1"});
  memory.error_out = "Traceback\nMemoryError\n";
  EXPECT_EQ(memory.concluded().limit, RunLimit::memory);
  EXPECT_EQ(Case({"ready", "ended 0 signalled 24 1 1 1 1"}).concluded().limit, RunLimit::time);
  EXPECT_EQ(Case({"ready", "ended 0 signalled 25 1 1 1 1"}).concluded().limit, RunLimit::disk);
}

TEST(Conclude, AProgramThatWentOnAfterALimitStillCompleted) {
  Case survived({"ready", "ended 0 exited 0 1 1 1 1"});
  survived.group = GroupUsage{.out_of_processes = true};
  EXPECT_EQ(survived.concluded().outcome, RunOutcome::completed);
  EXPECT_EQ(survived.concluded().limit, RunLimit::processes);
}

TEST(Conclude, AToolThatFailsIsNotTheProgram) {
  Case tools({"ready", "ended 0 exited 1 1 1 1 1"});
  tools.request.tools = {{"/usr/bin/g++", {}}};
  EXPECT_EQ(tools.concluded().outcome, RunOutcome::tool_failed);
}

TEST(Conclude, ALostSandboxIsOurFault) {
  EXPECT_EQ(Case({"ready"}).concluded().outcome, RunOutcome::sandbox_failed);
  EXPECT_EQ(Case({"ready", "failed execve 2"}).concluded().outcome, RunOutcome::sandbox_failed);
  Case never({});
  never.error_out = "bwrap: No permissions to create new namespace";
  EXPECT_EQ(never.concluded().outcome, RunOutcome::sandbox_failed);
  EXPECT_NE(never.concluded().trouble.find("No permissions"), std::string::npos);
}

TEST(Conclude, IgnoresLinesThatItDoesNotKnow) {
  const RunReport report = Case({"ready", "", "ended", "ended x", "violation", "nonsense 1 2"}).concluded();
  EXPECT_EQ(report.outcome, RunOutcome::sandbox_failed);
  EXPECT_EQ(report.blocked, "");
}

TEST(Backends, ReadTheVersionOfAJail) {
  EXPECT_EQ(version_in("bubblewrap 0.8.0\n"), "0.8.0");
  EXPECT_EQ(version_in("firejail version 0.9.72\n\nCompile time support:"), "0.9.72");
  EXPECT_EQ(version_in("nothing"), "");
}

TEST(Backends, NeverShowTheMachinesFiles) {
  for (const std::string& argument : bubblewrap_jail({}, Circumstances::usual).arguments)
    EXPECT_TRUE(argument != "/etc" && argument != "/home" && argument != "/var" && argument != "/root") << argument;
}

}  // namespace
}  // namespace swarm::sandbox
