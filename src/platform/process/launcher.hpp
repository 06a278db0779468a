#pragma once

#include <future>
#include <string>

#include "base/bounded_queue.hpp"
#include "platform/process/spawn.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::process {

// Starts children from one thread that lives as long as this object, so that `dies_with_parent` means "with the
// server". Safe to call from any thread; nobody may call while it is destroyed.
class Launcher {
 public:
  static constexpr std::size_t kWaitingMax = 64;

  Launcher();
  ~Launcher();

  // What spawn() says; `limit_exceeded` when kWaitingMax starts wait already.
  Result<ChildProcess> start(SpawnRequest request);

 private:
  struct Job {
    SpawnRequest request;
    std::promise<Result<ChildProcess>> started;
  };

  void start_until_closed();

  BoundedQueue<Job> queue_{kWaitingMax};
  runtime::NamedThread thread_;
};

}  // namespace swarm::process
