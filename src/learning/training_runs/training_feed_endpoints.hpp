#pragma once

#include <optional>
#include <string>

#include "learning/training_runs/training_service.hpp"
#include "platform/http_server/message.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::training_runs {

// One run as Server-Sent Events, until it has ended: `run` (its view, at the beginning, at every change of its state
// and at the end), `progress` (a point) and `log` ({"text", "skipped"}: what its trainer said since). Reads rows only,
// so every server can tell; what is said between two heartbeats and is longer than the row keeps is skipped, and said
// so.
class RunFeed final : public http::EventSource {
 public:
  RunFeed(TrainingService& service, storage::Database& database, Scope scope, RunId run)
      : service_(service), database_(database), scope_(std::move(scope)), run_(std::move(run)) {}

  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;

 private:
  Async<Result<std::string>> read();
  std::string log_since(const RunWords& words);

  TrainingService& service_;
  storage::Database& database_;
  const Scope scope_;
  const RunId run_;
  std::optional<RunState> told_state_;
  std::int64_t told_log_ = 0;
  std::optional<ProgressPoint> told_progress_;
  bool ended_ = false;
  std::optional<runtime::Wakeup> wakeup_;
  storage::Database::Subscription subscription_;
};

}  // namespace swarm::training_runs
