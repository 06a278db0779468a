#include "learning/training_runs/marked_processes.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.hpp"
#include "platform/process/descriptor.hpp"

namespace swarm::training_runs {

namespace {

constexpr int kEmptyLooks = 2;  // a process that is just being executed has no environment for a moment
constexpr std::size_t kEnvironmentMax = 256 * KiB;  // a mark beyond it is not seen; ours stands first

std::string first_bytes(const std::string& file, std::size_t bytes_max) {
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  std::array<char, 16 * KiB> piece;
  while (text.size() < bytes_max && (stream.read(piece.data(), piece.size()) || stream.gcount() > 0))
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  return text;
}

bool has_mark(pid_t process, std::string_view mark) {
  const std::string environment = first_bytes(fmt::format("/proc/{}/environ", process), kEnvironmentMax);
  for (const std::string_view entry : split(environment, '\0')) {
    if (entry == mark) return true;
  }
  return false;
}

std::uint64_t kibibytes_behind(std::string_view status, std::string_view name) {
  const std::size_t at = status.find(name);
  if (at == std::string_view::npos) return 0;
  std::string_view rest = status.substr(at + name.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  std::uint64_t number = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), number);
  return number;
}

// A handle to the process that was killed; nothing when there is none with the mark any more. Asked again behind the
// handle: the number may have gone to somebody else meanwhile.
std::optional<process::Descriptor> killed(pid_t process, std::string_view mark) {
  process::Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (!handle.is_open() || !has_mark(process, mark)) return std::nullopt;
  if (::syscall(SYS_pidfd_send_signal, handle.number(), SIGKILL, nullptr, 0) != 0) return std::nullopt;
  return handle;
}

// Nothing withstands SIGKILL, but giving memory back takes its time.
void wait_for_end(const process::Descriptor& handle) {
  constexpr int kMillisecondsMax = 1'000;
  pollfd waiting{.fd = handle.number(), .events = POLLIN, .revents = 0};
  ::poll(&waiting, 1, kMillisecondsMax);
}

}  // namespace

std::string mark_of(std::string_view run) {
  return fmt::format("SWARM_TRAINING_RUN={}", run);
}

std::vector<pid_t> marked_processes(std::string_view mark) {
  std::vector<pid_t> found;
  std::error_code error;
  const uid_t us = ::geteuid();
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t process = 0;
    const auto [stop, trouble] = std::from_chars(name.data(), name.data() + name.size(), process);
    if (trouble != std::errc{} || stop != name.data() + name.size()) continue;
    struct stat owner{};
    if (::stat(entry->path().c_str(), &owner) != 0 || owner.st_uid != us) continue;
    if (has_mark(process, mark)) found.push_back(process);
  }
  return found;
}

Bytes own_memory(const std::vector<pid_t>& processes) {
  std::uint64_t kibibytes = 0;
  for (const pid_t process : processes) {
    const std::string status = first_bytes(fmt::format("/proc/{}/status", process), 16 * KiB);
    kibibytes += kibibytes_behind(status, "RssAnon:") + kibibytes_behind(status, "RssShmem:");
  }
  return Bytes{kibibytes * KiB};
}

int kill_marked(std::string_view mark) {
  int count = 0;
  int empty_looks = 0;
  for (int round = 0; round < kRoundsMax && empty_looks < kEmptyLooks; ++round) {
    std::vector<process::Descriptor> handles;
    for (const pid_t process : marked_processes(mark)) {
      if (auto handle = killed(process, mark)) handles.push_back(std::move(*handle));
    }
    for (const process::Descriptor& handle : handles)
      wait_for_end(handle);
    count += static_cast<int>(handles.size());
    empty_looks = handles.empty() ? empty_looks + 1 : 0;
  }
  return count;
}

}  // namespace swarm::training_runs
