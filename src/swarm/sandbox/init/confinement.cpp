#include "swarm/sandbox/init/confinement.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
  #define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)  // newer than this C library
#endif

#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
  #define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
  #define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

namespace swarm::sandbox::init {

namespace {

bool set_limits(const Step& step) {
  for (int i = 0; i < step.limit_count; ++i) {
    const rlimit value{step.limits[i].value, step.limits[i].value};
    if (::setrlimit(static_cast<__rlimit_resource>(step.limits[i].resource), &value) != 0) return false;
  }
  return true;
}

bool set_streams(const Step& step, int input) {
  const int input_now = step.is_program ? input : 0;
  if (input_now != 0 && ::dup2(input_now, 0) < 0) return false;
  return step.is_program || (::dup2(kToolOutput, 1) >= 0 && ::dup2(kToolOutput, 2) >= 0);
}

int install_filter(Bytes filter) {
  sock_fprog program{static_cast<unsigned short>(filter.size / sizeof(sock_filter)),
                     reinterpret_cast<sock_filter*>(const_cast<char*>(filter.data))};
  alignas(sock_filter) static char aligned[64 * 1024];
  if (filter.size > sizeof aligned) return -1;
  std::memcpy(aligned, filter.data, filter.size);
  program.filter = reinterpret_cast<sock_filter*>(aligned);
  constexpr unsigned long kWays[] = {SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                                     SECCOMP_FILTER_FLAG_NEW_LISTENER};  // the second for kernels before 5.19
  for (const unsigned long flags : kWays) {
    const long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (listener >= 0 || errno != EINVAL) return static_cast<int>(listener);
  }
  return -1;
}

union ControlBytes {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

msghdr message_of(iovec& content, ControlBytes& control) {
  msghdr message{};
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  return message;
}

bool send_listener(int channel, int listener) {
  char byte = 0;
  iovec content{&byte, 1};
  ControlBytes control{};
  msghdr message = message_of(content, control);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &listener, sizeof listener);
  return ::sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

// Which argument of the call is the path of a file, or -1.
int path_argument(int call) {
  switch (call) {
    case SYS_open:
    case SYS_creat:
      return 0;
    case SYS_openat:
    case SYS_openat2:
      return 1;
    default:
      return -1;
  }
}

// The path in the other process's memory, which may change it meanwhile: this is for the report, not for a decision.
bool read_path(pid_t process, std::uint64_t address, char* path) {
  iovec here{path, kPathBytesMax - 1};
  iovec there{reinterpret_cast<void*>(address), kPathBytesMax - 1};
  const std::size_t page_rest = 4096 - (address & 4095);
  there.iov_len = page_rest < there.iov_len ? page_rest : there.iov_len;
  ssize_t size = ::process_vm_readv(process, &here, 1, &there, 1, 0);
  if (size <= 0) return false;
  path[size] = 0;
  if (std::strlen(path) == static_cast<std::size_t>(size) && size == static_cast<ssize_t>(page_rest)) {  // goes on
    iovec rest_here{path + size, static_cast<std::size_t>(kPathBytesMax - 1 - size)};
    iovec rest_there{reinterpret_cast<void*>(address + page_rest), rest_here.iov_len};
    const ssize_t more = ::process_vm_readv(process, &rest_here, 1, &rest_there, 1, 0);
    if (more > 0) path[size + more] = 0;
  }
  return true;
}

// Appends the parts of `path` to `whole`, going up for "..". `whole` is absolute without a slash at its end.
void append_parts(const char* path, char* whole, std::size_t& size) {
  while (*path != 0) {
    const std::size_t length = ::strcspn(path, "/");
    if (length == 2 && path[0] == '.' && path[1] == '.') {
      while (size > 0 && whole[--size] != '/') {
      }
    } else if (length > 0 && !(length == 1 && path[0] == '.') && size + length + 2 < kPathBytesMax) {
      whole[size++] = '/';
      std::memcpy(whole + size, path, length);
      size += length;
    }
    path += length + (path[length] == '/' ? 1 : 0);
  }
  whole[size] = 0;
}

// The path from the root, by its letters only. False for a path relative to an open folder, which was asked for before.
bool absolute_path(const char* path, int folder, const char* work_folder, char* whole) {
  std::size_t size = 0;
  if (path[0] != '/') {
    if (folder != AT_FDCWD || path[0] == 0) return false;
    append_parts(work_folder, whole, size);
  }
  append_parts(path, whole, size);
  return true;
}

bool is_visible(const char* path, const Order& order) {
  const std::size_t length = std::strlen(path);
  for (int i = 0; i < order.visible_count; ++i) {
    const Bytes& prefix = order.visible[i];
    if (length < prefix.size || std::memcmp(path, prefix.data, prefix.size) != 0) continue;
    if (length == prefix.size || path[prefix.size] == '/') return true;
  }
  return length == 0;  // the root itself
}

void report_path(char* path) {
  static int reported = 0;
  if (++reported > kPathsReportedMax) return;
  for (char* at = path; *at != 0; ++at) {
    if (static_cast<unsigned char>(*at) < 0x20 || *at == 0x7F) *at = '?';
  }
  ::dprintf(kReport, "path %s\n", path);
}

void look_at_path(const seccomp_notif& call, int argument, const Order& order) {
  char path[kPathBytesMax] = {};
  char whole[kPathBytesMax] = {};
  const int folder = argument == 0 ? AT_FDCWD : static_cast<int>(call.data.args[0]);
  if (!read_path(static_cast<pid_t>(call.pid), call.data.args[argument], path)) return;
  if (!absolute_path(path, folder, order.folder, whole) || is_visible(whole, order)) return;
  report_path(whole);
}

}  // namespace

void report_failure(const char* what) {
  ::dprintf(kReport, "failed %s %d\n", what, errno);
}

void become_step(const Order& order, const Step& step, int input, int channel) {
  ::setsid();
  if (::chdir(order.folder) != 0) return report_failure("chdir");
  if (!set_streams(step, input)) return report_failure("streams");
  if (!set_limits(step)) return report_failure("limits");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return report_failure("no_new_privs");
  const int listener = install_filter(step.is_program ? order.strict_filter : order.tool_filter);
  if (listener < 0) return report_failure("filter");
  if (!send_listener(channel, listener)) return report_failure("listener");
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return report_failure("close_range");
  ::execve(step.arguments[0], const_cast<char**>(step.arguments), const_cast<char**>(step.variables));
  report_failure("execve");
}

int receive_listener(int channel) {
  char byte = 0;
  iovec content{&byte, 1};
  ControlBytes control{};
  msghdr message = message_of(content, control);
  if (::recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
  int listener = -1;
  std::memcpy(&listener, CMSG_DATA(header), sizeof listener);
  ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);  // from Linux 6.6 on, faster
  return listener;
}

bool is_violation(int listener, const Order& order) {
  seccomp_notif call{};
  if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) return false;  // whoever called has ended
  const int argument = path_argument(call.data.nr);
  if (argument < 0) {
    ::dprintf(kReport, "violation %d %llu\n", call.data.nr, static_cast<unsigned long long>(call.data.args[0]));
    return true;
  }
  look_at_path(call, argument, order);
  seccomp_notif_resp answer{};
  answer.id = call.id;
  answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  return false;
}

}  // namespace swarm::sandbox::init
