#include "platform/process/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace swarm::process {

ChildProcess::~ChildProcess() {
  if (id_ < 0 || ended_) return;
  signal(SIGKILL);
  wait_for(std::chrono::hours{1});  // ends at once: nothing withstands SIGKILL
}

void ChildProcess::signal(int number) const {
  if (!ended_) ::syscall(SYS_pidfd_send_signal, handle_.number(), number, nullptr, 0);
}

std::optional<ProcessEnd> ChildProcess::wait_for(std::chrono::milliseconds at_most) {
  if (ended_) return ended_;
  pollfd waiting{.fd = handle_.number(), .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, static_cast<int>(at_most.count())) <= 0) return std::nullopt;
  siginfo_t info{};
  if (::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(handle_.number()), &info, WEXITED) != 0)
    return std::nullopt;
  ended_ = info.si_code == CLD_EXITED ? ProcessEnd{info.si_status, {}} : ProcessEnd{{}, info.si_status};
  return ended_;
}

}  // namespace swarm::process
