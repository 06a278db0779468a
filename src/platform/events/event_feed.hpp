#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/events/event_types.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::events {

// One event as a client sees it.
struct FeedItem {
  Cursor cursor;
  std::string type;
  std::string data;  // JSON, one line
};

// What a slice answers when a feed asks for more: events behind the cursor, oldest first, at most `count`.
class FeedReader {
 public:
  virtual ~FeedReader() = default;
  virtual Async<Result<std::vector<FeedItem>>> read(Cursor after, std::int64_t count) = 0;
  // Whether the feed can never say more after this item: the end of a finished task's own feed.
  virtual bool is_last(const FeedItem& item) const = 0;
};

// A cursor as a client gives it: of `Last-Event-ID`, else `after`; "oldest" or nothing starts with what is kept, "now"
// is answered with no cursor.
Result<std::optional<Cursor>> cursor_of(const std::optional<std::string>& last_event_id,
                                        const std::optional<std::string>& after);

}  // namespace swarm::events
