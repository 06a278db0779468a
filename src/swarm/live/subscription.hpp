#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/websocket/frame.hpp"
#include "swarm/live/feed_hub.hpp"

namespace swarm::live {

// What one subscription has to say next: events in order, each exactly once. Who is behind what is shared reads by its
// own cursor (behind → joined; back when the shared events went on without it). Used on its connection's Loop.
class Subscription {
 public:
  struct Deps {
    tasks::TaskStore& tasks;
    events::EventStore& events;
    LiveMetrics& metrics;
  };
  struct Wish {
    std::string id;
    std::vector<tasks::Task> of{};  // empty: every event of the project
    events::Cursor after{};
  };
  Subscription(Deps deps, Scope scope, Wish wish, std::unique_ptr<FeedHub::Attachment> attachment);
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  // Frames of the next events; none when there are none now. `expired` when retention went past the cursor;
  // `unavailable` and the like when the database does not answer.
  Async<Result<websocket::Frames>> next();
  // How many of the frames given last are on their way.
  void taken(std::size_t count);
  // Where a client goes on that got what was taken: it misses nothing. Of the feed it gets nothing twice either.
  events::Cursor resume() const { return resume_; }
  // Every task that it follows has ended, and everything was given.
  bool has_ended() const { return !is_of_feed_ && open_ == 0; }

 private:
  static constexpr std::size_t kBatchBytes = 64 * KiB;
  static constexpr std::int64_t kEventsPerRead = 100;

  // The project, or one task.
  struct Source {
    std::optional<tasks::TaskId> of;
    events::Cursor after;
    bool was_final = false;  // when it was subscribed to
    bool has_ended = false;
  };
  Async<Result<websocket::Frames>> catch_up();
  Async<Result<websocket::Frames>> read(Source* source);
  websocket::Frames take_shared();
  void take_from(const FeedBlock& block, websocket::Frames& frames);
  bool join();
  Source* source_of(const std::string& subject);
  void add(websocket::Frames& frames, Source& source, const FeedEntry& entry);
  void end(Source& source);

  const Deps deps_;
  const Scope scope_;
  const bool is_of_feed_;
  const std::string prefix_;  // of every message
  std::vector<Source> sources_;
  std::unordered_map<std::string, std::size_t> by_subject_;
  std::size_t open_ = 0;  // sources that have not ended
  const std::unique_ptr<FeedHub::Attachment> attachment_;

  bool is_joined_ = false;
  std::size_t reading_ = 0;                    // behind: the source whose turn it is
  std::optional<ProjectFeed::Place> meeting_;  // behind: where the shared events stood when reading began
  std::int64_t block_ = 0;                     // joined: where we are
  std::size_t index_ = 0;

  events::Cursor resume_;
  std::vector<events::Cursor> marks_;  // where to go on after each frame given last
  events::Cursor mark_;                // and after all of them
};

}  // namespace swarm::live
