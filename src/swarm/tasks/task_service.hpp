#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/live.hpp"
#include "swarm/tasks/queue_gauge.hpp"
#include "swarm/tasks/task_api_types.hpp"
#include "swarm/tasks/task_config.hpp"
#include "swarm/tasks/task_metrics.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::tasks {

// Who submits, beside what.
struct Submission {
  std::string key_id;
  std::string request_id;
  std::string trace_id;
  std::optional<std::string> idempotency_key;
  bool is_batch = false;
  std::optional<TaskId> task{};  // of one task: its id, for those who have to listen before it begins
};

// What users do with tasks. Thread-safe; calls may fail as the store's do.
class TaskService {
 public:
  struct Deps {
    TaskStore& store;
    storage::Database& database;  // to be woken when a task ends
    QueueGauge& gauge;
    IdSource& ids;
    const TaskMetrics& metrics;
  };
  TaskService(const Live<TaskConfig>& config, Deps deps) : config_(config), deps_(deps) {}

  // `limit_exceeded` with reason "queue_full" when the queue is too long for the priority; `conflict` with reason
  // "idempotency_key_reused" when the key came with another body; `expired` when the key's tasks are no longer kept;
  // `storage_full` near a full disk.
  Async<Result<std::vector<Task>>> submit(Scope scope, std::vector<CreateTask> requests, Submission submission);
  // The task once it has ended, or as it is after `at_most`.
  Async<Result<Task>> wait(Scope scope, TaskId id, std::chrono::milliseconds at_most);

  // Checks what needs the configuration; the field lists have checked the rest. `path` is the request's own.
  Result<TaskInput> check(const CreateTask& request, const std::string& path, const Submission& submission) const;
  // `limit_exceeded` when the queue is too long for one more of this priority beside `others`.
  Result<Done> check_room(Priority priority, std::size_t others) const;

  Async<Result<Task>> cancel(Scope scope, TaskId id);   // `conflict` when it has ended
  Async<Result<Task>> retry(Scope scope, TaskId id);    // `conflict` unless it failed, abstained or was cancelled
  Async<Result<Task>> requeue(Scope scope, TaskId id);  // `conflict` unless it is in the dead letters
  Async<Result<FeedbackView>> give_feedback(Scope scope, TaskId id, GiveFeedback feedback, std::string key_id);

 private:
  Result<std::vector<Task>> prepare(const Scope& scope, const std::vector<CreateTask>& requests,
                                    const Submission& submission);
  Async<Result<Done>> check_dependencies(Scope scope, std::vector<Task> tasks, bool is_batch);
  Async<Result<Done>> check_answered(Scope scope, TaskId id);
  Async<Result<std::vector<Task>>> store(Scope scope, std::vector<Task> tasks, Submission submission,
                                         std::optional<IdempotentUse> use);
  Async<Result<std::vector<Task>>> replay(Scope scope, IdempotentUse use);
  Async<Result<std::vector<Task>>> read_all(Scope scope, std::vector<TaskId> ids);
  using Decision = Result<Transition> (*)(const Task&);
  Async<Result<Task>> change(Scope scope, TaskId id, Decision decide);

  const Live<TaskConfig>& config_;
  Deps deps_;
};

}  // namespace swarm::tasks
