#include "swarm/sandbox/seccomp_filter.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <span>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/process/descriptor.hpp"

namespace swarm::sandbox {

namespace {

struct ForbiddenGroup {
  std::string_view kind;
  std::vector<const char*> calls;
};

// Never needed by a program that only computes and prints.
const std::vector<ForbiddenGroup>& forbidden_groups() {
  static const std::vector<ForbiddenGroup> groups{
      {"other processes",
       {"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd", "move_pages",
        "migrate_pages"}},
      {"mount",
       {"mount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick", "move_mount",
        "open_tree", "mount_setattr", "quotactl", "quotactl_fd", "swapon", "swapoff"}},
      {"namespace", {"unshare", "setns"}},
      {"keys", {"keyctl", "add_key", "request_key"}},
      {"kernel",
       {"bpf",
        "perf_event_open",
        "userfaultfd",
        "io_uring_setup",
        "io_uring_enter",
        "io_uring_register",
        "kexec_load",
        "kexec_file_load",
        "init_module",
        "finit_module",
        "delete_module",
        "reboot",
        "syslog",
        "acct",
        "iopl",
        "ioperm",
        "modify_ldt",
        "personality",
        "lookup_dcookie",
        "memfd_secret",
        "vhangup",
        "nfsservctl",
        "fanotify_init",
        "fanotify_mark",
        "open_by_handle_at",
        "name_to_handle_at",
        "settimeofday",
        "clock_settime",
        "clock_adjtime",
        "adjtimex",
        "sethostname",
        "setdomainname",
        "landlock_create_ruleset"}},
      {"network", {"accept", "accept4", "listen"}},
  };
  return groups;
}

constexpr std::array kAllowed{
    // files
    "access", "chdir", "chmod", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3", "faccessat",
    "faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat", "fchown", "fchownat", "chown", "lchown",
    "fcntl", "fdatasync", "fgetxattr", "flistxattr", "flock", "fstat", "fstatfs", "fsync", "ftruncate", "getcwd",
    "getdents", "getdents64", "getxattr", "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch",
    "lgetxattr", "link", "linkat", "listxattr", "llistxattr", "lseek", "lstat", "mkdir", "mkdirat", "newfstatat",
    "open", "openat", "openat2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead",
    "readlink", "readlinkat", "readv", "rename", "renameat", "renameat2", "rmdir", "sendfile", "splice", "stat",
    "statfs", "statx", "symlink", "symlinkat", "sync_file_range", "tee", "truncate", "umask", "unlink", "unlinkat",
    "utime", "utimensat", "utimes", "futimesat", "vmsplice", "write", "writev",
    // memory
    "brk", "madvise", "membarrier", "memfd_create", "mincore", "mlock", "mlock2", "mlockall", "mmap", "mprotect",
    "mremap", "msync", "munlock", "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect", "get_mempolicy",
    "mbind", "set_mempolicy",
    // processes and threads
    "arch_prctl", "capget", "execve", "execveat", "exit", "exit_group", "fork", "futex", "futex_waitv",
    "get_robust_list", "get_thread_area", "getcpu", "getegid", "geteuid", "getgid", "getgroups", "getpgid", "getpgrp",
    "getpid", "getppid", "getpriority", "getresgid", "getresuid", "getrlimit", "getrusage", "getsid", "gettid",
    "getuid", "pidfd_open", "prctl", "prlimit64", "restart_syscall", "rseq", "sched_get_priority_max",
    "sched_get_priority_min", "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler",
    "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "set_robust_list",
    "set_thread_area", "set_tid_address", "setpgid", "setpriority", "setrlimit", "setsid", "setgid", "setuid",
    "setresgid", "setresuid", "setregid", "setreuid", "setgroups", "setfsuid", "setfsgid", "sysinfo", "times", "uname",
    "vfork", "wait4", "waitid", "getrandom", "ioprio_get", "ioprio_set",
    // signals, time, waiting
    "alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "getitimer", "gettimeofday", "nanosleep",
    "pause", "pipe", "pipe2", "poll", "ppoll", "pselect6", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
    "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "select", "setitimer", "sigaltstack", "signalfd", "signalfd4",
    "time", "timer_create", "timer_delete", "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create",
    "timerfd_gettime", "timerfd_settime",
    // within one machine; a socket must be local, see below
    "bind", "connect", "getpeername", "getsockname", "getsockopt", "recvfrom", "recvmmsg", "recvmsg", "sendmmsg",
    "sendmsg", "sendto", "setsockopt", "shutdown", "socketpair", "mq_getsetattr", "mq_notify", "mq_open",
    "mq_timedreceive", "mq_timedsend", "mq_unlink", "msgctl", "msgget", "msgrcv", "msgsnd", "semctl", "semget", "semop",
    "semtimedop", "shmat", "shmctl", "shmdt", "shmget"};

// Only calls that open: each costs two switches between processes, and looking (stat) is what interpreters do most.
constexpr std::array kPathCalls{"open", "creat", "openat", "openat2"};

constexpr std::uint64_t kNamespaceFlags =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

scmp_arg_cmp argument_is(unsigned index, std::uint64_t value) {
  return {index, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp argument_is_not(unsigned index, std::uint64_t value) {
  return {index, SCMP_CMP_NE, value, 0};
}
scmp_arg_cmp argument_has(unsigned index, std::uint64_t mask, std::uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

// Collects the first refusal of libseccomp. A call that this machine's kernel does not have (a negative pseudo number)
// needs no rule.
class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}

  void add(std::uint32_t action, const char* call) { add(action, call, {}); }
  void add(std::uint32_t action, const char* call, const std::vector<scmp_arg_cmp>& conditions) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number < 0) return;
    const int said = seccomp_rule_add_array(filter_, action, number, static_cast<unsigned>(conditions.size()),
                                            conditions.empty() ? nullptr : conditions.data());
    if (said != 0 && trouble_.empty()) trouble_ = fmt::format("{}: {}", call, std::strerror(-said));
  }
  const std::string& trouble() const { return trouble_; }

