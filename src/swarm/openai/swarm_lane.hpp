#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/live.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"
#include "swarm/openai/openai_metrics.hpp"
#include "swarm/openai/swarm_request.hpp"
#include "swarm/openai/text_hub.hpp"
#include "swarm/tasks/task_service.hpp"

namespace swarm::openai {

// The lane of the model "swarm": every request is a durable task. A client that leaves cancels it, since nobody would
// see the answer that is still being paid for; unless it said `store: true`, or can come back for the answer with its
// Idempotency-Key. Thread-safe.
class SwarmLane {
 public:
  struct Deps {
    tasks::TaskService& service;
    tasks::TaskStore& store;
    storage::Database& database;
    TextHub& texts;
    const Live<tasks::TaskConfig>& config;
    const OpenAiMetrics& metrics;
    IdSource& ids;
    runtime::Loop& loop;
    telemetry::Log log;
  };
  explicit SwarmLane(Deps deps) : deps_(std::move(deps)), background_(deps_.loop) {}
  Async<void> stop() { return background_.stop(); }

  // A client's hold on its task. Destroyed before released(), the client has left.
  class Hold {
   public:
    Hold(SwarmLane& lane, Form form, Scope scope, tasks::TaskId task, bool outlives_client)
        : lane_(&lane),
          form_(form),
          scope_(std::move(scope)),
          task_(std::move(task)),
          outlives_client_(outlives_client) {}
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&&) = delete;
    ~Hold();
    const tasks::TaskId& task() const { return task_; }
    const Scope& scope() const { return scope_; }

    // The client has been told the end.
    void released(Outcome outcome);

   private:
    SwarmLane* lane_;  // null when released
    Form form_;
    Scope scope_;
    tasks::TaskId task_;
    bool outlives_client_;
  };

  // Looks at one task whenever something may have happened to it. On one Loop; movable.
  class Watch {
   public:
    // `hears`: also what is told of it while it is worked on here.
    Watch(const Deps& deps, Scope scope, tasks::TaskId task, runtime::Executor executor, bool hears);
    // The task; nothing when there was no reason to look since the last time.
    Async<Result<std::optional<tasks::Task>>> look();
    TextHub::Heard take() const { return ear_.take(); }
    Async<void> wait_for(std::chrono::milliseconds at_most);

   private:
    tasks::TaskStore* store_;
    Scope scope_;
    tasks::TaskId task_;
    runtime::Wakeup wakeup_;
    std::shared_ptr<std::atomic<bool>> is_due_ = std::make_shared<std::atomic<bool>>(true);
    std::chrono::steady_clock::time_point looked_{};
    storage::Database::Subscription subscription_;
    TextHub::Ear ear_;
  };

  // What is known of the task: as it was stored, or, of a repeated Idempotency-Key, as it is. Who watches was there
  // before the task could begin.
  struct Begun {
    tasks::Task task;
    Hold hold;
    Watch watch;
  };
  // `invalid_input` with reason "context_length_exceeded" when more is said than a task takes; the errors of
  // TaskService::submit.
  Async<Result<Begun>> begin(Form form, Scope scope, SwarmRequest request, tasks::Submission submission);

  // The task once it has ended.
  static Async<Result<tasks::Task>> wait_for_end(Watch watch);

  const OpenAiMetrics& metrics() const { return deps_.metrics; }

 private:
  void abandon(Form form, Scope scope, tasks::TaskId task, bool outlives_client);
  Async<void> cancel(Scope scope, tasks::TaskId task);

  Deps deps_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::openai
