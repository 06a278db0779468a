#include "platform/process/core_files.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace swarm::process {

namespace {

// The soft limit only: the hard one is what allow_core_files() may go back to. A limit of 0 does not stop a system that
// pipes cores to a program; not being dumpable does.
void set_core_limit(bool allowed) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit.rlim_cur = allowed ? limit.rlim_max : 0;
  ::setrlimit(RLIMIT_CORE, &limit);
}

}  // namespace

void forbid_core_files() {
  ::prctl(PR_SET_DUMPABLE, 0);
  set_core_limit(false);
}

void allow_core_files() {
  ::prctl(PR_SET_DUMPABLE, 1);
  set_core_limit(true);
}

}  // namespace swarm::process
