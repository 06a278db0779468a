#pragma once

#include <vector>

#include "learning/training_runs/lesson_files.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::training_runs {

// Whoever keeps what models got wrong. Thread-safe.
class MissedLessons {
 public:
  virtual ~MissedLessons() = default;
  // Lessons out of the misses of a project's head, those that were seen last first: as many as are there and fit.
  // `unavailable`.
  virtual Async<Result<std::vector<Lesson>>> newest_lessons(Scope scope, answers::Head head, std::int64_t count_max,
                                                            Bytes bytes_max) = 0;
};

}  // namespace swarm::training_runs
