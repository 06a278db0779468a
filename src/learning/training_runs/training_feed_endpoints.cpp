#include "learning/training_runs/training_feed_endpoints.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "learning/training_runs/training_api_types.hpp"

namespace swarm::training_runs {

namespace {

std::string event(std::string_view type, const json::Value& data) {
  return fmt::format("event: {}\ndata: {}\n\n", type, json::to_text(data));
}

}  // namespace

std::string RunFeed::log_since(const RunWords& words) {
  const std::int64_t added = words.log_bytes - std::exchange(told_log_, words.log_bytes);
  if (added <= 0) return "";
  const auto kept = static_cast<std::int64_t>(words.log_tail.size());
  const std::int64_t shown = std::min(added, kept);
  const std::string text = clean_text(std::string_view(words.log_tail).substr(static_cast<std::size_t>(kept - shown)));
  return event("log", json::Object{{"text", text}, {"skipped", added - shown}});
}

Async<Result<std::string>> RunFeed::read() {
  const TrainingRun run = CO_TRY(co_await service_.find(scope_, run_));
  const RunWords words = CO_TRY(co_await service_.words(scope_, run_));
  const std::string view = run.state == told_state_ ? "" : event("run", json::encode(view_of(run)));
  std::string said = log_since(words);
  if (run.progress && run.progress != told_progress_) said += event("progress", json::encode(*run.progress));
  told_progress_ = run.progress;
  told_state_ = run.state;
  ended_ = is_final(run.state);
  co_return ended_ ? said + view : view + said;  // the end is the last that is told
}

Async<std::optional<std::string>> RunFeed::next(std::chrono::milliseconds at_most) {
  if (ended_) co_return std::nullopt;
  if (!wakeup_) {
    wakeup_.emplace(co_await runtime::asio::this_coro::executor);
    subscription_ = database_.subscribe(topic_of(run_), [wakeup = *wakeup_] { wakeup.notify(); });
  }
  constexpr std::chrono::milliseconds kLookAgain{1'000};
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (true) {
    Result<std::string> text = co_await read();
    if (!text) {
      ended_ = true;
      co_return event("error", json::Object{{"code", name_of(text.error().code)}, {"detail", text.error().message}});
    }
    if (!text->empty()) co_return std::move(*text);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return std::string();
    co_await wakeup_->wait_for(std::min(left, kLookAgain));
  }
}

}  // namespace swarm::training_runs
