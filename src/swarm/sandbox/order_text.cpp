#include "swarm/sandbox/order_text.hpp"

#include <array>
#include <cstring>
#include <fmt/format.h>
#include <sys/resource.h>

#include "swarm/sandbox/init/init_protocol.hpp"

namespace swarm::sandbox {

namespace {

using init::OrderRecord;

constexpr char kClockFile[] = "/tmp/.other-clock.so";
constexpr std::string_view kInput = "7\n7\n7\n7\n";  // whoever reads it has no definite output
constexpr std::uint32_t kOtherProcessOffset = 5;

// What interpreters and compilers ask for by themselves; a program that asks for more is told so in its report.
constexpr std::array kVisible{"/usr",
                              "/lib",
                              "/lib64",
                              "/bin",
                              "/sbin",
                              "/tmp",
                              "/dev/null",
                              "/dev/zero",
                              "/dev/urandom",
                              "/dev/random",
                              "/dev/tty",
                              "/dev/stdin",
                              "/dev/stdout",
                              "/dev/stderr",
                              "/dev/fd",
                              "/dev/shm",
                              "/etc/ld.so.cache",
                              "/etc/ld.so.preload",
                              "/etc/alternatives",
                              "/etc/localtime",
                              "/etc/ssl/openssl.cnf",
                              "/etc/python3.11",
                              "/proc/self",
                              "/proc/thread-self",
                              "/proc/meminfo",
                              "/proc/cgroups",
                              "/proc/version_signature",
                              "/proc/sys/vm/overcommit_memory",
                              "/proc/sys/vm/max_map_count",
                              "/proc/sys/kernel/pid_max",
                              "/sys/fs/cgroup",
                              "/sys/devices/system/cpu",
                              "/package.json",
                              "/node_modules",
                              "/pyvenv.cfg",
                              "/etc/nsswitch.conf"};

class Writer {
 public:
  void add(OrderRecord kind, std::string_view bytes) {
    text_ += static_cast<char>(kind);
    add_number(static_cast<std::uint32_t>(bytes.size()));
    text_ += bytes;
    text_ += '\0';
  }
  void add_limit(int resource, std::uint64_t value) {
    std::array<char, sizeof(std::int32_t) + sizeof value> bytes;
    const std::int32_t number = resource;
    std::memcpy(bytes.data(), &number, sizeof number);
    std::memcpy(bytes.data() + sizeof number, &value, sizeof value);
    add(OrderRecord::limit, {bytes.data(), bytes.size()});
  }
  std::string take() { return std::move(text_); }

 private:
  void add_number(std::uint32_t number) {
    std::array<char, sizeof number> bytes;
    std::memcpy(bytes.data(), &number, sizeof number);
    text_.append(bytes.data(), bytes.size());
  }
  std::string text_;
};

std::uint64_t whole_seconds(std::chrono::milliseconds time) {
  return static_cast<std::uint64_t>((time.count() + 999) / 1000);
}

void add_limits(Writer& order, const SandboxConfig& config, bool is_program) {
  constexpr std::uint64_t kStack = 8 * MiB;
  order.add_limit(RLIMIT_CORE, 0);
  order.add_limit(RLIMIT_CPU, whole_seconds(is_program ? config.time_max : config.compile_time_max) + 1);
  order.add_limit(RLIMIT_DATA,
                  config.memory_max.count);  // not the address space: engines reserve far more than they use
  order.add_limit(RLIMIT_FSIZE, config.disk_max.count);
  order.add_limit(RLIMIT_NOFILE, config.open_files_max);
  order.add_limit(RLIMIT_NPROC, config.processes_max);
  order.add_limit(RLIMIT_STACK, kStack);
  order.add_limit(RLIMIT_MEMLOCK, 64 * KiB);
  order.add_limit(RLIMIT_MSGQUEUE, 0);
}

void add_step(Writer& order, const Command& command, bool is_program, const RunRequest& request,
              const SandboxConfig& config) {
  const bool other = request.circumstances == Circumstances::other;
  order.add(OrderRecord::step, std::string_view(is_program ? "\1" : "\0", 1));
  order.add(OrderRecord::argument, command.program);
  for (const std::string& argument : command.arguments)
    order.add(OrderRecord::argument, argument);
  order.add(OrderRecord::variable, "PATH=/usr/bin:/bin");
  order.add(OrderRecord::variable, "LANG=C.UTF-8");
  order.add(OrderRecord::variable, "HOME=" + work_folder(request.circumstances));
  for (const std::string& variable : request.environment)
    order.add(OrderRecord::variable, variable);
  if (other && is_program) {
    order.add(OrderRecord::variable, fmt::format("LD_PRELOAD={}", kClockFile));
    order.add(OrderRecord::variable, "TZ=OTHER-5:45");
    order.add(OrderRecord::variable, "USER=other");
  }
  add_limits(order, config, is_program);
}

}  // namespace

std::string work_folder(Circumstances circumstances) {
  return circumstances == Circumstances::usual ? "/tmp/run" : "/tmp/another-run";
}

std::string order_of(const RunRequest& request, const SandboxConfig& config, const Filters& filters,
                     std::string_view clock_library) {
  Writer order;
  order.add(OrderRecord::folder, work_folder(request.circumstances));
  for (const SourceFile& file : request.files)
    order.add(OrderRecord::file, file.name + '\0' + file.content);
  if (request.circumstances == Circumstances::other) {
    order.add(OrderRecord::file, std::string(kClockFile) + '\0' + std::string(clock_library));
    order.add(OrderRecord::process_offset,
              {reinterpret_cast<const char*>(&kOtherProcessOffset), sizeof kOtherProcessOffset});
  }
  order.add(OrderRecord::input, kInput);
  for (const char* path : kVisible)
    order.add(OrderRecord::visible, path);
  order.add(OrderRecord::strict_filter, filters.strict);
  order.add(OrderRecord::tool_filter, filters.tools);
  for (const Command& tool : request.tools)
    add_step(order, tool, false, request, config);
  add_step(order, request.program, true, request, config);
  return order.take();
}

}  // namespace swarm::sandbox
