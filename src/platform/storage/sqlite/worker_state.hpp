#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/result.hpp"
#include "platform/storage/database.hpp"

namespace swarm::storage {

// What one of the database's threads does now, for `swarmctl database activity`. The thread writes, anyone reads.
class WorkerState {
 public:
  explicit WorkerState(const Clock& clock) : clock_(clock) {}

  // `what` is static; null: idle. Gives the time, since callers need it next.
  SteadyTime now_runs(const NamedStatement* what);
  bool is_idle() const { return what_.load() == nullptr; }
  DatabaseActivity activity(std::string client) const;

 private:
  const Clock& clock_;
  std::atomic<const NamedStatement*> what_ = nullptr;
  std::atomic<SteadyTime> since_{SteadyTime{}};
};

// Whether the last statement reached the database. Safe to call from any thread.
class SqliteHealth {
 public:
  void good() {
    if (!healthy_.exchange(true)) set_trouble({});
  }
  void bad(const Error& error) {
    healthy_ = false;
    set_trouble(error.message);
  }
  // Errors of the caller say nothing about the database.
  void saw(const Error& error) {
    if (error.code == ErrorCode::unavailable) bad(error);
  }
  bool is_good() const { return healthy_; }
  std::string trouble() const {
    MutexLock lock(mutex_);
    return trouble_;
  }

 private:
  void set_trouble(std::string text) {
    MutexLock lock(mutex_);
    trouble_ = std::move(text);
  }
  std::atomic<bool> healthy_ = true;
  mutable Mutex mutex_;
  std::string trouble_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::storage