 private:
  scmp_filter_ctx filter_;
  std::string trouble_;
};

bool is_path_call(std::string_view call) {
  return std::ranges::find(kPathCalls, call) != kPathCalls.end();
}

// A call whose arguments decide: forbidden when its argument has this value, allowed with every other one.
void add_special(Rules& rules) {
  rules.add(SCMP_ACT_ALLOW, "socket", {argument_is(0, AF_UNIX)});
  rules.add(SCMP_ACT_NOTIFY, "socket", {argument_is_not(0, AF_UNIX)});
  rules.add(SCMP_ACT_ALLOW, "clone", {argument_has(0, kNamespaceFlags, 0)});
  for (std::uint64_t flag = 1; flag <= kNamespaceFlags; flag <<= 1) {
    if ((flag & kNamespaceFlags) != 0) rules.add(SCMP_ACT_NOTIFY, "clone", {argument_has(0, flag, flag)});
  }
  constexpr std::uint64_t kLow = 0xFFFFFFFF;  // the kernel looks at the low half of the number only
  for (const std::uint64_t request : {std::uint64_t{TIOCSTI}, std::uint64_t{TIOCLINUX}})
    rules.add(SCMP_ACT_NOTIFY, "ioctl", {argument_has(1, kLow, request)});
  for (const std::uint64_t kind : {std::uint64_t{S_IFCHR}, std::uint64_t{S_IFBLK}}) {
    rules.add(SCMP_ACT_NOTIFY, "mknod", {argument_has(1, S_IFMT, kind)});
    rules.add(SCMP_ACT_NOTIFY, "mknodat", {argument_has(2, S_IFMT, kind)});
  }
  rules.add(SCMP_ACT_ALLOW, "mknod", {argument_has(1, S_IFMT, S_IFIFO)});
  rules.add(SCMP_ACT_ALLOW, "mknodat", {argument_has(2, S_IFMT, S_IFIFO)});
}

// Any signal but those that stop: nobody may hold up the first process of the sandbox, which ends it.
void add_signals(Rules& rules) {
  struct Call {
    const char* name;
    unsigned signal_argument;
  };
  for (const Call call : {Call{"kill", 1}, Call{"tkill", 1}, Call{"tgkill", 2}}) {
    rules.add(SCMP_ACT_ALLOW, call.name, {{call.signal_argument, SCMP_CMP_LT, SIGSTOP, 0}});
    for (std::uint64_t signal = SIGTTOU + 1; signal <= SIGSYS; ++signal)
      rules.add(SCMP_ACT_ALLOW, call.name, {argument_is(call.signal_argument, signal)});
  }
}

// Requests on open files that interpreters use; every other one is answered "not implemented".
void add_ioctls(Rules& rules) {
  constexpr std::array<std::uint64_t, 11> kRequests{TCGETS,   TIOCGWINSZ, TIOCGPGRP, FIONREAD, FIONBIO, FIOCLEX,
                                                    FIONCLEX, TCSETS,     TCSETSW,   TCSETSF,  FIOASYNC};
  for (const std::uint64_t request : kRequests)
    rules.add(SCMP_ACT_ALLOW, "ioctl", {argument_is(1, request)});
}

Result<std::string> exported(scmp_filter_ctx filter) {
  const process::Descriptor file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file.is_open() || seccomp_export_bpf(filter, file.number()) != 0)
    return fail(ErrorCode::unavailable, "libseccomp cannot write the filter down");
  const off_t size = ::lseek(file.number(), 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
  if (::pread(file.number(), bytes.data(), bytes.size(), 0) != size)
    return fail(ErrorCode::unavailable, "the filter cannot be read back");
  return bytes;
}

}  // namespace

Result<std::string> seccomp_filter(bool reports_paths) {
  const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ERRNO(ENOSYS)), seccomp_release);
  if (!filter) return fail(ErrorCode::unavailable, "libseccomp makes no filter");
  seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);  // 32-bit calls
  Rules rules(filter.get());
  for (const char* call : kAllowed)
    rules.add(reports_paths && is_path_call(call) ? SCMP_ACT_NOTIFY : SCMP_ACT_ALLOW, call);
  for (const ForbiddenGroup& group : forbidden_groups()) {
    for (const char* call : group.calls)
      rules.add(SCMP_ACT_NOTIFY, call);
  }
  add_special(rules);
  add_signals(rules);
  add_ioctls(rules);
  if (!rules.trouble().empty()) return fail(ErrorCode::unavailable, "libseccomp refuses a rule: " + rules.trouble());
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a search tree instead of a list
  return exported(filter.get());
}

std::string violation_name(int call) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call),
                                                             std::free);
  const std::string_view name = resolved ? resolved.get() : "";
  if (name == "socket") return "network (socket)";
  if (name == "clone") return "namespace (clone)";
  for (const ForbiddenGroup& group : forbidden_groups()) {
    if (std::ranges::find(group.calls, name, [](const char* text) { return std::string_view(text); }) !=
        group.calls.end())
      return fmt::format("{} ({})", group.kind, name);
  }
  return name.empty() ? fmt::format("call {}", call) : fmt::format("device ({})", name);
}

std::vector<std::string> forbidden_calls() {
  std::vector<std::string> names;
  for (const ForbiddenGroup& group : forbidden_groups())
    names.insert(names.end(), group.calls.begin(), group.calls.end());
  return names;
}

int call_number(const std::string& name) {
  return seccomp_syscall_resolve_name(name.c_str());
}

}  // namespace swarm::sandbox
