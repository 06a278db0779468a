#pragma once

#include <atomic>

#include "swarm/tasks/task_store.hpp"

namespace swarm::tasks {

// How long the queue is, nearly: what the database said last, plus what came and went here since. Thread-safe.
class QueueGauge {
 public:
  void reset(std::int64_t queued) { queued_ = queued; }
  void add(std::int64_t count) { queued_ += count; }
  std::int64_t queued() const { return std::max<std::int64_t>(queued_.load(), 0); }

 private:
  std::atomic<std::int64_t> queued_ = 0;
};

}  // namespace swarm::tasks
