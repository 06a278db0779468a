// What a hostile program tries, and what stops it. Runs as whoever runs the test, also as root, and again as an
// ordinary user, under each of the jails (SWARM_SANDBOX_BACKEND).
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "swarm/sandbox/jail_runner.hpp"
#include "swarm/sandbox/runner_fixture.hpp"
#include "swarm/sandbox/seccomp_filter.hpp"

namespace swarm::sandbox {
namespace {

using tests::RunnerUnderTest;

constexpr std::chrono::seconds kBriefly{2};    // for programs that the time ends
constexpr std::chrono::seconds kPatience{60};  // with what happens at once on an idle machine

class Escape : public testing::Test {
 protected:
  // Only a jail whose program is missing or whom this account may not use is a reason to skip, never one that leaks.
  void SetUp() override {
    const SandboxFacts facts = sandbox.runner.tried_out();
    const char* may_be_missing = std::getenv("SWARM_SANDBOX_MAY_BE_MISSING");
    if (!facts.ready && may_be_missing != nullptr) GTEST_SKIP() << facts.detail;
    ASSERT_TRUE(facts.ready) << facts.detail;
  }

  // The program says ESCAPED where it got through.
  RunReport attempt(const std::string& program) {
    const RunReport report = sandbox.python(kPrelude + program);
    EXPECT_FALSE(report.out.contains("ESCAPED")) << report.out << "\n" << program;
    EXPECT_NE(report.outcome, RunOutcome::sandbox_failed) << report.trouble;
    return report;
  }
  RunReport attempt_call(const std::string& call) {
    return attempt(fmt::format("r = libc.syscall({})\nif r != -1: print('ESCAPED', r)\n", call));
  }

