#include "swarm/tasks/task_feed_endpoints.hpp"

#include "swarm/tasks/task_api_types.hpp"

namespace swarm::tasks {

namespace {

json::Object data_of(const events::StoredEvent& event) {
  Result<json::Value> data = json::parse(event.data);
  return data && data->is_object() ? std::move(data->get_object()) : json::Object{};
}

}  // namespace

std::string problem_text(const Error& error) {
  return fmt::format("event: error\ndata: {}\n\n",
                     json::to_text(json::Object{{"code", name_of(error.code)}, {"detail", error.message}}));
}

std::string event_text(const TaskStore::EventWithTask& entry) {
  const events::StoredEvent& event = entry.event;
  json::Object body{
      {"type", event.type}, {"n", event.number}, {"at", json::encode_time(event.at)}, {"cursor", event.cursor.text()}};
  // What is no task's is called by its kind: "workflow.completed" has a "workflow".
  if (entry.task)
    body.emplace("task", json::encode(view_at_event(*entry.task, data_of(event), event.at)));
  else
    body.emplace(event.type.substr(0, event.type.find('.')), data_of(event));
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.cursor.text(), event.type, json::to_text(body));
}

void TaskFeed::listen(runtime::Executor executor) {
  wakeup_.emplace(executor);
  subscription_ = database_.subscribe(events::feed_topic(scope_.project), [wakeup = *wakeup_] { wakeup.notify(); });
}

Async<Result<std::string>> TaskFeed::read() {
  std::vector<TaskStore::EventWithTask> entries =
      CO_TRY(co_await store_.events_after(scope_, of_, after_, kEventsPerPull));
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
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await wakeup_->wait_for(std::min(left, kLookAgain));
  }
}

}  // namespace swarm::tasks
