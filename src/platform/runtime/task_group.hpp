#pragma once

#include <memory>

#include "platform/runtime/async.hpp"
#include "platform/runtime/loops.hpp"

namespace swarm::runtime {

// Owns the coroutines that an object runs in the background on one Loop. Nothing is detached: stop() cancels what
// waits and returns when all have ended. Declare it as the last member of its owner.
class TaskGroup {
 public:
  explicit TaskGroup(Loop& loop);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // From any thread. After stop() has begun, `work` is dropped without having started.
  void spawn(Async<void> work);
  // Cancels (a waiting coroutine sees operation_aborted) and waits for the end of all. From any Loop.
  Async<void> stop();
  std::size_t running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swarm::runtime
