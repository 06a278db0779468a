#pragma once

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/live.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"
#include "swarm/tasks/task_config.hpp"
#include "swarm/tasks/task_dependencies.hpp"
#include "swarm/tasks/task_metrics.hpp"
#include "swarm/tasks/task_steps.hpp"
#include "swarm/workflows/workflow_metrics.hpp"
#include "swarm/workflows/workflow_progress.hpp"
#include "swarm/workflows/workflow_store.hpp"

namespace swarm::workflows {

// Does what follows from the end of tasks: releases the steps of workflows with their values, skips, ends workflows,
// and tells tasks of the end of those that they depend on. Every server runs one; each step forward is one unit,
// guarded by the workflow's version, so that of several only one takes it, and a kill in between loses nothing. While
// nothing depends on anything it costs ordinary tasks nothing. All of it on one Loop.
class WorkflowEngine {
 public:
  static constexpr std::size_t kAtOnceMax = 16;             // workflows that are moved at the same time
  static constexpr std::size_t kCachedMax = 32;             // workflows kept as they were after their last step
  static constexpr std::size_t kUnitBytesMax = 8 * MiB;     // of prompts in one unit; the rest follows in the next
  static constexpr std::size_t kResultsAtOnce = 32;         // results read by one statement
  static constexpr std::chrono::milliseconds kPoll{1'000};  // a wake-up from another server may be lost

  struct Deps {
    storage::Database& database;
    WorkflowStore& store;
    tasks::TaskSteps& steps;
    tasks::TaskDependencies& dependencies;
    const Live<tasks::TaskConfig>& task_config;
    runtime::Loop& loop;
    IdSource& ids;
    const tasks::TaskMetrics& task_metrics;
    const WorkflowMetrics& metrics;
    telemetry::Log log;
  };
  explicit WorkflowEngine(Deps deps);

  void start();
  Async<void> stop();

  // One look at everything that is to be done, until it is done; how many steps forward were taken. Also for tests.
  Async<Result<std::int64_t>> run_once();

 private:
  struct Moving;   // a workflow as it stands
  struct Forward;  // one step forward as it is being made

  Async<void> run_forever();
  Async<Result<std::map<tasks::WorkflowRef, bool>>> to_do();
  Async<void> advance_here(tasks::WorkflowRef ref, bool fresh);
  Async<Result<bool>> advance(tasks::WorkflowRef ref, bool fresh);
  Async<Result<Done>> look_whether_awaited();

  Async<Result<Moving>> load(tasks::WorkflowRef ref);
  Async<Result<Moving>> moving(tasks::WorkflowRef ref, bool fresh);
  Async<Result<bool>> note_only(tasks::WorkflowRef ref, std::vector<tasks::StepFacts> ended);
  static Result<Done> take_ends(Moving& moving, Forward& forward, const std::vector<tasks::StepFacts>& ended);
  void stop_when_overdue(Moving& moving, Forward& forward);
  Async<Result<Done>> release_ready(std::shared_ptr<Moving> moving, std::shared_ptr<Forward> forward);
  Async<Result<Done>> read_results(std::shared_ptr<Moving> moving, std::size_t place, std::shared_ptr<Forward> forward);
  void release_or_fail(Moving& moving, Forward& forward, std::size_t place);
  void take_skipped(Moving& moving, Forward& forward);
  void fail_fast(Moving& moving, Forward& forward);
  void cancel_rest(Moving& moving, Forward& forward, WorkflowTrouble reason, const std::string& failure);
  static void conclude(Moving& moving, Forward& forward);
  Async<Result<bool>> store(std::shared_ptr<Moving> moving, std::shared_ptr<Forward> forward);
  std::size_t prompt_bytes_max() const { return deps_.task_config.get()->prompt_bytes_max.count; }
  void keep(std::shared_ptr<Moving> moving);
  void count(const Moving& moving, const Forward& forward, const storage::WriteOutcome& outcome) const;

  Deps deps_;
  // Whether anything follows the end of a task: without it, ends are not looked at. Set by the wake-up of a submission.
  std::shared_ptr<std::atomic<bool>> awaited_ = std::make_shared<std::atomic<bool>>(true);
  std::map<tasks::WorkflowRef, std::shared_ptr<Moving>> cached_;  // on the Loop only, as the next two
  std::set<tasks::WorkflowRef> under_way_;
  std::int64_t taken_ = 0;
  runtime::Wakeup wakeup_;
  std::vector<storage::Database::Subscription> subscriptions_;
  runtime::TaskGroup background_;  // last: destroyed first
};

}  // namespace swarm::workflows
