#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <unistd.h>

#include "base/bounded_queue.hpp"
#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/runtime/thread.hpp"
#include "platform/telemetry/log_config.hpp"
#include "platform/telemetry/log_file.hpp"
#include "platform/telemetry/log_line.hpp"
#include "platform/telemetry/log_stream.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::telemetry {

// Writes events to stderr and to a rotated file. One thread does the writing, so that a slow disk or terminal holds
// nobody up; lines that the queue, the disk or stderr does not take are counted in swarm_log_lines_dropped_total and
// left out. Everything accepted is written before the destructor returns. Thread-safe; never throws.
class LogWriter final : public LogSink {
 public:
  static constexpr std::size_t kQueueLinesMax = 4096;  // waiting lines, of kLineBytesMax each at most
  static constexpr std::size_t kBatchLinesMax = 512;   // written by one call of the system

  struct Deps {
    const Clock& clock;
    Metrics& metrics;
    int error_output = STDERR_FILENO;
    std::chrono::milliseconds stall_max{1000};  // so long a reader of stderr may stand still
  };

  LogWriter(const LogConfig& config, const Deps& deps);
  ~LogWriter() override;

  bool wants(Level level) const override { return level >= level_.load(std::memory_order_relaxed); }
  void write(Level level, std::string_view part, std::string_view event, Fields fields) override;

  void set_level(Level level) { level_.store(level, std::memory_order_relaxed); }

  // Returns when everything written before has left the queue: before a process ends in an unusual way.
  void flush() SWARM_EXCLUDES(mutex_);

 private:
  struct Line {
    std::string json;  // empty where nobody wants it
    std::string text;
    std::uint64_t flush = 0;  // not a line, but the number of a flush that waits for its turn
  };
  struct DroppedLines {
    explicit DroppedLines(Metrics& metrics);
    Counter queue, file, error_output;
  };

  Line line_of(const Event& event) const;
  void write_lines();
  void write_batch(const std::vector<Line>& batch);
  void finish_flushes(const std::vector<Line>& batch) SWARM_EXCLUDES(mutex_);

  const Clock& clock_;
  std::atomic<Level> level_;
  std::array<Counter, 4> events_;  // by level
  DroppedLines dropped_;
  std::unique_ptr<LogFile> file_;  // none without a folder
  LogStream error_output_;
  bool text_wanted_;  // on stderr, instead of JSON
  bool coloured_;

  Mutex mutex_;
  Condition progressed_;
  std::uint64_t flushes_asked_ SWARM_GUARDED_BY(mutex_) = 0;
  std::uint64_t flushes_done_ SWARM_GUARDED_BY(mutex_) = 0;

  BoundedQueue<Line> queue_{kQueueLinesMax};
  runtime::NamedThread thread_;  // last member, ended first
};

}  // namespace swarm::telemetry
