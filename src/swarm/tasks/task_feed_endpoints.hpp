#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/http_server/message.hpp"
#include "platform/runtime/timers.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::tasks {

// A feed of task events as Server-Sent Events: of a project, without end, or of one task until that has ended. Pulled:
// it reads at most kEventsPerPull events ahead of what the client has taken, and its cursor is the id of every event.
class TaskFeed final : public http::EventSource {
 public:
  static constexpr std::int64_t kEventsPerPull = 100;

  TaskFeed(TaskStore& store, storage::Database& database, Scope scope, std::optional<TaskId> of, events::Cursor after)
      : store_(store), database_(database), scope_(std::move(scope)), of_(std::move(of)), after_(after) {}

  Async<std::optional<std::string>> next(std::chrono::milliseconds at_most) override;

 private:
  Async<Result<bool>> is_told_whole();
  Async<Result<std::string>> read();
  void listen(runtime::Executor executor);

  TaskStore& store_;
  storage::Database& database_;
  const Scope scope_;
  const std::optional<TaskId> of_;
  events::Cursor after_;
  bool ended_ = false;
  std::optional<runtime::Wakeup> wakeup_;
  storage::Database::Subscription subscription_;
};

// One event as it is written to the stream.
std::string event_text(const TaskStore::EventWithTask& entry);
// What a feed that cannot go on ends with.
std::string problem_text(const Error& error);

}  // namespace swarm::tasks
