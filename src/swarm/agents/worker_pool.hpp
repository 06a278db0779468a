#pragma once

#include <atomic>
#include <map>
#include <stop_token>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/storage/database.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "swarm/agents/completion_listener.hpp"
#include "swarm/answering/cascade.hpp"
#include "swarm/tasks/queue_gauge.hpp"
#include "swarm/tasks/task_metrics.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/tasks/task_work.hpp"
#include "swarm/tasks/text_listeners.hpp"

namespace swarm::agents {

struct WorkerPoolConfig {
  std::int64_t workers = 256;
  std::chrono::milliseconds lease{10'000};
  std::chrono::milliseconds poll_interval{1'000};
  static constexpr auto schema = json::object(
      "WorkerPoolConfig",
      json::field("workers", &WorkerPoolConfig::workers, "Tasks worked on at the same time.", json::between{0, 10'000}),
      json::field("lease_ms", &WorkerPoolConfig::lease, "A server that is silent for this long has lost its tasks.",
                  json::between{300, 600'000}),
      json::field("poll_interval_ms", &WorkerPoolConfig::poll_interval,
                  "How often to look for work without having been woken.", json::between{10, 60'000}));
};

struct AgentMetrics {
  explicit AgentMetrics(telemetry::Metrics& metrics);
  telemetry::Gauge busy;
  telemetry::Gauge idle;
};

// The resident workers of this server: they pull tasks under a lease, have them answered, and store the end. All of it
// runs on one Loop; the answering itself computes elsewhere.
class WorkerPool {
 public:
  struct Deps {
    tasks::TaskWork& work;
    tasks::TaskStore& store;  // for the queue's facts
    answering::Answerer& answerer;
    storage::Database& database;
    runtime::Loop& loop;
    const Clock& clock;
    Random& random;
    IdSource& ids;
    tasks::QueueGauge& gauge;
    const tasks::TaskMetrics& task_metrics;
    const AgentMetrics& metrics;
    telemetry::Log log;
    tasks::TextListeners* text_listeners = nullptr;
    CompletionListener* completion_listener = nullptr;
  };
  // `replica` names this server for good; what an earlier run of it left behind is taken back when it starts.
  WorkerPool(WorkerPoolConfig config, std::string replica, Deps deps);

  void start();
  // Takes nothing new, lets what runs end for at most `at_most`, then stops it and gives its leases up.
  Async<void> stop(std::chrono::milliseconds at_most);

 private:
  Async<void> pull_forever();
  Async<void> keep_lease_forever();
  Async<void> keep_house_forever();

  Async<void> stop_here(std::chrono::milliseconds at_most);
  Async<bool> enlist();
  Async<void> pull_once();
  Async<void> release_what_nobody_runs();
  Async<void> drop_what_was_revoked();
  Async<void> refresh_queue_facts();
  Async<void> work_on(tasks::Assignment assignment, std::stop_token stop);
  Async<void> finish(tasks::Assignment assignment, answering::Answered answered, std::stop_token stop);
  Async<void> finish_badly(tasks::Assignment assignment, answering::AnswerFailure failure, std::stop_token stop);
  answering::Question question_of(const tasks::Assignment& assignment, std::stop_token stop) const;
  Async<CompletionListener::Addition> addition_to(tasks::Assignment assignment, answering::Answered answered);
  // A bug in the answering that throws costs an attempt, not a worker.
  Async<std::expected<answering::Answered, answering::AnswerFailure>> ask(answering::Question question);
  void report_end(const tasks::Assignment& assignment, const Result<Done>& stored, std::optional<answers::Head> head,
                  std::string_view outcome);
  void show_usage() const;
  std::int64_t free_places() const { return config_.workers - static_cast<std::int64_t>(running_.size()); }

  const WorkerPoolConfig config_;
  const std::string replica_;
  const tasks::WorkerId worker_;
  Deps deps_;
  // By task id and fence: a task whose lease was lost may come back while its earlier attempt still ends. Touched on
  // the Loop only, as the members below.
  std::map<std::pair<std::string, std::int64_t>, std::stop_source> running_;
  bool stopping_ = false;
  SteadyTime next_release_{};
  std::chrono::milliseconds next_look_{0};
  runtime::Wakeup work_, revoked_, ended_;
  std::vector<storage::Database::Subscription> subscriptions_;
  runtime::TaskGroup attempts_;
  runtime::TaskGroup background_;  // last: destroyed first
};

}  // namespace swarm::agents
