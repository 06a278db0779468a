// The first process inside a sandbox: carries out the server's order step by step and reports. It stands between the
// program and the server so that exit status, signal and usage are exact, forbidden calls are named, and everything
// ends when the server does. It runs as the sandbox's unprivileged user, whose programs cannot look into it.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "swarm/sandbox/init/confinement.hpp"

namespace swarm::sandbox::init {

namespace {

long long microseconds(const timeval& time) {
  return static_cast<long long>(time.tv_sec) * 1'000'000 + time.tv_usec;
}

long long now_us() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<long long>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

// As the first process of its own number space it may end everything else there; otherwise only the step's session.
void kill_everything(pid_t main_process) {
  if (::getpid() == 1)
    ::kill(-1, SIGKILL);
  else
    ::kill(-main_process, SIGKILL);
}

struct StepEnd {
  bool known = false;
  int status = 0;
  rusage usage{};
};

// Reaps whatever has ended. The step's own end is kept.
void reap(pid_t main_process, StepEnd& end, int options) {
  int status = 0;
  rusage usage{};
  for (pid_t process; (process = ::wait4(-1, &status, options, &usage)) > 0;) {
    if (process == main_process) end = {true, status, usage};
  }
}

// True when the step may be followed by the next one.
bool report_end(int step, const StepEnd& end, long long began_us) {
  const bool exited = WIFEXITED(end.status);
  const int number = exited ? WEXITSTATUS(end.status) : WTERMSIG(end.status);
  rusage all{};
  ::getrusage(RUSAGE_CHILDREN, &all);  // with the descendants that were waited for
  ::dprintf(kReport, "ended %d %s %d %lld %lld %lld %ld\n", step, exited ? "exited" : "signalled", number,
            microseconds(all.ru_utime), microseconds(all.ru_stime), now_us() - began_us, all.ru_maxrss);
  return exited && number == 0;
}

struct Watched {
  int signals;
  int listener;
};

// Serves the filter until the step has ended; false when the server wants the run to end, or has gone.
bool watch(const Order& order, pid_t main_process, Watched watched, StepEnd& end) {
  pollfd waiting[] = {{kLifeline, POLLIN, 0}, {watched.signals, POLLIN, 0}, {watched.listener, POLLIN, 0}};
  while (!end.known) {
    if (::poll(waiting, 3, -1) < 0 && errno != EINTR) return false;
    if (waiting[0].revents != 0) return false;
    if ((waiting[2].revents & POLLIN) != 0 && is_violation(watched.listener, order)) kill_everything(main_process);
    if ((waiting[2].revents & (POLLHUP | POLLERR)) != 0) waiting[2].fd = -1;  // nobody is left under the filter
    if (waiting[1].revents != 0) {
      signalfd_siginfo ignored;
      while (::read(watched.signals, &ignored, sizeof ignored) > 0) {
      }
      reap(main_process, end, WNOHANG);
    }
  }
  return true;
}

int make_input(const Order& order) {
  const int input = ::memfd_create("input", MFD_CLOEXEC);
  if (input < 0 || ::write(input, order.input.data, order.input.size) != static_cast<ssize_t>(order.input.size) ||
      ::lseek(input, 0, SEEK_SET) != 0)
    return -1;
  return input;
}

bool run_step(const Order& order, int index, int signals) {
  const Step& step = order.steps[index];
  int channel[2];
  const int input = make_input(order);
  if (input < 0 || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0) {
    report_failure("channel");
    return false;
  }
  const long long began_us = now_us();
  const pid_t main_process = ::fork();
  if (main_process == 0) {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    become_step(order, step, input, channel[1]);
    ::_exit(127);
  }
  ::close(channel[1]);
  const int listener = main_process > 0 ? receive_listener(channel[0]) : -1;
  if (listener < 0) {
    if (main_process < 0) report_failure("fork");
    return false;
  }
  StepEnd end;
  const bool wanted = watch(order, main_process, {signals, listener}, end);
  kill_everything(main_process);
  ::close(listener);
  if (!wanted || ::getpid() == 1) reap(main_process, end, 0);  // until nobody is left
  if (step.is_program && ::lseek(input, 0, SEEK_CUR) > 0) ::dprintf(kReport, "input\n");
  ::close(input);
  ::close(channel[0]);
  return report_end(index, end, began_us) && wanted;
}

// A run of the same program under other process numbers shows whether its output depends on them.
void use_up_process_numbers(unsigned count) {
  for (; count > 0; --count) {
    const pid_t process = ::fork();
    if (process == 0) ::_exit(0);
    ::waitpid(process, nullptr, 0);
  }
}

int carry_out() {
  ::close(kInit);
  ::prctl(PR_SET_DUMPABLE, 0);  // programs of the same user can neither trace this process nor open its /proc files
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child_ended, nullptr);
  const int signals = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
  static Order order;
  if (signals < 0 || !read_order(kOrder, order)) {
    report_failure("order");
    return 1;
  }
  ::dprintf(kReport, "ready\n");
  use_up_process_numbers(order.process_offset);
  for (int step = 0; step < order.step_count; ++step) {
    if (!run_step(order, step, signals)) break;
  }
  return 0;
}

}  // namespace

}  // namespace swarm::sandbox::init

int main() {
  return swarm::sandbox::init::carry_out();
}
