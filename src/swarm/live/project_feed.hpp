#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/mutex.hpp"
#include "base/sizes.hpp"
#include "platform/events/event_types.hpp"
#include "swarm/tasks/task_store.hpp"

namespace swarm::live {

// An event as it is sent, encoded once for all who follow.
struct FeedEntry {
  events::Cursor cursor;
  std::string subject;        // the task's id
  bool ends_subject = false;  // nothing more comes of this task
  std::string text;           // "cursor":"…","event":{…}} of the message
};
FeedEntry entry_of(const tasks::TaskStore::EventWithTask& event);

using FeedBlock = std::vector<FeedEntry>;

// Who is to be woken. `pending`: since which block there is something for it.
struct Watcher {
  std::function<void()> wake;           // from any thread; must not block
  std::vector<std::string> subjects{};  // empty: every event
  std::optional<std::int64_t> pending{};
};

// The recent events of a project, numbered blocks of them in a ring, read by one and shared by all who follow. Safe to
// call from any thread.
class ProjectFeed {
 public:
  explicit ProjectFeed(Bytes bytes_max) : bytes_max_(bytes_max) {}

  // --- for the one who reads ---
  // From here on: nothing visible in the database lies behind `at` yet.
  void begin(events::Cursor at);
  void append(FeedBlock block);

  // --- for those who follow ---
  void watch(const std::shared_ptr<Watcher>& watcher);
  void unwatch(const std::shared_ptr<Watcher>& watcher);
  bool is_unwatched() const;

  struct Place {
    std::int64_t block = 0;  // the number that the next block will have
    events::Cursor cursor{};
  };
  // The end now; nothing before begin().
  std::optional<Place> end() const;

  enum class Found { nothing, block, dropped };
  struct Look {
    Found found = Found::nothing;
    std::int64_t number = 0;
    std::shared_ptr<const FeedBlock> block{};
  };
  // The first block from `from` on that has something for the watcher. After `nothing` it is woken when there is more.
  Look look(Watcher& watcher, std::int64_t from);

 private:
  struct Kept {
    std::shared_ptr<const FeedBlock> block;
    std::size_t bytes;
  };
  void keep(FeedBlock block) SWARM_REQUIRES(mutex_);
  void mark(const std::shared_ptr<Watcher>& watcher, std::int64_t number) SWARM_REQUIRES(mutex_);

  const Bytes bytes_max_;
  mutable Mutex mutex_;
  std::optional<events::Cursor> cursor_ SWARM_GUARDED_BY(mutex_);  // of the last event read
  std::deque<Kept> blocks_ SWARM_GUARDED_BY(mutex_);
  std::int64_t first_ SWARM_GUARDED_BY(mutex_) = 0;  // number of the first one kept
  std::size_t bytes_ SWARM_GUARDED_BY(mutex_) = 0;
  std::unordered_set<std::shared_ptr<Watcher>> of_all_ SWARM_GUARDED_BY(mutex_);
  std::unordered_multimap<std::string, std::shared_ptr<Watcher>> by_subject_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::live
