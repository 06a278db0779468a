#include "trainer/graph/workers.hpp"

#include <fmt/format.h>

namespace swarm::graph {

Workers::Workers(int threads) : count_(threads) {
  for (int thread = 1; thread < threads; ++thread)
    threads_.emplace_back(fmt::format("learner-{}", thread), [this, thread] { wait_for_work(thread); });
}

Workers::~Workers() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

void Workers::run(const std::function<void(int)>& work) {
  {
    MutexLock lock(mutex_);
    work_ = &work;
    busy_ = count_ - 1;
    ++round_;
  }
  changed_.notify_all();
  work(0);
  MutexLock lock(mutex_);
  while (busy_ > 0)
    changed_.wait(mutex_);
}

void Workers::wait_for_work(int thread) {
  std::uint64_t done = 0;
  while (true) {
    const std::function<void(int)>* work = nullptr;
    {
      MutexLock lock(mutex_);
      while (!stopping_ && round_ == done)
        changed_.wait(mutex_);
      if (stopping_) return;
      done = round_;
      work = work_;
    }
    (*work)(thread);
    MutexLock lock(mutex_);
    if (--busy_ == 0) changed_.notify_all();
  }
}

}  // namespace swarm::graph
