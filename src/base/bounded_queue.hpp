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
    bool wakes = false;
    {
      MutexLock lock(mutex_);
      if (closed_ || items_.size() >= size_max_) return false;
      items_.push_back(std::move(item));
      wakes = wants_another();
    }
    if (wakes) changed_.notify_one();
    return true;
  }

  // Waits for an item; nothing once the queue is closed and empty.
  std::optional<T> pop() {
    std::optional<T> taken;
    bool wakes = false;
    {
      MutexLock lock(mutex_);
      wait_for_item();
      if (!items_.empty()) taken = take();
      wakes = wants_another();
    }
    if (wakes) changed_.notify_one();
    return taken;
  }

  // Waits for an item, then takes up to `count_max` of those that are there; empty once closed and empty.
  std::vector<T> pop_many(std::size_t count_max) {
    std::vector<T> taken;
    bool wakes = false;
    {
      MutexLock lock(mutex_);
      wait_for_item();
      while (!items_.empty() && taken.size() < count_max)
        taken.push_back(take());
      wakes = wants_another();
    }
    if (wakes) changed_.notify_one();
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
    while (items_.empty() && !closed_) {
      ++waiting_;
      changed_.wait(mutex_);
      --waiting_;
      waking_ = false;
    }
  }
  // Whether to wake one more of those who wait, which the caller does behind the lock: whoever wakes needs it. One at a
  // time; that one looks whether another is wanted. So short work is done by the few who are awake, and long work
  // still gets everybody.
  bool wants_another() SWARM_REQUIRES(mutex_) {
    if (items_.empty() || waiting_ == 0 || waking_) return false;
    waking_ = true;
    return true;
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
  std::size_t waiting_ SWARM_GUARDED_BY(mutex_) = 0;  // threads in pop() that sleep
  bool waking_ SWARM_GUARDED_BY(mutex_) = false;      // one of them was woken and does not run yet
  bool closed_ SWARM_GUARDED_BY(mutex_) = false;
};

}  // namespace swarm
