#pragma once

#include "app/app_config.hpp"
#include "base/live.hpp"
#include "platform/audit/audit_service.hpp"
#include "platform/events/event_store.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
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
  enum class Kind { workflows, tasks, traces, events, idempotency_keys };
  Async<void> run_forever();
  bool is_over_its_size() const;
  Async<Result<std::int64_t>> forget_all(Kind kind, bool pressed);
  Async<Result<std::int64_t>> forget_some(Kind kind, bool pressed);
  Async<Result<Done>> retire_audit();

  const Live<RetentionConfig>& config_;
  const Live<tasks::TaskConfig>& task_config_;
  Deps deps_;
  std::map<Kind, telemetry::Counter> forgotten_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::app
