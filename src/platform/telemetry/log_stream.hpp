#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "base/clock.hpp"

namespace swarm::telemetry {

// stderr, or another open file, kept under a number of its own, so that lines never land in whatever gets the old
// number. A reader that stands still is waited for once, up to `stall_max`, and no longer than that per call; until it
// reads again lines are given up at once. Not thread-safe; never throws. Call it where SIGPIPE is blocked.
class LogStream {
 public:
  LogStream(int file, std::chrono::milliseconds stall_max);
  ~LogStream();
  LogStream(const LogStream&) = delete;
  LogStream& operator=(const LogStream&) = delete;

  bool is_terminal() const;

  // Writes lines, each with its end, and returns how many could not be written as a whole.
  std::size_t append(std::span<const std::string_view> lines, const Clock& clock);

 private:
  std::size_t write_some(std::string_view text, const Clock& clock);
  bool wait_until_writable(std::chrono::milliseconds limit);

  int file_;
  const std::chrono::milliseconds stall_max_;
  bool stalled_ = false;
  bool torn_ = false;  // half a line was written last
};

}  // namespace swarm::telemetry
