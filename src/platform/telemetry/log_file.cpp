#include "platform/telemetry/log_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace swarm::telemetry {

namespace {

// The number in "swarmd.12.log"; nothing for other names.
std::optional<std::size_t> number_of(std::string_view name) {
  constexpr std::string_view kStart = "swarmd.", kEnd = ".log";
  if (!name.starts_with(kStart) || !name.ends_with(kEnd) || name.size() <= kStart.size() + kEnd.size()) return {};
  const std::string_view digits = name.substr(kStart.size(), name.size() - kStart.size() - kEnd.size());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  return number;
}

// How much of `text` was written before an error, if any.
std::size_t write_all(int file, std::string_view text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  return written;
}

}  // namespace

LogFile::LogFile(std::filesystem::path folder, Bytes bytes_max, std::size_t files_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max.count), files_max_(std::max<std::size_t>(files_max, 1)) {}

LogFile::~LogFile() {
  close_file();
}

std::size_t LogFile::append(std::span<const std::string_view> lines, SteadyTime now) {
  if (now < retry_at_) return lines.size();
  std::size_t done = 0;
  while (done < lines.size() && ensure_open()) {
    const std::size_t fitting = gather(lines.subspan(done));
    if (fitting == 0) {
      if (!rotate()) break;
      continue;
    }
    const std::size_t written = write_gathered();
    done += written;
    if (written < fitting) break;
  }
  if (done < lines.size()) {
    close_file();
    retry_at_ = now + kRetryAfter;
  }
  return lines.size() - done;
}

std::filesystem::path LogFile::path_of(std::size_t number) const {
  return folder_ / (number == 0 ? "swarmd.log" : fmt::format("swarmd.{}.log", number));
}

bool LogFile::ensure_open() {
  struct stat seen{};
  const bool there = ::stat(path_of(0).c_str(), &seen) == 0;
  if (file_ >= 0 && there && seen.st_dev == device_ && seen.st_ino == inode_) {
    size_ = static_cast<std::uint64_t>(seen.st_size);
    return true;
  }
  close_file();
  return open_new();
}

bool LogFile::open_new() {
  std::error_code ignored;  // the opening fails when the folder could not be made
  std::filesystem::create_directories(folder_, ignored);
  remove_surplus();
  // Not blocking, lest a named pipe without a reader stops the writer for ever.
  file_ = ::open(path_of(0).c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0640);
  struct stat seen{};
  if (file_ < 0 || ::fstat(file_, &seen) != 0) return false;
  device_ = seen.st_dev;
  inode_ = seen.st_ino;
  size_ = static_cast<std::uint64_t>(seen.st_size);
  return end_torn_line();
}

// After a power cut the last line may be half there; the next one must not be glued to it.
bool LogFile::end_torn_line() {
  char last = '\n';
  if (size_ == 0 || ::pread(file_, &last, 1, static_cast<off_t>(size_ - 1)) != 1 || last == '\n') return true;
  if (write_all(file_, "\n") != 1) return false;
  ++size_;
  return true;
}

void LogFile::close_file() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

// False when the files cannot be renamed: growing on would break the bound.
bool LogFile::rotate() {
  close_file();
  std::error_code error;
  if (files_max_ == 1) return std::filesystem::remove(path_of(0), error) && !error;
  for (std::size_t number = files_max_ - 1; number > 0; --number) {
    std::filesystem::rename(path_of(number - 1), path_of(number), error);
    if (error && error != std::errc::no_such_file_or_directory) return false;
  }
  return true;
}

// What an earlier start with a larger files_max left behind.
void LogFile::remove_surplus() const {
  std::error_code error;
  std::vector<std::filesystem::path> surplus;
  for (std::filesystem::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    const std::optional<std::size_t> number = number_of(entry->path().filename().native());
    if (number && *number >= files_max_) surplus.push_back(entry->path());
  }
  for (const std::filesystem::path& path : surplus)
    std::filesystem::remove(path, error);
}

// Collects the lines that fit into the file; the first one always fits into an empty file.
std::size_t LogFile::gather(std::span<const std::string_view> lines) {
  gathered_.clear();
  std::size_t count = 0;
  for (const std::string_view line : lines) {
    const std::uint64_t size_then = size_ + gathered_.size() + line.size();
    if (size_then > bytes_max_ && size_ + gathered_.size() > 0) break;
    gathered_ += line;
    ++count;
  }
  return count;
}

// Writes what was gathered and returns how many lines of it are in the file as a whole.
std::size_t LogFile::write_gathered() {
  const std::size_t written = write_all(file_, gathered_);
  const std::size_t last_end = written == 0 ? std::string::npos : gathered_.rfind('\n', written - 1);
  const std::size_t kept = last_end == std::string::npos ? 0 : last_end + 1;
  if (kept < written && ::ftruncate(file_, static_cast<off_t>(size_ + kept)) != 0) {
    close_file();  // half a line stays behind; nothing better is possible on a disk that refuses everything
  }
  size_ += kept;
  return static_cast<std::size_t>(std::ranges::count(std::string_view(gathered_).substr(0, kept), '\n'));
}

}  // namespace swarm::telemetry
