#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/mutex.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::graph {

// Threads that work on one thing together, and sleep in between: on a busy machine, threads that spin while they wait
// for each other take the time from those that they wait for.
class Workers {
 public:
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const { return count_; }
  // Calls `work` with 0 to count() - 1 at the same time, 0 on the caller's thread; returns when all are done.
  void run(const std::function<void(int)>& work);

 private:
  void wait_for_work(int thread);

  const int count_;
  Mutex mutex_;
  Condition changed_;
  const std::function<void(int)>* work_ SWARM_GUARDED_BY(mutex_) = nullptr;
  std::uint64_t round_ SWARM_GUARDED_BY(mutex_) = 0;
  int busy_ SWARM_GUARDED_BY(mutex_) = 0;
  bool stopping_ SWARM_GUARDED_BY(mutex_) = false;
  std::vector<runtime::NamedThread> threads_;  // last: joined before the rest goes
};

}  // namespace swarm::graph