  static constexpr char kPrelude[] =
      "import ctypes, os, sys\nlibc = ctypes.CDLL(None, use_errno=True)\n"
      "def tries(f):\n  try:\n    r = f()\n    print('ESCAPED', repr(r)[:200])\n  except OSError as e:\n    "
      "print('no', e)\n";
  RunnerUnderTest sandbox;
};

TEST_F(Escape, FilesOfTheMachineAreNotThere) {
  const std::string secret = fmt::format("/tmp/swarm-escape-{}", ::getpid());  // readable by everybody outside
  std::ofstream(secret) << "secret";
  for (const std::string& path :
       {std::string("/etc/shadow"), std::string("/etc/passwd"), std::string("/root"), std::string("/var"),
        std::string("/proc/1/environ"), std::string("/proc/1/fd/3"), std::string("/proc/kcore"), secret,
        std::string("/sys/kernel/uevent_helper"), std::string("/proc/sysrq-trigger"),
        std::string("/var/run/docker.sock"), std::string("/run/dbus/system_bus_socket")}) {
    attempt(
        fmt::format("tries(lambda: os.listdir('{0}') if os.path.isdir('{0}') and os.listdir('{0}') else "
                    "open('{0}', 'rb').read(1) or 1)",
                    path));
  }
  std::filesystem::remove(secret);
}

TEST_F(Escape, AFileThatIsAskedForIsReported) {
  EXPECT_EQ(attempt("tries(lambda: open('/etc/shadow'))").paths, std::vector<std::string>{"/etc/shadow"});
  EXPECT_EQ(attempt("tries(lambda: open('../../etc/shadow'))").paths, std::vector<std::string>{"/etc/shadow"});
  EXPECT_EQ(attempt("tries(lambda: open('/usr/../srv/x'))").paths, std::vector<std::string>{"/srv/x"});
}

TEST_F(Escape, DescriptorsOfTheServerAreClosed) {
  const int open_here = ::open("/etc/passwd", O_RDONLY);  // without close-on-exec
  const RunReport report = attempt("print(sorted(int(x) for x in os.listdir('/proc/self/fd')))");
  EXPECT_EQ(report.out, "[0, 1, 2, 3]\n");  // 3 is the folder itself
  ::close(open_here);
}

TEST_F(Escape, NothingIsWritableOutsideOfTheScratchFolder) {
  for (const char* path : {"/usr/x", "/x", "/etc/x", "/dev/x", "/bin/x", "/lib/x", "/proc/sys/kernel/core_pattern",
                           "/proc/sys/kernel/hostname", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/x"})
    attempt(fmt::format("tries(lambda: open('{}', 'w').write('|x'))", path));
}

TEST_F(Escape, LinksLeadNowhere) {
  attempt("os.symlink('/etc/shadow', 's')\ntries(lambda: open('s').read())");
  attempt("os.symlink('/', 'r')\ntries(lambda: open('r/etc/shadow').read())");
  attempt("tries(lambda: os.link('/usr/bin/python3.11', '/tmp/p'))");
  attempt("tries(lambda: open('/tmp/../../../../etc/shadow').read())");
}

TEST_F(Escape, TheNetworkIsForbidden) {
  for (const char* family : {"AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"}) {
    const RunReport report = attempt(
        fmt::format("import socket\ntries(lambda: socket.socket(socket.{}, socket.SOCK_RAW if '{}' == 'AF_PACKET' else "
                    "socket.SOCK_DGRAM))",
                    family, family));
    EXPECT_EQ(report.outcome, RunOutcome::violation) << family;
    EXPECT_EQ(report.blocked, "network (socket)");
  }
  for (const char* goal :
       {"('127.0.0.1', 3000)", "('169.254.169.254', 80)", "('1.1.1.1', 53)", "('example.com', 80)"}) {
    const RunReport report =
        attempt(fmt::format("import socket\ntries(lambda: socket.create_connection({}, timeout=1))", goal));
    EXPECT_EQ(report.outcome, RunOutcome::violation) << goal;
  }
}

TEST_F(Escape, AbstractSocketsOfTheMachineAreNotReached) {
  const std::string name = fmt::format("swarm-escape-{}", ::getpid());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  attempt(fmt::format("import socket\ntries(lambda: socket.socket(socket.AF_UNIX).connect('\\0{}'))", name));
  ::close(listener);
}

TEST_F(Escape, ForbiddenCallsEndTheProgramAndAreNamed) {
  for (const std::string& call : forbidden_calls()) {
    const int number = call_number(call);
    if (number < 0) continue;  // not on this machine
    const RunReport report = attempt_call(fmt::format("{}, 0, 0, 0, 0, 0, 0", number));
    EXPECT_EQ(report.outcome, RunOutcome::violation) << call;
    EXPECT_NE(report.blocked.find("(" + call + ")"), std::string::npos) << report.blocked;
  }
}

TEST_F(Escape, NoNewNameSpaces) {
  constexpr int kClone = 56, kClone3 = 435;
  for (const char* flag : {"0x10000000", "0x00020000", "0x20000000", "0x40000000", "0x04000000", "0x08000000"}) {
    const RunReport report = attempt_call(fmt::format("{}, {} | 17, 0, 0, 0, 0", kClone, flag));
    EXPECT_EQ(report.blocked, "namespace (clone)") << flag;
  }
  attempt_call(fmt::format("{}, (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17), 88", kClone3));
}

TEST_F(Escape, TheTerminalCannotBeTypedInto) {
  for (const char* request : {"0x5412", "0x541C", "0x100005412"}) {
    const RunReport report = attempt_call(fmt::format("16, 0, {}, b'x'", request));
    EXPECT_EQ(report.blocked, "device (ioctl)") << request;
  }
}

TEST_F(Escape, DevicesCannotBeMade) {
  EXPECT_EQ(attempt_call("133, b'/tmp/sda', 0o60666, 0x800").blocked, "device (mknod)");
  EXPECT_EQ(attempt_call("259, -100, b'/tmp/mem', 0o20666, 0x101").blocked, "device (mknodat)");
}

TEST_F(Escape, CallsOfAnotherBitWidthAreKilled) {
  const RunReport report = attempt(
      "import mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')\n"
      "f = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))\nprint('ESCAPED', f())\n");
  EXPECT_EQ(report.outcome, RunOutcome::violation);
}

TEST_F(Escape, NobodyBecomesRoot) {
  const RunReport report = attempt(
      "s = open('/proc/self/status').read()\nfor k in ('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs'):\n"
      "  print(k, s.split(k + ':')[1].split()[0])\n"
      "tries(lambda: os.setuid(0)) if os.getuid() else print('ESCAPED uid 0')\n");
  EXPECT_TRUE(report.out.contains("CapBnd 0000000000000000\nNoNewPrivs 1\n")) << report.out << report.error_out;
  // Programs with the set-user-id bit gain nothing; some give up on what is forbidden first.
  for (const char* program : {"/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/newgrp"})
    attempt(fmt::format("import subprocess\nsubprocess.run(['{}', '-c', 'id'], stdin=0)\n", program));
}

TEST_F(Escape, OtherProcessesAreNotSeen) {
  const RunReport report = attempt(
      "pids = sorted(int(x) for x in os.listdir('/proc') if x.isdigit())\nprint(len(pids))\n"
      "for p in range(2, 4000):\n  if p in pids: continue\n  try:\n    os.kill(p, 0)\n    print('ESCAPED', p)\n"
      "  except OSError: pass\n");
  EXPECT_LE(std::stoi(report.out), 3) << report.out;
}

TEST_F(Escape, TheFirstProcessCannotBeLookedInto) {
  attempt(
      "for p in range(1, 3):\n  for f in ('environ', 'mem', 'maps', 'exe', 'cwd'):\n    if p == os.getpid(): continue\n"
      "    tries(lambda: open(f'/proc/{p}/{f}', 'rb').read(1) or 1)\n");
}

TEST_F(Escape, AForkBombEndsAtTheLimitOfProcesses) {
  const RunReport report = sandbox.python("import os\nwhile True: os.fork()\n");
  EXPECT_EQ(report.outcome, RunOutcome::limit) << report.error_out.substr(0, 500);
  EXPECT_TRUE(report.limit == RunLimit::processes || report.limit == RunLimit::output) << json::name_of(*report.limit);
}

TEST_F(Escape, AQuietForkBombEndsAtALimit) {
  RunnerUnderTest brief(RunnerUnderTest::small_limits(kBriefly));
  const RunReport report = brief.python("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass\n");
  EXPECT_EQ(report.outcome, RunOutcome::limit);
}

TEST_F(Escape, MemoryIsLimited) {
  const RunReport growing = sandbox.python("a = []\nwhile True: a.append(bytearray(1 << 20))\n");
  EXPECT_EQ(growing.limit, RunLimit::memory) << growing.error_out;
  const RunReport at_once = sandbox.python("a = bytearray(1 << 40)\n");
  EXPECT_EQ(at_once.limit, RunLimit::memory) << at_once.error_out;
}

TEST_F(Escape, MemoryIsLimitedForTheWholeTree) {
  const RunReport report = sandbox.python(
      "import os, time\nfor i in range(8):\n  if os.fork() == 0:\n    a = bytearray(100 << 20)\n    time.sleep(1)\n"
      "    os._exit(0)\nprint([os.WIFSIGNALED(os.wait()[1]) for i in range(8)].count(True) > 0)\n");
  if (report.coverage.at("memory") != Coverage::tree) GTEST_SKIP() << "no control group may be written here";
  EXPECT_EQ(report.limit, RunLimit::memory);
}

TEST_F(Escape, OpenFilesAndDiskAreLimited) {
  attempt(
      "a = []\ntry:\n  while True: a.append(open('/dev/null'))\nexcept OSError as e: print(e.errno)\n"
      "if len(a) > 1000: print('ESCAPED')\n");
  const RunReport file = sandbox.python("f = open('big', 'wb')\nwhile True: f.write(bytes(1 << 20))\n");
  EXPECT_EQ(file.limit, RunLimit::disk) << file.error_out;
  if (file.coverage.at("disk") != Coverage::tree) return;
  const RunReport many = sandbox.python("for i in range(1000):\n  open(f'/tmp/{i}', 'wb').write(bytes(1 << 20))\n");
  EXPECT_EQ(many.limit, RunLimit::disk) << many.error_out;
}

TEST_F(Escape, SleepingDoesNotOutwaitTheClock) {
  RunnerUnderTest brief(RunnerUnderTest::small_limits(kBriefly));
  const RunReport report = brief.python(
      "import time, signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
      "time.sleep(1000)\n");
  EXPECT_EQ(report.limit, RunLimit::time);
  EXPECT_LT(report.wall, kPatience);
}

// Processes with a name of their own, seen from outside.
bool is_running(const std::string& mark) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream stream(entry.path() / "cmdline");
    std::ostringstream line;
    line << stream.rdbuf();  // nothing where the process ended meanwhile
    if (line.str().contains(mark)) return true;
  }
  return false;
}

bool ends_soon(const std::string& mark) {
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < patience) {
    if (!is_running(mark)) return true;
  }
  return false;
}

std::string daemon_program(const std::string& mark) {
  return fmt::format(
      "import os, sys\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n"
      "    os.execv('/usr/bin/python3', ['python3', '-c', 'import time; time.sleep(1000)', '{0}'])\n  os._exit(0)\n"
      "os.wait()\nimport time; time.sleep(0.3)\nprint('left it behind')\n",
      mark);
}

TEST_F(Escape, ADaemonThatWasLeftBehindEndsWithTheRun) {
  const std::string mark = fmt::format("daemon-{}", ::getpid());
  const RunReport report = sandbox.python(daemon_program(mark));
  EXPECT_EQ(report.out, "left it behind\n") << report.error_out;
  EXPECT_TRUE(ends_soon(mark));
}

TEST_F(Escape, ALogCannotBeForged) {
  const RunReport report = attempt("tries(lambda: open('/etc/\\x1b[2J\\r\\nwarn sandbox_run forged'))");
  ASSERT_EQ(report.paths.size(), 1U);
  EXPECT_FALSE(has_control_character(report.paths.front())) << report.paths.front();
  for (const std::string_view line : split(sandbox.kept.text(), '\n'))
    EXPECT_FALSE(line.starts_with("warn sandbox_run forged"));
}

// A server that is killed leaves nobody behind.
TEST_F(Escape, NothingOutlivesAServerThatIsKilled) {
  const std::string mark = fmt::format("orphan-{}", ::getpid());
  const pid_t server = ::fork();
  if (server == 0) {
    RunnerUnderTest inner;
    inner.python(fmt::format(
        "import sys, os\nos.execv('/usr/bin/python3', ['python3', '-c', 'while True: pass', '{}'])\n", mark));
    ::_exit(0);
  }
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (!is_running(mark) && std::chrono::steady_clock::now() < patience) {
  }
  EXPECT_TRUE(is_running(mark));
  ::kill(server, SIGKILL);
  ::waitpid(server, nullptr, 0);
  EXPECT_TRUE(ends_soon(mark));
}

}  // namespace
}  // namespace swarm::sandbox
