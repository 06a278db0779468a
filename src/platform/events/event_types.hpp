#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::events {

// A place in a project's feed: just after one event. Opaque to clients. Order is (transaction, sequence): a reader who
// only takes events of transactions below the database's floor can never pass one that is committed later.
struct Cursor {
  std::int64_t transaction = 0;
  std::int64_t sequence = 0;

  // The one before everything.
  static constexpr Cursor oldest() { return {}; }
  // "1f3.2a". `invalid_input` for anything that text() did not make.
  static Result<Cursor> parse(std::string_view text);
  std::string text() const;
  auto operator<=>(const Cursor&) const = default;
};

// An event to be stored in the unit that makes the change it reports.
struct EventDraft {
  ProjectId project;
  std::string subject;  // the id of what changed
  std::int64_t number;  // 1, 2, … of this subject, without gaps
  std::string type;     // "task.completed"
  std::string data;     // JSON: what this change alone knew
};

struct StoredEvent {
  Cursor cursor;
  std::string subject;
  std::int64_t number = 0;
  std::string type;
  Time at;
  std::string data;
};

}  // namespace swarm::events
