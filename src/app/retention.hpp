#pragma once

#include "app/app_config.hpp"
#include "base/live.hpp"
#include "learning/misses/miss_keeper.hpp"
#include "platform/audit/audit_service.hpp"
#include "platform/events/event_store.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "providers/budget/budget_store.hpp"
#include "providers/usage/usage_store.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/workflows/workflow_store.hpp"

namespace swarm::app {

// Forgets what is too old or too much, in small steps, and gives the space back.
class Retention {
 public:
  struct Deps {
    storage::Database& database;
    tasks::TaskStore& tasks;
    workflows::WorkflowStore& workflows;
    events::EventStore& events;
    audit::AuditService& audit;
    runtime::Loop& loop;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
  };
  Retention(const Live<RetentionConfig>& config, const Live<tasks::TaskConfig>& task_config, Deps deps);

  void start() { background_.spawn(run_forever()); }
  Async<void> stop() { co_await background_.stop(); }

  // One round; how many rows went. Also for tests.
  Async<Result<std::int64_t>> run_once();

 private:
  enum class Kind { workflows, tasks, traces, events, idempotency_keys, budget, usage, usage_sums, misses };
  Async<void> run_forever();
  std::int64_t bytes_too_many() const;
  std::int64_t rows_for(std::int64_t bytes);
  Async<Result<std::int64_t>> make_room();
  Async<Result<std::int64_t>> forget_old(Kind kind);
  Async<Result<std::int64_t>> forget_for_space(Kind kind, std::int64_t rows_max);
  Async<Result<std::int64_t>> forget_some(Kind kind, bool pressed, std::int64_t count);
  Async<Result<Done>> retire_audit();

  const Live<RetentionConfig>& config_;
  const Live<tasks::TaskConfig>& task_config_;
  Deps deps_;
  budget::BudgetStore budget_;
  usage::UsageStore usage_;
  misses::MissKeeper misses_;
  std::map<Kind, telemetry::Counter> forgotten_;
  std::int64_t last_measurement_ = 0;  // that rows were forgotten for
  runtime::TaskGroup background_;
};

}  // namespace swarm::app
