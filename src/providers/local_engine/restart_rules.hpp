#pragma once

#include <chrono>

#include "providers/local_engine/engine_config.hpp"

namespace swarm::local_engine {

// How long to wait before the engine is started again. Pure; one for each engine.
class RestartRules {
 public:
  explicit RestartRules(const EngineConfig& config)
      : pause_(config.restart_pause), pause_max_(config.restart_pause_max), healthy_after_(config.healthy_after) {}

  // It ended, having served for so long (zero: it never did). Half of the doubled pause and a random part of the other
  // half; `chance` in [0, 1).
  std::chrono::milliseconds pause_after(std::chrono::milliseconds served, double chance);
  // Somebody wants it now: the next pause is the shortest again.
  void reset() { in_a_row_ = 0; }
  int in_a_row() const { return in_a_row_; }

 private:
  const std::chrono::milliseconds pause_, pause_max_, healthy_after_;
  int in_a_row_ = 0;  // ends without a healthy while between them
};

}  // namespace swarm::local_engine
