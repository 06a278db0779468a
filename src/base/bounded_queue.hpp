#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "base/mutex.hpp"

namespace swarm {

// A queue between threads with a named maximum. A full queue refuses: the caller says so to whoever asked.
// Safe to call from any thread.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t size_max) : size_max_(size_max) {}

  // False when the queue is full or closed; `item` is then untouched. The queue must stay until it returns, even when
  // the item was taken meanwhile.
  bool try_push(T& item) {
    {
      MutexLock lock(mutex_);
      if (closed_ || items_.size() >= size_max_) return false;
      items_.push_back(std::move(item));
    }
    changed_.notify_one();  // behind the lock: whoever wakes needs it, and would sleep again until we are out
    return true;
  }

  // Waits for an item; nothing once the queue is closed and empty.
  std::optional<T> pop() {
    MutexLock lock(mutex_);
    wait_for_item();
    if (items_.empty()) return std::nullopt;
    return take();
  }

  // Waits for an item, then takes up to `count_max` of those that are there; empty once closed and empty.
  std::vector<T> pop_many(std::size_t count_max) {
    MutexLock lock(mutex_);
    wait_for_item();
    std::vector<T> taken;
    while (!items_.empty() && taken.size() < count_max)
      taken.push_back(take());
    return taken;
  }

  // What is inside is still handed out; nothing new comes in.
  void close() {
    MutexLock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  std::size_t size() const {
    MutexLock lock(mutex_);
    return items_.size();
  }
  std::size_t size_max() const { return size_max_; }

 private:
  void wait_for_item() SWARM_REQUIRES(mutex_) {
    while (items_.empty() && !closed_)
      changed_.wait(mutex_);
  }
  T take() SWARM_REQUIRES(mutex_) {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  const std::size_t size_max_;
  mutable Mutex mutex_;
  Condition changed_;
  std::deque<T> items_ SWARM_GUARDED_BY(mutex_);
  bool closed_ SWARM_GUARDED_BY(mutex_) = false;
};

}  // namespace swarm
