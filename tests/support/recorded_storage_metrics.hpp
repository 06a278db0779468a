#pragma once

#include <future>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/storage/storage_metrics.hpp"

namespace swarm::tests {

// Remembers what a database reports, and can hold the thread that commits, so that a test decides what waits meanwhile.
class RecordedStorageMetrics final : public storage::StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t units, std::chrono::nanoseconds) override {
    {
      MutexLock lock(mutex_);
      commits_.push_back(units);
    }
    wait_if_held();
  }
  void unit_refused(std::string_view reason) override {
    MutexLock lock(mutex_);
    refused_.emplace_back(reason);
  }

  // The next commit does not return before let_go().
  void hold_next_commit() {
    MutexLock lock(mutex_);
    held_ = std::make_shared<Hold>();
  }
  void wait_until_held() { hold()->reached.get_future().get(); }
  void let_go() { hold()->over.set_value(); }

  std::vector<std::size_t> commits() const {  // units in each
    MutexLock lock(mutex_);
    return commits_;
  }
  std::vector<std::string> refused() const {
    MutexLock lock(mutex_);
    return refused_;
  }

 private:
  struct Hold {
    std::promise<void> reached, over;
    bool used = false;
  };

  std::shared_ptr<Hold> hold() const {
    MutexLock lock(mutex_);
    return held_;
  }

  void wait_if_held() {
    const std::shared_ptr<Hold> held = hold();
    if (!held || held->used) return;
    held->used = true;
    held->reached.set_value();
    held->over.get_future().get();
  }

  mutable Mutex mutex_;
  std::vector<std::size_t> commits_ SWARM_GUARDED_BY(mutex_);
  std::vector<std::string> refused_ SWARM_GUARDED_BY(mutex_);
  std::shared_ptr<Hold> held_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::tests
