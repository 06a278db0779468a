#pragma once

#include <vector>

#include "platform/events/event_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::events {

storage::Schema schema();

// Adds the event to the unit that makes its change, and asks to wake the readers of the project's feed.
void add_event(storage::WriteUnit& unit, EventDraft event);
// For a statement that inserts its own events in SQL.
void wake_readers(storage::WriteUnit& unit, const ProjectId& project);
// The same where only the rows that it returns tell the projects; `column` holds the project.
void wake_readers_of_rows(storage::WriteUnit& unit, std::size_t statement, std::size_t column);
// The topic on which readers of a project's feed look again.
std::string feed_topic(const ProjectId& project);

// How many events are kept, and for how long.
struct Kept {
  std::chrono::milliseconds age_max;
  std::int64_t count_max;
};

// Reads feeds and forgets what is too old. Thread-safe.
class EventStore {
 public:
  explicit EventStore(storage::Database& database) : database_(database) {}

  // `expired` when events behind this cursor have been deleted.
  Async<Result<Done>> check_kept(Scope scope, Cursor after);
  // The end of the feed now: nothing visible lies behind it.
  Async<Result<Cursor>> newest(Scope scope);

  // Deletes at most `count` events that are older than kept allows; how many it deleted. Called again until 0.
  Async<Result<std::int64_t>> forget(Kept kept, std::int64_t count);

 private:
  storage::Database& database_;
};

}  // namespace swarm::events
