#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/live.hpp"
#include "swarm/tasks/task_service.hpp"
#include "swarm/workflows/workflow_api_types.hpp"
#include "swarm/workflows/workflow_config.hpp"
#include "swarm/workflows/workflow_metrics.hpp"
#include "swarm/workflows/workflow_store.hpp"

namespace swarm::workflows {

// What users do with workflows. Thread-safe; calls may fail as the store's do.
class WorkflowService {
 public:
  struct Deps {
    WorkflowStore& store;
    tasks::TaskSteps& steps;
    tasks::TaskService& tasks;
    tasks::TaskStore& task_store;  // idempotency keys are those of tasks too
    tasks::QueueGauge& gauge;
    storage::Database& database;  // to be woken when a workflow ends
    IdSource& ids;
    const tasks::TaskMetrics& task_metrics;
    const WorkflowMetrics& metrics;
  };
  WorkflowService(const Live<WorkflowConfig>& config, Deps deps) : config_(config), deps_(deps) {}

  // `invalid_input` with the path of every fault; `limit_exceeded` when the queue is too long for all of its steps;
  // `conflict` and `expired` for an idempotency key as with tasks.
  Async<Result<WorkflowView>> submit(Scope scope, CreateWorkflow request, tasks::Submission submission);
  Async<Result<WorkflowView>> find(Scope scope, WorkflowId id);
  // Once it has ended, or as it is after `at_most`.
  Async<Result<WorkflowView>> wait(Scope scope, WorkflowId id, std::chrono::milliseconds at_most);

  // Its steps are cancelled, running ones too; `conflict` when it has ended.
  Async<Result<WorkflowView>> cancel(Scope scope, WorkflowId id);
  // Every step without an answer begins anew; `conflict` while it runs, and when all its steps have answers.
  Async<Result<WorkflowView>> retry(Scope scope, WorkflowId id);

 private:
  struct Prepared;
  Result<Prepared> prepare(const Scope& scope, const CreateWorkflow& request, const tasks::Submission& submission);
  std::vector<tasks::TaskInput> checked_steps(const CreateWorkflow& request, const tasks::Submission& submission,
                                              std::vector<Fault>& faults) const;
  Result<Done> check_room(const std::vector<tasks::TaskInput>& inputs) const;
  Async<Result<WorkflowView>> replay(Scope scope, tasks::IdempotentUse use, tasks::IdempotentRecord record);

  const Live<WorkflowConfig>& config_;
  Deps deps_;
};

}  // namespace swarm::workflows
