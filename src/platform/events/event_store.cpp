#include "platform/events/event_store.hpp"

#include <fmt/format.h>

namespace swarm::events {

std::span<const storage::Migration> migrations();

namespace {

using storage::NamedStatement;
using storage::sql;

constexpr std::string_view kFeedTopicPrefix = "events.";

constexpr NamedStatement kInsertMany{
    "events.insert_many", "",
    "WITH this AS MATERIALIZED (SELECT swarm_transaction_id() AS transaction, swarm_now_ms() AS now) "
    "INSERT INTO events (transaction_id, project, subject, number, type, at_ms, data) "
    "SELECT this.transaction, r.project, r.subject, r.number, r.type, this.now, r.data FROM this, "
    "unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) "
    "WITH ORDINALITY AS r(project, subject, number, type, data, place) ORDER BY r.place"};
constexpr NamedStatement kInsert{"events.insert",
                                 "INSERT INTO events (transaction_id, project, subject, number, type, at_ms, data) "
                                 "VALUES (swarm_transaction_id(), $1, $2, $3, $4, swarm_now_ms(), $5)",
                                 kInsertMany};
constexpr NamedStatement kFloor{"events.floor", "SELECT transaction_id, sequence FROM event_floors WHERE project = $1"};
constexpr NamedStatement kNewest{
    "events.newest",
    "SELECT transaction_id, sequence FROM events WHERE project = $1 AND transaction_id < swarm_transaction_floor() "
    "ORDER BY transaction_id DESC, sequence DESC LIMIT 1"};
// The oldest events are the lowest sequences; the floor is moved in the same transaction in which they go.
constexpr NamedStatement kMoveFloors{
    "events.move_floors",
    "INSERT INTO event_floors (project, transaction_id, sequence) "
    "SELECT project, max(transaction_id), max(sequence) FROM events "
    "WHERE sequence <= $1 GROUP BY project "
    "ON CONFLICT (project) DO UPDATE SET transaction_id = excluded.transaction_id, sequence = excluded.sequence"};
constexpr NamedStatement kDelete{"events.delete", "DELETE FROM events WHERE sequence <= $1"};
constexpr NamedStatement kLastToForget{
    "events.last_to_forget",
    "SELECT max(sequence) FROM (SELECT sequence, at_ms FROM events ORDER BY sequence LIMIT $1) AS oldest "
    "WHERE at_ms < swarm_now_ms() - $2 OR sequence <= (SELECT max(sequence) FROM events) - $3"};

constexpr const NamedStatement* kStatements[] = {&kInsert, &kFloor, &kNewest, &kMoveFloors, &kDelete, &kLastToForget};

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

std::string feed_topic(const ProjectId& project) {
  return std::string(kFeedTopicPrefix) + project.text();
}

void wake_readers_of_rows(storage::WriteUnit& unit, std::size_t statement, std::size_t column) {
  unit.topics_of_rows.push_back({statement, column, std::string(kFeedTopicPrefix)});
}

void wake_readers(storage::WriteUnit& unit, const ProjectId& project) {
  std::string topic = feed_topic(project);
  if (unit.topics.empty() || unit.topics.back() != topic) unit.topics.push_back(std::move(topic));
}

void add_event(storage::WriteUnit& unit, EventDraft event) {
  wake_readers(unit, event.project);
  unit.add(kInsert, {sql(event.project.text()), std::move(event.subject), event.number, std::move(event.type),
                     std::move(event.data)});
}

Async<Result<Done>> EventStore::check_kept(Scope scope, Cursor after) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kFloor, {sql(scope.project.text())}));
  if (rows.empty() || after == Cursor::oldest()) co_return Done{};
  const Cursor floor{rows.front().integer(0), rows.front().integer(1)};
  if (after < floor) {
    co_return fail(ErrorCode::expired, "cursor_expired",
                   fmt::format("events behind the cursor {} are no longer kept; read the tasks themselves, then follow "
                               "the feed from 'oldest' or 'now'",
                               after.text()));
  }
  co_return Done{};
}

Async<Result<Cursor>> EventStore::newest(Scope scope) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kNewest, {sql(scope.project.text())}));
  if (!rows.empty()) co_return Cursor{rows.front().integer(0), rows.front().integer(1)};
  const storage::Rows floor = CO_TRY(co_await database_.read(&kFloor, {sql(scope.project.text())}));
  if (floor.empty()) co_return Cursor::oldest();
  co_return Cursor{floor.front().integer(0), floor.front().integer(1)};
}

Async<Result<std::int64_t>> EventStore::forget(Kept kept, std::int64_t count) {
  const storage::Rows rows = CO_TRY(co_await database_.read(
      &kLastToForget, {count, static_cast<std::int64_t>(kept.age_max.count()), kept.count_max}));
  if (rows.empty() || rows.front().is_null(0)) co_return 0;
  const std::int64_t last = rows.front().integer(0);
  storage::WriteUnit unit;
  unit.add(kMoveFloors, {last}).add(kDelete, {last});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(1);
}

}  // namespace swarm::events
