#pragma once

#include <map>
#include <vector>

#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "swarm/tasks/task_types.hpp"

// Tasks as the steps of a workflow: what their workflow does to them. Each change is part of the workflow's own unit.
namespace swarm::tasks {

// Names one row as it was read: the change is refused when it moved since.
struct StepKey {
  TaskId id;
  std::int64_t version;
  std::int64_t events_count;
};

struct StepFacts {
  std::int64_t place;
  StepKey key;
  TaskState state;
  std::optional<answers::Verdict> verdict;
  bool waits;     // for the steps that it depends on
  bool is_noted;  // the workflow has taken its end into account
};

// What other steps may refer to.
struct StepResult {
  TaskState state;
  std::optional<answers::Verdict> verdict;
  std::optional<std::string> reason, value, answer;
};

// For people.
struct StepReading {
  std::int64_t place;
  TaskId id;
  std::string name;
  TaskState state;
  std::optional<answers::Verdict> verdict;
  std::optional<answers::Head> head;
  std::optional<std::string> reason, failure;
  std::int64_t attempts;
  std::optional<Time> started_at, finished_at;
  std::optional<std::string> value, answer;
  bool is_cut;  // a value or answer is longer than was asked for, and left out
};

struct WorkflowRef {
  ProjectId project;
  std::string id;
  auto operator<=>(const WorkflowRef&) const = default;
};

void note_step(storage::WriteUnit& unit, const ProjectId& project, const StepKey& step);
// Queues one that waited, with the values in its prompt.
void release_step(storage::WriteUnit& unit, const ProjectId& project, const StepKey& step, const TaskInput& input);
// Ends one that waited, as cancelled or failed.
struct StepEnd {
  TaskState state;
  TaskTrouble reason;
  std::string failure;
};
void end_step(storage::WriteUnit& unit, const ProjectId& project, const StepKey& step, const StepEnd& end);
// Cancels all that have not ended, running ones too. `mark` is a new id.
void cancel_steps(storage::WriteUnit& unit, const WorkflowRef& workflow, std::string mark, const StepEnd& end);
// All that have no answer wait again.
void restart_steps(storage::WriteUnit& unit, const WorkflowRef& workflow, std::string mark);
// The workflow is forgotten: its steps may be.
void let_go_of_steps(storage::WriteUnit& unit, const WorkflowRef& workflow);

// Thread-safe. Every call may fail as the database's do.
class TaskSteps {
 public:
  explicit TaskSteps(storage::Database& database) : database_(database) {}

  Async<Result<std::vector<StepFacts>>> all(WorkflowRef workflow);
  Async<Result<std::vector<StepFacts>>> ended(WorkflowRef workflow);  // and not noted
  Async<Result<std::vector<StepReading>>> read(WorkflowRef workflow, std::int64_t text_max);
  // Workflows with steps whose end is not noted; looks at `count` such steps, the first to end first.
  Async<Result<std::vector<WorkflowRef>>> workflows_with_ended(std::int64_t count);
  Async<Result<std::map<std::string, StepResult>>> results(ProjectId project, std::vector<TaskId> ids);

 private:
  storage::Database& database_;
};

}  // namespace swarm::tasks
