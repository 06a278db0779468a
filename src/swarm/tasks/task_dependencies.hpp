#pragma once

#include <vector>

#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "swarm/tasks/task_types.hpp"

namespace swarm::tasks {

// Told, on every server, when something is stored that follows the end of tasks: their ends are looked for from then
// on.
inline constexpr std::string_view kDependentsTopic = "tasks.dependents";

// Adds a task that depends on others or is a workflow's step, with its event; the place of the statement that returns
// its times. Of a task that is no step, add_expectation() comes before.
std::size_t add_dependent(storage::WriteUnit& unit, const Task& task);
// First of a unit that adds `tasks`: what they depend on tells them of its end. `conflict` when it does not exist.
void add_expectation(storage::WriteUnit& unit, const ProjectId& project, const std::vector<Task>& tasks);
void add_times(Task& task, const storage::Row& times);

// Tells tasks of the end of those that they depend on: with an answer they come nearer to the queue, without one they
// are cancelled. Each end is told once, whatever server does it, and however often one is killed in between.
// Thread-safe.
class TaskDependencies {
 public:
  TaskDependencies(storage::Database& database, IdSource& ids) : database_(database), ids_(ids) {}

  // At most `count` ends; how many were told.
  Async<Result<std::int64_t>> tell(std::int64_t count);
  // Whether any task waits for another.
  Async<Result<bool>> any();

 private:
  void add_telling(storage::WriteUnit& unit, const storage::Row& ended);
  Async<Result<std::int64_t>> tell_together(std::vector<storage::Row> ended);

  storage::Database& database_;
  IdSource& ids_;
};

}  // namespace swarm::tasks
