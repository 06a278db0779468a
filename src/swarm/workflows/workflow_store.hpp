#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/events/event_store.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "swarm/tasks/task_steps.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/workflows/workflow_types.hpp"

namespace swarm::workflows {

storage::Schema schema();

// Told when this workflow has ended; stays within the process that ended it.
std::string ended_topic(const WorkflowId& id);

tasks::WorkflowRef ref_of(const Workflow& workflow);

// A workflow with its plan, as it is stored.
struct StoredWorkflow {
  Workflow workflow;
  std::string plan;
  bool is_overdue;
  bool look_again;  // somebody, or the last step forward, left more to do
};

struct WorkflowFilter {
  std::optional<WorkflowState> state;
  std::optional<WorkflowId> before;  // older than this one: the page's cursor
  std::int64_t count = 50;
};

// What one step forward changes of the workflow itself; its steps are changed by further statements of the same unit.
struct Advance {
  Workflow before;  // as it was read: the change is guarded by its version
  WorkflowState state = WorkflowState::running;
  Progress progress{};
  std::optional<WorkflowState> stopping{};
  std::optional<std::string> reason{};
  std::optional<std::string> failure{};
  bool look_again = false;
  std::optional<json::Object> event{};  // what is told of it; nothing: no event
  std::string event_type{};
};

// Thread-safe. Every call may fail as the database's do. A workflow of another project is `not_found`.
class WorkflowStore {
 public:
  explicit WorkflowStore(storage::Database& database) : database_(database) {}

  // All or none. `conflict` with reason "taken": the idempotency key has been used.
  Async<Result<Done>> insert(Workflow workflow, std::string plan, std::vector<tasks::Task> steps,
                             std::optional<tasks::IdempotentUse> use);
  Async<Result<StoredWorkflow>> find(Scope scope, WorkflowId id);                 // `not_found`
  Async<Result<Workflow>> look_at(Scope scope, WorkflowId id);                    // without the plan, which may be long
  Async<Result<std::vector<Workflow>>> list(Scope scope, WorkflowFilter filter);  // newest first

  // `conflict` when the workflow moved since it was read: read it again and decide again.
  // How many steps it cancelled.
  Async<Result<std::int64_t>> stop(Workflow workflow, std::string mark);
  Async<Result<Done>> restart(Workflow workflow, std::string mark);
  static void add_advance(storage::WriteUnit& unit, const Advance& advance);

  Async<Result<bool>> any_running();
  // Those that were stopped or started by a person, have more to do, or are out of time.
  Async<Result<std::vector<tasks::WorkflowRef>>> to_look_at(std::int64_t count);

  Async<Result<std::vector<events::StoredEvent>>> events_after(Scope scope, WorkflowId id, events::Cursor after,
                                                               std::int64_t count);
  // At most `count` of those that ended longer ago; their steps are then forgotten as other tasks are. How many.
  Async<Result<std::int64_t>> forget(std::chrono::milliseconds age_max, std::int64_t count);

 private:
  storage::Database& database_;
};

}  // namespace swarm::workflows
