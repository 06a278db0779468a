#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "platform/process/launcher.hpp"

namespace swarm::process {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

// A child whose output is read to its end.
struct Spoken {
  Result<ChildProcess> child;
  std::string said;
};

Spoken speak(SpawnRequest request) {
  Pipe pipe = *make_pipe();
  const Descriptor null = *open_null();
  request.descriptors.insert(request.descriptors.begin(),
                             {{null.number(), 0}, {pipe.write_end.number(), 1}, {pipe.write_end.number(), 2}});
  Spoken spoken{spawn(request), {}};
  pipe.write_end.close();
  std::array<char, 4096> buffer;
  for (ssize_t size; (size = ::read(pipe.read_end.number(), buffer.data(), buffer.size())) > 0;)
    spoken.said.append(buffer.data(), static_cast<std::size_t>(size));
  return spoken;
}

SpawnRequest program(std::vector<std::string> arguments) {
  return {.program = arguments.front(), .arguments = arguments, .environment = {}, .descriptors = {}};
}

TEST(Spawn, GivesArgumentsAndEnvironmentAsTheyAre) {
  SpawnRequest request = program({"/usr/bin/printf", "%s|", "a b", "$HOME", ";ls"});
  EXPECT_EQ(speak(request).said, "a b|$HOME|;ls|");
  request = program({"/usr/bin/env"});
  request.environment = {"ONLY=this"};
  EXPECT_EQ(speak(request).said, "ONLY=this\n");
}

TEST(Spawn, TellsHowItEnded) {
  EXPECT_EQ(speak(program({"/usr/bin/false"})).child->wait_for(30s), (ProcessEnd{1, {}}));
  Spoken sleeper = speak(program({"/usr/bin/setsid", "-f", "/usr/bin/true"}));
  EXPECT_EQ(sleeper.child->wait_for(30s), (ProcessEnd{0, {}}));
}

TEST(Spawn, SaysWhyAProgramCannotBeStarted) {
  const auto missing = spawn(program({"/nowhere/at/all"}));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::unavailable);
  EXPECT_NE(missing.error().message.find("/nowhere/at/all"), std::string::npos);
}

TEST(Spawn, ClosesEveryDescriptorThatIsNotHandedOn) {
  const Descriptor open_here(::open("/dev/null", O_RDONLY));  // without close-on-exec, as a library might leave it
  SpawnRequest request = program({"/usr/bin/ls", "/proc/self/fd"});
  EXPECT_EQ(speak(request).said, "0\n1\n2\n3\n");  // 3 is the folder itself
}

TEST(Spawn, HandsDescriptorsOnAlsoWhenTheirNumbersCross) {
  Pipe first = *make_pipe();
  ASSERT_EQ(::write(first.write_end.number(), "one", 3), 3);
  first.write_end.close();
  Pipe second = *make_pipe();
  ASSERT_EQ(::write(second.write_end.number(), "two", 3), 3);
  second.write_end.close();
  SpawnRequest request = program({"/usr/bin/cat", "/proc/self/fd/3", "/proc/self/fd/4"});
  request.descriptors = {{second.read_end.number(), 3}, {first.read_end.number(), 4}};
  EXPECT_EQ(speak(request).said, "twoone");
}

TEST(Spawn, RefusesMoreDescriptorsThanItCanHandOn) {
  SpawnRequest request = program({"/usr/bin/true"});
  request.descriptors.assign(kHandedDescriptorsMax + 1, {0, 0});
  EXPECT_EQ(spawn(request).error().code, ErrorCode::invalid_input);
}

TEST(Spawn, SetsLimitsAndAnOwnSession) {
  SpawnRequest request = program({"/usr/bin/cat", "/proc/self/limits"});
  request.limits = {{RLIMIT_NOFILE, 33}};
  Spoken limited = speak(request);
  ASSERT_TRUE(limited.child) << limited.child.error().message;
  EXPECT_NE(limited.said.find("Max open files            33"), std::string::npos) << limited.said;
  std::istringstream stat(speak(program({"/usr/bin/cat", "/proc/self/stat"})).said);
  std::string process, name, state, parent, group, session;
  stat >> process >> name >> state >> parent >> group >> session;
  EXPECT_EQ(process, session);
}

