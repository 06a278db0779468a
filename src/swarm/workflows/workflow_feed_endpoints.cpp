#include "swarm/workflows/workflow_feed_endpoints.hpp"

#include "platform/runtime/async.hpp"
#include "swarm/tasks/task_feed_endpoints.hpp"

namespace swarm::workflows {

Async<Result<std::string>> WorkflowFeed::read() {
  const std::vector<events::StoredEvent> entries =
      CO_TRY(co_await store_.events_after(scope_, of_, after_, kEventsPerPull));
  std::string text;
  for (const events::StoredEvent& event : entries) {
    text += tasks::event_text({event, std::nullopt});
    after_ = event.cursor;
  }
  if (static_cast<std::int64_t>(entries.size()) < kEventsPerPull) {
    const Workflow workflow = CO_TRY(co_await store_.look_at(scope_, of_));
    const std::int64_t last = entries.empty() ? workflow.events_count : entries.back().number;
    ended_ = workflow.state != WorkflowState::running && last == workflow.events_count;
  }
  co_return text;
}

Async<std::optional<std::string>> WorkflowFeed::next(std::chrono::milliseconds at_most) {
  if (ended_) co_return std::nullopt;
  if (!wakeup_) {
    wakeup_.emplace(co_await runtime::asio::this_coro::executor);
    subscription_ = database_.subscribe(events::feed_topic(scope_.project), [wakeup = *wakeup_] { wakeup.notify(); });
  }
  constexpr std::chrono::milliseconds kLookAgain{1'000};  // a wake-up from another server may be lost
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (true) {
    Result<std::string> text = co_await read();
    if (!text) {
      ended_ = true;  // the client comes back with its cursor
      co_return tasks::problem_text(text.error());
    }
    if (!text->empty()) co_return std::move(*text);
    if (ended_) co_return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await wakeup_->wait_for(std::min(left, kLookAgain));
  }
}

}  // namespace swarm::workflows
