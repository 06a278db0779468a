#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::runtime {

// Threads for work that blocks or computes for long, so that no Loop does.
class BlockingPool {
 public:
  BlockingPool(std::string name, std::size_t threads, std::size_t queue_max);
  ~BlockingPool();

  // Runs `work` (which returns a Result) on one of the threads. `limit_exceeded` when the queue is full.
  template <std::invocable Work>
  Async<std::invoke_result_t<Work>> run(Work work) {
    using Value = std::invoke_result_t<Work>;
    OneShot<Value> done;
    Job job = [done, work = std::move(work)]() mutable { done.deliver(work()); };
    if (!queue_.try_push(job)) co_return refuse();
    co_return co_await done.receive();
  }

  std::size_t waiting() const { return queue_.size(); }

 private:
  using Job = std::move_only_function<void()>;
  std::unexpected<Error> refuse() const;
  void work_until_closed();

  BoundedQueue<Job> queue_;
  std::vector<NamedThread> threads_;
};

}  // namespace swarm::runtime
