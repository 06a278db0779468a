#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "platform/events/event_feed.hpp"
#include "platform/events/event_store.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "swarm/tasks/task_types.hpp"

namespace swarm::tasks {

storage::Schema schema();

// A submission that must happen once per key.
struct IdempotentUse {
  std::string key;
  std::string fingerprint;  // of the body: the same key with another body is a conflict
};
struct IdempotentRecord {
  std::string fingerprint;
  std::vector<TaskId> tasks;
};

struct TaskFilter {
  std::optional<TaskState> state;
  std::optional<answers::Head> head;
  std::optional<Priority> priority;
  std::optional<TaskId> before;  // older than this one: the page's cursor
  std::int64_t count = 50;
};

// A change of one task, guarded by the version that it was decided on. The event's number is events_count + 1.
struct Transition {
  Task task;  // as it was read
  TaskState to;
  std::string event_type;  // "task.cancelled"
  std::optional<std::string> reason{};
  std::optional<std::string> failure{};
  bool fresh_start = false;  // retry and requeue: attempts, result and deadline begin anew
};

struct Feedback {
  std::string id;
  TaskId task;
  bool correct = true;
  std::optional<std::string> right_answer{};
  std::optional<std::string> note{};
  std::string given_by;
};

struct QueueFacts {
  std::map<Priority, std::int64_t> queued;  // waiting and due
  std::int64_t retrying = 0;                // waiting for their next attempt
  std::int64_t dependent = 0;               // waiting for the tasks that they depend on
  std::int64_t running = 0;
  std::optional<Time> oldest_ready_at;  // of the queued ones: since when it could begin
  std::optional<Time> next_ready_at;    // of the retrying ones
  Time now;                             // the database's
};

struct StoredTrace {
  std::int64_t attempt;
  Time at;
  std::string trace;  // JSON
};

// What users do to tasks. Thread-safe. Every call may fail with `unavailable`, `limit_exceeded` and `timeout`; other
// errors stand at the function. A task of another project is `not_found`.
class TaskStore {
 public:
  explicit TaskStore(storage::Database& database) : database_(database) {}

  // The tasks as they were stored, with the database's times; all or none. `conflict` with reason "taken": the
  // idempotency key has been used; "guard": a task that one depends on does not exist. `storage_full` near a full disk.
  Async<Result<std::vector<Task>>> insert(Scope scope, std::vector<Task> tasks, std::optional<IdempotentUse> use);
  // Beside what it submits: `ids` is what a later find_idempotent() gives.
  static void add_idempotent_use(storage::WriteUnit& unit, const Scope& scope, const IdempotentUse& use,
                                 std::string ids);
  Async<Result<std::optional<IdempotentRecord>>> find_idempotent(Scope scope, std::string key);

  Async<Result<Task>> find(Scope scope, TaskId id);                       // `not_found`
  Async<Result<std::vector<Task>>> list(Scope scope, TaskFilter filter);  // newest first
  Async<Result<std::vector<StoredTrace>>> traces(Scope scope, TaskId id);
  // `conflict` when the task moved since it was read: read it again and decide again.
  Async<Result<Done>> apply(Transition change);
  Async<Result<Done>> insert_feedback(Scope scope, Feedback feedback);

  // How these tasks stand, by id; those that do not exist are missing.
  struct Standing {
    TaskState state;
    std::optional<answers::Verdict> verdict;
  };
  Async<Result<std::map<std::string, Standing>>> standing_of(Scope scope, std::vector<TaskId> ids);

  // Events of the project, or of one task, behind the cursor, each with its task as it is now. Events of a project that
  // are not about a task say all themselves.
  struct EventWithTask {
    events::StoredEvent event;
    std::optional<Task> task;
  };
  Async<Result<std::vector<EventWithTask>>> events_after(Scope scope, std::optional<TaskId> of, events::Cursor after,
                                                         std::int64_t count);

  Async<Result<QueueFacts>> queue_facts();

  // Deletes at most `count` of what ended longer ago than `age_max`, with traces and feedback; how many tasks went.
  Async<Result<std::int64_t>> forget_tasks(std::chrono::milliseconds age_max, std::int64_t count);
  Async<Result<std::int64_t>> forget_traces(std::chrono::milliseconds age_max, std::int64_t count);
  Async<Result<std::int64_t>> forget_idempotency_keys(std::chrono::milliseconds age_max, std::int64_t count);

 private:
  storage::Database& database_;
};

}  // namespace swarm::tasks
