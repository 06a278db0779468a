#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "providers/local_engine/engine_config.hpp"

namespace swarm::local_engine {

// Says when an engine whose process is there hangs all the same. Pure; one for each while that it serves.
class HangRules {
 public:
  // One look may be lost to a machine that is short of time; a process that hangs loses all of them.
  static constexpr int kMissesMax = 3;

  explicit HangRules(const EngineConfig& config)
      : health_timeout_(config.health_timeout), stall_timeout_(config.stall_timeout) {}

  // Its /health was asked; an answer of any kind is a sign of life, since its own thread gives it while others compute.
  void looked(bool is_answered) { misses_ = is_answered ? 0 : misses_ + 1; }
  // What it said of itself: answers that are being written, and calls of the model so far.
  struct Work {
    double answers = 0;
    double calls = 0;
  };
  void showed(Work work, SteadyTime now);

  // Why it is to be ended; nothing while it is well.
  std::optional<std::string> why_hung(SteadyTime now) const;

 private:
  const std::chrono::milliseconds health_timeout_, stall_timeout_;
  int misses_ = 0;
  double calls_ = 0;
  std::optional<SteadyTime> stands_since_{};  // set: it writes answers, and has made no call of the model since then
};

}  // namespace swarm::local_engine
