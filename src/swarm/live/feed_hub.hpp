#pragma once

#include <map>
#include <memory>
#include <string>

#include "platform/events/event_store.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/telemetry/log.hpp"
#include "swarm/live/live_metrics.hpp"
#include "swarm/live/project_feed.hpp"

namespace swarm::live {

inline constexpr std::size_t kFeedsMax = 256;  // projects that are followed at the same time

// Reads the events of each project that somebody follows once for all who do. One for the process; thread-safe; its
// readers run on one Loop and end when nobody follows their project any more.
class FeedHub {
 public:
  struct Deps {
    tasks::TaskStore& tasks;
    events::EventStore& events;
    storage::Database& database;
    runtime::Loop& loop;
    LiveMetrics& metrics;
    telemetry::Log log;
  };
  FeedHub(Bytes feed_bytes_max, Deps deps);

  // Follows for as long as it lives. Must not outlive the hub.
  class Attachment {
   public:
    Attachment(std::shared_ptr<ProjectFeed> feed, std::shared_ptr<Watcher> watcher)
        : feed_(std::move(feed)), watcher_(std::move(watcher)) {}
    ~Attachment() { feed_->unwatch(watcher_); }
    Attachment(const Attachment&) = delete;
    Attachment& operator=(const Attachment&) = delete;

    std::optional<ProjectFeed::Place> end() const { return feed_->end(); }
    ProjectFeed::Look look(std::int64_t from) { return feed_->look(*watcher_, from); }

   private:
    const std::shared_ptr<ProjectFeed> feed_;
    const std::shared_ptr<Watcher> watcher_;
  };
  // `limit_exceeded` beyond kFeedsMax projects.
  Result<std::unique_ptr<Attachment>> follow(Scope scope, Watcher watcher);

  Async<void> stop();

 private:
  Async<void> read_while_followed(Scope scope, std::shared_ptr<ProjectFeed> feed);
  Async<Result<bool>> read_more(Scope scope, std::shared_ptr<ProjectFeed> feed);
  bool retire(const Scope& scope, const ProjectFeed& feed);

  const Bytes feed_bytes_max_;
  const Deps deps_;
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<ProjectFeed>> feeds_ SWARM_GUARDED_BY(mutex_);
  runtime::TaskGroup background_;
};

}  // namespace swarm::live
