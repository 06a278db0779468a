#include "platform/process/spawn.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace swarm::process {

namespace {

constexpr std::size_t kStackBytes = 128 * 1024;
constexpr int kFirstParkingNumber = 64;  // where descriptors wait while the low numbers are filled

// What the child reads, prepared before it exists: it shares our memory and may neither allocate nor lock.
struct Plan {
  const SpawnRequest& request;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  pid_t parent;
  const char* failed = nullptr;  // said by the child
  int error = 0;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));  // execve does not write to them
  pointers.push_back(nullptr);
  return pointers;
}

bool enter_control_groups(const SpawnRequest& request) {
  for (const int group : request.control_groups) {
    if (::write(group, "0", 1) != 1) return false;
  }
  return true;
}

bool set_limits(const SpawnRequest& request) {
  for (const ResourceLimit& limit : request.limits) {
    const rlimit value{limit.value, limit.hard.value_or(limit.value)};
    if (::setrlimit(static_cast<__rlimit_resource>(limit.resource), &value) != 0) return false;
  }
  return true;
}

// First out of the way of each other, then to their numbers; then nothing else stays open.
bool arrange_descriptors(const SpawnRequest& request) {
  std::array<int, kHandedDescriptorsMax> parked{};
  int last = -1;
  for (std::size_t i = 0; i < request.descriptors.size(); ++i) {
    parked[i] = ::fcntl(request.descriptors[i].ours, F_DUPFD, kFirstParkingNumber);
    if (parked[i] < 0) return false;
  }
  for (std::size_t i = 0; i < request.descriptors.size(); ++i) {
    if (::dup2(parked[i], request.descriptors[i].childs) < 0) return false;
    last = std::max(last, request.descriptors[i].childs);
  }
  return ::syscall(SYS_close_range, static_cast<unsigned>(last + 1), ~0U, 0) == 0;
}

bool be_nice(int by) {
  return by <= 0 || ::setpriority(PRIO_PROCESS, 0, std::min(::getpriority(PRIO_PROCESS, 0) + by, 19)) == 0;
}

// The calls of the kernel themselves: the C library's would change every thread of the server.
bool become(const std::optional<Identity>& identity) {
  if (!identity) return true;
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 &&
         ::syscall(SYS_setresgid, identity->group, identity->group, identity->group) == 0 &&
         ::syscall(SYS_setresuid, identity->user, identity->user, identity->user) == 0;
}

bool bind_to_parent(const Plan& plan) {
  if (!plan.request.dies_with_parent) return true;
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == plan.parent;  // it may have ended before the call
}

void reset_signals() {
  struct sigaction plain{};
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number)
    ::sigaction(number, &plain, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

int run_child(void* argument) {
  Plan& plan = *static_cast<Plan*>(argument);
  const auto fail_at = [&plan](const char* what) {
    plan.failed = what;
    plan.error = errno;
    ::_exit(127);
  };
  if (::setsid() < 0) fail_at("begin an own session");
  if (!enter_control_groups(plan.request)) fail_at("enter its control group");
  if (!arrange_descriptors(plan.request)) fail_at("arrange its descriptors");
  if (!set_limits(plan.request)) fail_at("set its limits");  // after the descriptors, which may need more of them
  if (!be_nice(plan.request.niceness)) fail_at("lower its priority");
  if (!become(plan.request.identity)) fail_at("become an unprivileged user");
  if (!bind_to_parent(plan)) fail_at("bind its life to its parent's");
  reset_signals();
  ::execve(plan.request.program.c_str(), plan.arguments.data(), plan.environment.data());
  fail_at("execute");
  return 127;
}

struct Stack {
  Stack()
      : memory(::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {}
  ~Stack() {
    if (is_good()) ::munmap(memory, kStackBytes);
  }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  bool is_good() const { return memory != MAP_FAILED; }
  void* top() const { return static_cast<char*>(memory) + kStackBytes; }
  void* memory;
};

}  // namespace

Result<ChildProcess> spawn(const SpawnRequest& request) {
  if (request.descriptors.size() > kHandedDescriptorsMax)
    return fail(ErrorCode::invalid_input, fmt::format("a child gets at most {} descriptors", kHandedDescriptorsMax));
  Plan plan{request, pointers_to(request.arguments), pointers_to(request.environment), ::getpid()};
  const Stack stack;
  if (!stack.is_good()) return std::unexpected(system_error("cannot get a stack for a child", errno));
  sigset_t all, before;
  sigfillset(&all);
  sigdelset(&all, SIGCHLD);  // nobody handles it, and blocked here it would interrupt another thread (launcher.cpp)
  ::pthread_sigmask(SIG_BLOCK, &all, &before);  // no handler of ours may run in the child, which shares our memory
  int handle = -1;
  const pid_t id =
      ::clone(run_child, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &handle, nullptr, nullptr);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (id < 0) return std::unexpected(system_error("cannot start a process", error));
  ChildProcess child(id, Descriptor(handle));
  if (plan.failed == nullptr) return child;
  return std::unexpected(
      system_error(fmt::format("cannot start {}: the child failed to {}", request.program, plan.failed), plan.error));
}

}  // namespace swarm::process
