#include "platform/telemetry/log_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace swarm::telemetry {

LogStream::LogStream(int file, std::chrono::milliseconds stall_max)
    : file_(::fcntl(file, F_DUPFD_CLOEXEC, 3)), stall_max_(stall_max) {}

LogStream::~LogStream() {
  if (file_ >= 0) ::close(file_);
}

bool LogStream::is_terminal() const {
  return file_ >= 0 && ::isatty(file_) == 1;
}

std::size_t LogStream::append(std::span<const std::string_view> lines, const Clock& clock) {
  if (file_ < 0) return lines.size();
  std::string text = torn_ ? "\n" : "";
  const std::size_t mend = text.size();
  for (const std::string_view line : lines)
    text += line;
  const std::size_t written = write_some(text, clock);
  if (written > 0) torn_ = text[written - 1] != '\n';
  const std::string_view done = std::string_view(text).substr(0, written).substr(std::min(mend, written));
  return lines.size() - static_cast<std::size_t>(std::ranges::count(done, '\n'));
}

// In pieces of PIPE_BUF bytes: a pipe that is ready takes one of them without blocking.
std::size_t LogStream::write_some(std::string_view text, const Clock& clock) {
  const SteadyTime give_up_at = clock.steady_now() + stall_max_;
  std::size_t written = 0;
  while (written < text.size()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(give_up_at - clock.steady_now());
    if (!wait_until_writable(stalled_ ? std::chrono::milliseconds{0} : std::max(left, std::chrono::milliseconds{0}))) {
      break;
    }
    const std::string_view piece = text.substr(written, PIPE_BUF);
    const ssize_t count = ::write(file_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  return written;
}

bool LogStream::wait_until_writable(std::chrono::milliseconds limit) {
  pollfd waited{.fd = file_, .events = POLLOUT, .revents = 0};
  stalled_ = ::poll(&waited, 1, static_cast<int>(limit.count())) <= 0;
  return !stalled_;
}

}  // namespace swarm::telemetry
