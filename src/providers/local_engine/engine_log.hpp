#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/mutex.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::local_engine {

// What the engine says on its standard error, as events of the server's log: so many lines a second, the others are
// counted. The last of them are kept to explain its end. Thread-safe.
class EngineLog {
 public:
  static constexpr std::size_t kTextBytesMax = 2 * KiB;  // of a line, in the log

  EngineLog(std::int64_t lines_per_second, const Clock& clock, telemetry::Log log, telemetry::Counter left_out)
      : lines_per_second_(lines_per_second), clock_(clock), log_(std::move(log)), left_out_(left_out) {}

  void take(std::string_view line);
  // What it said last: its last error where there is one, else its last line. Empty when it said nothing.
  std::string last_words() const;
  void forget();  // a new start

 private:
  bool may_pass() SWARM_REQUIRES(mutex_);

  const std::int64_t lines_per_second_;
  const Clock& clock_;
  const telemetry::Log log_;
  const telemetry::Counter left_out_;
  mutable Mutex mutex_;
  SteadyTime second_ SWARM_GUARDED_BY(mutex_){};
  std::int64_t in_second_ SWARM_GUARDED_BY(mutex_) = 0;
  std::string last_error_ SWARM_GUARDED_BY(mutex_), last_line_ SWARM_GUARDED_BY(mutex_);
};

// A line of the engine: one JSON object (as our programs log), or plain words of a library.
struct EngineLine {
  telemetry::Level level = telemetry::Level::info;
  std::string event;
  std::string text;  // its fields as JSON, or the words
};
EngineLine read_engine_line(std::string_view line);

}  // namespace swarm::local_engine