TEST(Spawn, LowersTheChildsPriorityFromItsStart) {
  SpawnRequest request = program({"/usr/bin/nice"});
  request.niceness = 7;
  const int ours = ::getpriority(PRIO_PROCESS, 0);
  EXPECT_EQ(speak(request).said, std::to_string(std::min(ours + 7, 19)) + "\n");
  request.niceness = 40;
  EXPECT_EQ(speak(request).said, "19\n");
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), ours);
}

TEST(Spawn, BecomesAnUnprivilegedUser) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  SpawnRequest request = program({"/usr/bin/id"});
  request.identity = Identity{65534, 65534};
  EXPECT_EQ(speak(request).said, "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\n");
  EXPECT_EQ(::getuid(), 0U);
}

TEST(ChildProcess, IsKilledAndReapedAtItsEnd) {
  pid_t id = 0;
  {
    const Descriptor null = *open_null();
    SpawnRequest request = program({"/usr/bin/sleep", "1000"});
    request.descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}};
    Result<ChildProcess> child = spawn(request);
    ASSERT_TRUE(child) << child.error().message;
    id = child->id();
    EXPECT_EQ(child->wait_for(0ms), std::nullopt);
  }
  EXPECT_EQ(::kill(id, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST(Launcher, StartsChildrenThatOutliveTheCallersThread) {
  Launcher launcher;
  std::optional<Result<ChildProcess>> child;
  std::thread caller([&] {
    const Descriptor null = *open_null();
    SpawnRequest request = program({"/usr/bin/sleep", "1000"});
    request.descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}};
    child.emplace(launcher.start(std::move(request)));
  });
  caller.join();
  ASSERT_TRUE(*child) << child->error().message;
  EXPECT_EQ((*child)->wait_for(50ms), std::nullopt);
  (*child)->signal(SIGTERM);
  EXPECT_EQ((*child)->wait_for(30s), (ProcessEnd{{}, SIGTERM}));
}

TEST(Launcher, TheEndOfAChildInterruptsNobody) {
  Launcher launcher;
  Pipe pipe = *make_pipe();
  std::jthread ender([&] {
    for (int i = 0; i < 20; ++i) {
      const Descriptor null = *open_null();
      SpawnRequest request = program({"/usr/bin/true"});
      request.descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}};
      auto child = launcher.start(std::move(request));
      EXPECT_TRUE(child && child->wait_for(30s));
    }
    EXPECT_EQ(::write(pipe.write_end.number(), "x", 1), 1);
  });
  std::array<char, 1> buffer;
  EXPECT_EQ(::read(pipe.read_end.number(), buffer.data(), 1), 1);  // -1 and EINTR when a signal comes
}

TEST(Launcher, TakesItsChildrenWithIt) {
  std::optional<Result<ChildProcess>> child;
  {
    Launcher launcher;
    const Descriptor null = *open_null();
    SpawnRequest request = program({"/usr/bin/sleep", "1000"});
    request.descriptors = {{null.number(), 0}, {null.number(), 1}, {null.number(), 2}};
    child.emplace(launcher.start(std::move(request)));
    ASSERT_TRUE(*child) << child->error().message;
  }
  EXPECT_EQ((*child)->wait_for(30s), (ProcessEnd{{}, SIGKILL}));
}

TEST(SealedFile, CannotBeChanged) {
  const std::string text = "fixed";
  const Descriptor file = *sealed_file("fixed", std::as_bytes(std::span(text)));
  std::array<char, 16> buffer{};
  EXPECT_EQ(::read(file.number(), buffer.data(), buffer.size()), 5);
  EXPECT_EQ(::pwrite(file.number(), "x", 1, 0), -1);
}

}  // namespace
}  // namespace swarm::process
