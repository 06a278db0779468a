#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/statement.hpp"

namespace swarm::storage {

enum class DatabaseKind { sqlite, postgres };

// What live rows take, as the server last estimated it, in databases that keep the space of deleted rows for new ones.
struct LiveRows {
  std::int64_t bytes = 0;
  std::int64_t rows = 0;
  std::int64_t measurement = 0;  // another number, another look at the server
};

struct DatabaseFacts {
  DatabaseKind kind;
  std::string version;   // "SQLite 3.40.1"
  std::string location;  // a path or host and database name; never a password
  std::int64_t connections_busy = 0;
  std::int64_t connections_idle = 0;
  std::int64_t connections_max = 0;
  std::int64_t writes_waiting = 0;
  std::int64_t size_bytes = 0;          // on disk
  std::optional<LiveRows> live_rows{};  // nothing where the size itself shrinks when rows go
  std::int64_t disk_free_bytes = -1;    // -1: not ours to measure
  bool healthy = true;                  // the last statement reached the database
  std::string trouble{};                // when not healthy
  std::string refusal{};                // why it takes no new work though it is healthy: its disk is at the reserve
};

// One statement's account since start, for `swarmctl database slow`.
struct StatementAccount {
  std::string name;
  std::int64_t calls = 0;
  double total_ms = 0;
  double max_ms = 0;
};

// Something that is running or waiting now, for `swarmctl database activity`.
struct DatabaseActivity {
  std::string what;   // a statement's name, "idle", "commit"
  std::string state;  // "active", "waiting"
  double running_ms = 0;
  std::string client;  // on PostgreSQL whose connection it is
};

// Where everything durable lives: SQLite or PostgreSQL, behind one interface. Thread-safe; coroutines resume on their
// own Loop. Every call may fail with `unavailable` (the database cannot be reached), `limit_exceeded` (its queue is
// full) and `timeout`; other errors stand at the function.
class Database {
 public:
  virtual ~Database() = default;

  // Commits one unit; it is on disk when this returns. Units of several callers share a commit where that is faster.
  // `conflict`: a statement changed fewer or more rows than expected, or a unique value is taken (reason "taken");
  // nothing of the unit is then stored. `storage_full`: the disk is full, or at its reserve for new work.
  virtual Async<Result<WriteOutcome>> write(WriteUnit unit) = 0;

  // Runs one statement that only reads; sees everything that was acknowledged before.
  virtual Async<Result<Rows>> read(const NamedStatement* what, Parameters parameters) = 0;

  // Calls `look_again` soon after a unit that named `topic` was committed, in this process or, on PostgreSQL, in
  // another. Called on some thread; must not block. A call may be lost when a connection breaks: poll as well. The
  // subscription ends when the returned object is destroyed.
  using Subscription = std::shared_ptr<void>;
  virtual Subscription subscribe(std::string topic, std::function<void()> look_again) = 0;

  virtual DatabaseFacts facts() const = 0;
  virtual std::vector<StatementAccount> accounts() const = 0;
  virtual Async<Result<std::vector<DatabaseActivity>>> activity() = 0;
  // How far the space of deleted rows has been given back; called by retention after it deleted.
  virtual Async<Result<Done>> give_back_space() = 0;

  // Finishes what was accepted, then closes. Nothing may be asked afterwards.
  virtual Async<void> stop() = 0;
};

}  // namespace swarm::storage
