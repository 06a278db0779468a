#pragma once

#include <chrono>
#include <memory>

#include "platform/runtime/async.hpp"
#include "platform/runtime/loops.hpp"

namespace swarm::runtime {

// Ends after `duration`, or throws operation_aborted when its TaskGroup is stopped.
Async<void> pause(std::chrono::milliseconds duration);

// "Look again": one coroutine waits on its Loop, any thread notifies. A notification that comes while nobody waits is
// kept, several are one.
class Wakeup {
 public:
  explicit Wakeup(Executor executor);
  explicit Wakeup(Loop& loop) : Wakeup(loop.executor()) {}
  void notify() const;                                      // from any thread
  Async<void> wait_for(std::chrono::milliseconds at_most);  // on the Loop only; one waiter

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swarm::runtime
