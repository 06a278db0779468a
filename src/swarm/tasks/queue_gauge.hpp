#pragma once

#include <algorithm>
#include <cstdint>

#include "base/mutex.hpp"

namespace swarm::tasks {

// How long the queue is, nearly: what the database said last, plus what came and went here since. Thread-safe.
class QueueGauge {
 public:
  // Where the gauge stood before the database was asked: reset() must not undo what was counted meanwhile.
  struct Mark {
    std::int64_t changes = 0;
    bool quiet = true;  // no submission was on its way
  };
  Mark mark() const {
    MutexLock lock(mutex_);
    return {changes_, on_their_way_ == 0};
  }
  // Takes what the database said since `before`; not while things change, but no longer than kSkipsMax times in a row.
  void reset(std::int64_t queued, Mark before) {
    MutexLock lock(mutex_);
    const bool changed = !before.quiet || changes_ != before.changes;
    if (changed && ++skips_ < kSkipsMax) return;
    skips_ = 0;
    queued_ = queued;
  }
  // A submission: begun before it is stored, ended with how many were stored.
  void begin() {
    MutexLock lock(mutex_);
    ++on_their_way_;
    ++changes_;
  }
  void end(std::int64_t stored) {
    MutexLock lock(mutex_);
    --on_their_way_;
    ++changes_;
    queued_ += stored;
  }
  void claimed(std::int64_t count) {
    MutexLock lock(mutex_);
    changes_ += count > 0 ? 1 : 0;
    queued_ -= count;
  }
  std::int64_t queued() const {
    MutexLock lock(mutex_);
    return std::max<std::int64_t>(queued_, 0);
  }

 private:
  static constexpr int kSkipsMax = 10;
  mutable Mutex mutex_;
  std::int64_t queued_ SWARM_GUARDED_BY(mutex_) = 0;
  std::int64_t changes_ SWARM_GUARDED_BY(mutex_) = 0;
  std::int64_t on_their_way_ SWARM_GUARDED_BY(mutex_) = 0;
  int skips_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::tasks
