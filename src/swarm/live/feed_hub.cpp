#include "swarm/live/feed_hub.hpp"

#include "platform/runtime/timers.hpp"

namespace swarm::live {

namespace {

constexpr std::int64_t kEventsPerRead = 200;
constexpr std::size_t kBlockBytesMax = 256 * KiB;
constexpr std::chrono::milliseconds kLookAgain{1'000};  // a wake-up from another server may be lost

}  // namespace

FeedHub::FeedHub(Bytes feed_bytes_max, Deps deps)
    : feed_bytes_max_(feed_bytes_max), deps_(std::move(deps)), background_(deps_.loop) {}

Result<std::unique_ptr<FeedHub::Attachment>> FeedHub::follow(Scope scope, Watcher watcher) {
  const auto shared = std::make_shared<Watcher>(std::move(watcher));
  MutexLock lock(mutex_);
  const auto found = feeds_.find(scope.project.text());
  if (found == feeds_.end() && feeds_.size() >= kFeedsMax) {
    return fail(ErrorCode::limit_exceeded, "feeds_max",
                fmt::format("the events of {} projects are followed already; read them over HTTP", kFeedsMax));
  }
  std::shared_ptr<ProjectFeed> feed = found == feeds_.end() ? nullptr : found->second;
  if (!feed) {
    feed = std::make_shared<ProjectFeed>(feed_bytes_max_);
    feeds_.emplace(scope.project.text(), feed);
    deps_.metrics.feeds.set(static_cast<double>(feeds_.size()));
  }
  feed->watch(shared);  // before its reader looks whether anybody does
  if (found == feeds_.end()) background_.spawn(read_while_followed(std::move(scope), feed));
  return std::make_unique<Attachment>(std::move(feed), shared);
}

Async<void> FeedHub::stop() {
  co_await background_.stop();
}

bool FeedHub::retire(const Scope& scope, const ProjectFeed& feed) {
  MutexLock lock(mutex_);
  if (!feed.is_unwatched()) return false;
  feeds_.erase(scope.project.text());
  deps_.metrics.feeds.set(static_cast<double>(feeds_.size()));
  return true;
}

Async<void> FeedHub::read_while_followed(Scope scope, std::shared_ptr<ProjectFeed> feed) {
  const runtime::Wakeup wakeup(deps_.loop);
  const auto subscription = deps_.database.subscribe(events::feed_topic(scope.project), [wakeup] { wakeup.notify(); });
  while (!retire(scope, *feed)) {
    const Result<bool> has_more = co_await read_more(scope, feed);
    if (!has_more) deps_.log.warn("feed_read_failed", {{"error", has_more.error().message}});
    if (has_more && *has_more) continue;
    runtime::Wakeup waiting = wakeup;
    co_await waiting.wait_for(kLookAgain);
  }
}

// Whether there may be more at once.
Async<Result<bool>> FeedHub::read_more(Scope scope, std::shared_ptr<ProjectFeed> feed) {
  const std::optional<ProjectFeed::Place> end = feed->end();
  if (!end) {
    feed->begin(CO_TRY(co_await deps_.events.newest(scope)));
    co_return true;
  }
  const auto events = CO_TRY(co_await deps_.tasks.events_after(scope, std::nullopt, end->cursor, kEventsPerRead));
  deps_.metrics.feed_reads.add();
  FeedBlock block;
  std::size_t bytes = 0;
  for (const tasks::TaskStore::EventWithTask& event : events) {
    block.push_back(entry_of(event));
    bytes += block.back().text.size();
    if (bytes >= kBlockBytesMax) {
      feed->append(std::exchange(block, {}));
      bytes = 0;
    }
  }
  feed->append(std::move(block));
  co_return static_cast<std::int64_t>(events.size()) == kEventsPerRead;
}

}  // namespace swarm::live
