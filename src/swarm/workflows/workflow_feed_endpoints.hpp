#pragma once

#include <optional>
#include <string>

#include "platform/events/event_feed.hpp"
#include "platform/http_server/message.hpp"
#include "platform/runtime/timers.hpp"
#include "swarm/workflows/workflow_store.hpp"

namespace swarm::workflows {

// The events of one workflow as Server-Sent Events, until it has ended. Pulled, as the feed of tasks is: at most
// kEventsPerPull events ahead of what the client has taken.
class WorkflowFeed final : public http::EventSource {
 public:
  static constexpr std::int64_t kEventsPerPull = 100;

  WorkflowFeed(WorkflowStore& store, storage::Database& database, Scope scope, WorkflowId of, events::Cursor after)
      : store_(store), database_(database), scope_(std::move(scope)), of_(std::move(of)), after_(after) {}

  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;

 private:
  Async<Result<std::string>> read();

  WorkflowStore& store_;
  storage::Database& database_;
  const Scope scope_;
  const WorkflowId of_;
  events::Cursor after_;
  bool ended_ = false;
  std::optional<runtime::Wakeup> wakeup_;
  storage::Database::Subscription subscription_;
};

}  // namespace swarm::workflows
