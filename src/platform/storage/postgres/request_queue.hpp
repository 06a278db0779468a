#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"

namespace swarm::storage {

// Requests that wait for a connection, oldest first, at most `size_max` of them. A Request has `asked_at`, and `weight`
// in bytes. Safe to use from any thread.
template <class Request>
class RequestQueue {
 public:
  explicit RequestQueue(std::size_t size_max) : size_max_(size_max) {}

  enum class Pushed { yes, full, closed };
  // The queue must stay until it returns, even when the request was taken meanwhile.
  Pushed push(Request& request) {
    {
      MutexLock lock(mutex_);
      if (closed_) return Pushed::closed;
      if (waiting_.size() >= size_max_) return Pushed::full;
      waiting_.push_back(std::move(request));
    }
    changed_.notify_one();  // behind the lock: whoever wakes needs it
    return Pushed::yes;
  }

  // Waits for a request, then takes more that are there: up to `count_max`, and no further ones once `weight_max` is
  // reached. `sharers` connections take from here: none takes more than its part. Empty once closed and empty.
  std::vector<Request> take(std::size_t count_max, std::size_t weight_max, std::size_t sharers) {
    MutexLock lock(mutex_);
    while (waiting_.empty() && !closed_)
      changed_.wait(mutex_);
    const std::size_t part = std::max<std::size_t>(1, (waiting_.size() + sharers - 1) / sharers);
    std::vector<Request> taken;
    std::size_t weight = 0;
    while (!waiting_.empty() && taken.size() < std::min(count_max, part) && weight < weight_max) {
      weight += waiting_.front().weight;
      taken.push_back(take_first());
    }
    if (!waiting_.empty()) changed_.notify_one();
    return taken;
  }

  // Those that were asked at or before `time`, without waiting.
  std::vector<Request> take_until(SteadyTime time) {
    MutexLock lock(mutex_);
    std::vector<Request> taken;
    while (!waiting_.empty() && waiting_.front().asked_at <= time)
      taken.push_back(take_first());
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
    return waiting_.size();
  }

 private:
  Request take_first() SWARM_REQUIRES(mutex_) {
    Request first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }

  const std::size_t size_max_;
  mutable Mutex mutex_;
  Condition changed_;
  std::deque<Request> waiting_ SWARM_GUARDED_BY(mutex_);
  bool closed_ SWARM_GUARDED_BY(mutex_) = false;
};

}  // namespace swarm::storage
