#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/storage/sql_value.hpp"

namespace swarm::storage {

// A statement of ours: constant, named (the name is a metric label, "tasks.insert"), prepared once per connection.
// Parameters are $1, $2, …; one text for both databases where it can be. Each slice lists its statements, and a test
// prepares all of them on both databases.
//   swarm_now_ms()             the database's idea of now (tests may set it)
//   swarm_transaction_id()     of the running transaction; 0 on SQLite, where commits are in order anyway
//   swarm_transaction_floor()  every transaction below it has ended; on SQLite the largest integer
struct NamedStatement {
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgres;
  // The same for many rows at once, for PostgreSQL: each parameter is an array with one element per row, all rows are
  // changed (or returned, in the arrays' order) or none. It may run before or after other statements of its unit.
  const NamedStatement* many = nullptr;

  constexpr NamedStatement(std::string_view of, std::string_view both) : name(of), sqlite(both), postgres(both) {}
  constexpr NamedStatement(std::string_view of, std::string_view for_sqlite, std::string_view for_postgres)
      : name(of), sqlite(for_sqlite), postgres(for_postgres) {}
  constexpr NamedStatement(std::string_view of, std::string_view both, const NamedStatement& for_many)
      : name(of), sqlite(both), postgres(both), many(&for_many) {}
};

// How many rows a statement must change (or return), so that a change is guarded by what it was decided on.
struct Expect {
  std::int64_t low = 0;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  static constexpr Expect exactly(std::int64_t count) { return {count, count}; }
  static constexpr Expect at_most(std::int64_t count) { return {0, count}; }
  static constexpr Expect any() { return {}; }
  constexpr bool allows(std::int64_t count) const { return count >= low && count <= high; }
};

struct Statement {
  const NamedStatement* what;  // static
  Parameters parameters{};
  Expect expect = Expect::any();
};

// New work is refused with `storage_full` when the disk is down to its reserve; what is running may finish.
enum class Admission { finishing, new_work };

// Topics that only the result can name: `prefix` and the text in `column` of each row that a statement returned.
struct TopicsOfRows {
  std::size_t statement;  // its place in the unit
  std::size_t column;
  std::string prefix;
};

// A write as a value: all of its statements are committed, or none. No coroutine runs inside.
struct WriteUnit {
  std::vector<Statement> statements;
  // "Look again" for those who wait, told after the commit; a lost one costs only time.
  std::vector<std::string> topics;
  std::vector<TopicsOfRows> topics_of_rows;
  Admission admission = Admission::finishing;

  WriteUnit& add(const NamedStatement& what, Parameters parameters, Expect expect = Expect::any()) {
    statements.push_back({&what, std::move(parameters), expect});
    return *this;
  }
};

// What a unit did: per statement the rows that it returned (RETURNING) and how many it changed.
struct WriteOutcome {
  std::vector<Rows> rows;
  std::vector<std::int64_t> changed;
};

// A change of the schema, numbered within its slice. The text is for both databases; {{serial}} stands for a column
// that numbers itself and is the primary key, {{blob}} for BYTEA or BLOB. Expand, then contract: the previous release
// must run on the next schema.
struct Migration {
  std::string_view slice;
  int number;
  std::string_view name;
  std::string_view sql;
};

// What a slice brings to the database.
struct Schema {
  std::span<const Migration> migrations;
  std::span<const NamedStatement* const> statements;
};

}  // namespace swarm::storage
