#include "platform/process/core_files.hpp"

#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::process {
namespace {

// How a process ends that prepares itself so and then crashes, in a folder where its core file would be.
int status_of_crash(void (*prepare)()) {
  const tests::TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_CORE, &limit);
    if (::chdir(folder.path().c_str()) != 0) ::_exit(99);
    prepare();
    ::raise(SIGQUIT);  // leaves a core file as a crash does, and no sanitizer catches it
    ::_exit(98);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

void leave_as_it_is() {}

TEST(CoreFiles, AreNotWrittenOnceForbidden) {
  const int usual = status_of_crash(&leave_as_it_is);
  ASSERT_TRUE(WIFSIGNALED(usual));
  if (!WCOREDUMP(usual)) GTEST_SKIP() << "nothing leaves core files here";
  const int forbidden = status_of_crash(&forbid_core_files);
  ASSERT_TRUE(WIFSIGNALED(forbidden));
  EXPECT_FALSE(WCOREDUMP(forbidden));
}

// 0, or which promise is broken.
int fault_of_switches() {
  rlimit limit{};
  forbid_core_files();
  if (::prctl(PR_GET_DUMPABLE) != 0) return 1;
  if (::getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 0) return 2;
  const rlim_t most = limit.rlim_max;
  allow_core_files();
  if (::prctl(PR_GET_DUMPABLE) != 1) return 3;
  if (::getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != most) return 4;
  return 0;
}

TEST(CoreFiles, CanBeForbiddenAndAllowedAgain) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(fault_of_switches());
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace swarm::process
