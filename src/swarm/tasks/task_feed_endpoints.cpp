#include "swarm/tasks/task_feed_endpoints.hpp"

#include "swarm/tasks/task_api_types.hpp"

namespace swarm::tasks {

std::string problem_text(const Error& error) {
  return fmt::format("event: error\ndata: {}\n\n",
                     json::to_text(json::Object{{"code", name_of(error.code)}, {"detail", error.message}}));
}

std::string event_text(const TaskStore::EventWithTask& entry) {
  const events::StoredEvent& event = entry.event;
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.cursor.text(), event.type,
                     json::to_text(event_body(entry)));
}

void TaskFeed::listen(runtime::Executor executor) {
  wakeup_.emplace(executor);
  subscription_ = database_.subscribe(events::feed_topic(scope_.project), [wakeup = *wakeup_] { wakeup.notify(); });
}

// Whether nothing will come after the cursor: the task has ended, and its last event, which is stored with its end, was
// told already.
Async<Result<bool>> TaskFeed::is_told_whole() {
  const Result<Task> task = co_await store_.find(scope_, *of_);
  if (!task && task.error().code == ErrorCode::not_found) co_return true;  // forgotten meanwhile
  if (!task) co_return std::unexpected(task.error());
  if (!is_final(task->state)) co_return false;
  co_return CO_TRY(co_await store_.events_after(scope_, of_, after_, 1))
  .empty();
}

Async<Result<std::string>> TaskFeed::read() {
  std::vector<TaskStore::EventWithTask> entries =
      CO_TRY(co_await store_.events_after(scope_, of_, after_, kEventsPerPull));
  if (of_ && entries.empty()) ended_ = CO_TRY(co_await is_told_whole());
  std::string text;
  for (const TaskStore::EventWithTask& entry : entries) {
    text += event_text(entry);
    after_ = entry.event.cursor;
  }
  if (of_ && !entries.empty()) {
    const TaskStore::EventWithTask& last = entries.back();
    ended_ = last.task && is_final(last.task->state) && last.event.number == last.task->events_count;
  }
  co_return text;
}

Async<std::optional<std::string>> TaskFeed::next(std::chrono::milliseconds at_most) {
  if (ended_) co_return std::nullopt;
  if (!wakeup_) listen(co_await runtime::asio::this_coro::executor);
  constexpr std::chrono::milliseconds kLookAgain{1'000};  // a wake-up from another server may be lost
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (true) {
    Result<std::string> text = co_await read();
    if (!text) {
      ended_ = true;  // the client comes back with its cursor
      co_return problem_text(text.error());
    }
    if (!text->empty()) co_return std::move(*text);
    if (ended_) co_return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await wakeup_->wait_for(std::min(left, kLookAgain));
  }
}

}  // namespace swarm::tasks
