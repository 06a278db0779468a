#pragma once

#include <functional>
#include <string_view>

#include "swarm/tasks/task_types.hpp"

namespace swarm::tasks {

// Those who want to see how an answer comes about: the stages as they begin, and, of tasks with `verify: off` only,
// because what was shown cannot be taken back, the text while it is being written. Thread-safe; never waits.
class TextListeners {
 public:
  using Listener = std::function<void(std::string_view text)>;

  virtual ~TextListeners() = default;
  // Asked when an attempt begins, on the worker's Loop, on which the listener is told as well. Nothing when nobody
  // listens. A later attempt writes anew: whoever has passed text on must not pass on that of another attempt.
  virtual Listener listener_for(const TaskId& task, std::int64_t attempt) = 0;
  // The same for the names of stages, of every attempt.
  virtual Listener stage_listener_for(const TaskId&) { return nullptr; }
};

}  // namespace swarm::tasks
