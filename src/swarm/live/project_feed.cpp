#include "swarm/live/project_feed.hpp"

#include <algorithm>

#include "swarm/tasks/task_api_types.hpp"

namespace swarm::live {

FeedEntry entry_of(const tasks::TaskStore::EventWithTask& event) {
  const bool ends_task =
      event.task && tasks::is_final(event.task->state) && event.event.number == event.task->events_count;
  return {.cursor = event.event.cursor,
          .subject = event.event.subject,
          .ends_subject = ends_task,
          .text = fmt::format(R"("cursor":"{}","event":{}}})", event.event.cursor.text(),
                              json::to_text(tasks::event_body(event)))};
}

void ProjectFeed::begin(events::Cursor at) {
  MutexLock lock(mutex_);
  cursor_ = at;
  for (const auto& watcher : of_all_)
    watcher->wake();
  for (const auto& [subject, watcher] : by_subject_)
    watcher->wake();
}

void ProjectFeed::append(FeedBlock block) {
  if (block.empty()) return;
  MutexLock lock(mutex_);
  cursor_ = block.back().cursor;
  const std::int64_t number = first_ + static_cast<std::int64_t>(blocks_.size());
  for (const auto& watcher : of_all_)
    mark(watcher, number);
  for (const FeedEntry& entry : block) {
    const auto [begin, end] = by_subject_.equal_range(entry.subject);
    for (auto found = begin; found != end; ++found)
      mark(found->second, number);
  }
  keep(std::move(block));
}

// Under the lock, and before the block is there: a watcher that looks at once waits for the lock.
void ProjectFeed::mark(const std::shared_ptr<Watcher>& watcher, std::int64_t number) {
  if (watcher->pending) return;
  watcher->pending = number;
  watcher->wake();
}

void ProjectFeed::keep(FeedBlock block) {
  std::size_t bytes = 0;
  for (const FeedEntry& entry : block)
    bytes += sizeof entry + entry.subject.size() + entry.text.size();
  bytes_ += bytes;
  blocks_.push_back({std::make_shared<const FeedBlock>(std::move(block)), bytes});
  while (bytes_ > bytes_max_.count && blocks_.size() > 1) {
    bytes_ -= blocks_.front().bytes;
    blocks_.pop_front();
    ++first_;
  }
}

void ProjectFeed::watch(const std::shared_ptr<Watcher>& watcher) {
  MutexLock lock(mutex_);
  if (watcher->subjects.empty()) of_all_.insert(watcher);
  for (const std::string& subject : watcher->subjects)
    by_subject_.emplace(subject, watcher);
}

void ProjectFeed::unwatch(const std::shared_ptr<Watcher>& watcher) {
  MutexLock lock(mutex_);
  of_all_.erase(watcher);
  for (const std::string& subject : watcher->subjects) {
    auto [found, end] = by_subject_.equal_range(subject);
    while (found != end)
      found = found->second == watcher ? by_subject_.erase(found) : std::next(found);
  }
}

bool ProjectFeed::is_unwatched() const {
  MutexLock lock(mutex_);
  return of_all_.empty() && by_subject_.empty();
}

std::optional<ProjectFeed::Place> ProjectFeed::end() const {
  MutexLock lock(mutex_);
  if (!cursor_) return std::nullopt;
  return Place{first_ + static_cast<std::int64_t>(blocks_.size()), *cursor_};
}

ProjectFeed::Look ProjectFeed::look(Watcher& watcher, std::int64_t from) {
  MutexLock lock(mutex_);
  if (!watcher.pending) return {};
  const std::int64_t number = std::max(from, *watcher.pending);
  const std::int64_t end = first_ + static_cast<std::int64_t>(blocks_.size());
  if (number >= end) {
    watcher.pending.reset();
    return {};
  }
  if (number < first_) return {.found = Found::dropped};
  return {.found = Found::block, .number = number, .block = blocks_[static_cast<std::size_t>(number - first_)].block};
}

}  // namespace swarm::live
