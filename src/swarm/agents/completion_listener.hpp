#pragma once

#include <functional>

#include "swarm/answering/cascade.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::agents {

// Whoever keeps something of how tasks are answered: it is stored with the task's end, or not at all. Implemented by
// the layers above, asked by the worker.
class CompletionListener {
 public:
  // Statements for the unit that completes the task. Where its lease was lost the unit is refused, and they with it.
  struct Addition {
    storage::WriteUnit unit{};
    std::function<void()> on_stored{};  // called at most once, on the worker's Loop
  };

  virtual ~CompletionListener() = default;
  // Asked once before the end is stored, on the worker's Loop. It delays the task's end, so it is quick; what goes
  // wrong in it is its own affair: the task ends all the same.
  virtual Async<Addition> on_completion(tasks::Assignment assignment, answering::Answered answered) = 0;
};

}  // namespace swarm::agents
