#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"
#include "platform/storage/statement.hpp"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_context;
struct sqlite3_value;

namespace swarm::storage {

// One connection to a SQLite database, with our functions and its prepared statements. Used by one thread at a time.
// Errors are those of sqlite_error().
class SqliteConnection {
 public:
  enum class Access { write, read };
  struct Options {
    std::filesystem::path file;
    Access access = Access::write;
    std::chrono::milliseconds busy_timeout{0};
    Bytes cache{};
    Bytes wal_max{};
  };

  static Result<std::unique_ptr<SqliteConnection>> open(const Options& options, const Clock& clock);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Statements without parameters whose rows do not matter. `doing` names them in errors.
  Result<Done> execute(const std::string& sql, std::string_view doing);
  // The first column of the first row; 0 where there is none.
  Result<std::int64_t> integer(const std::string& sql, std::string_view doing);
  Result<std::string> text(const std::string& sql, std::string_view doing);

  // Prepares `what` unless it is. `internal` when the text is wrong.
  Result<Done> prepare(const NamedStatement& what);
  // `internal` for a statement that would change something.
  Result<Done> check_only_reads(const NamedStatement& what);
  // Runs `what`, adds the rows that it returns to `rows` and gives how many it changed, or, when it only reads,
  // returned. The parameters must stay until it returns.
  Result<std::int64_t> run(const NamedStatement& what, const Parameters& parameters, Rows& rows);

  // Copies finished pages of the write-ahead log into the database file. `cut_back` also waits a moment for readers and
  // empties the log. What readers prevent is no error: it is done next time.
  Result<Done> checkpoint(bool cut_back);

  // What runs is ended with `timeout` at `when`.
  void set_deadline(SteadyTime when) { deadline_ = when; }
  bool in_transaction() const;
  bool is_broken() const { return broken_; }  // open another one
  void set_broken() { broken_ = true; }
  int wal_pages() const { return wal_pages_; }  // in the write-ahead log, as of the last commit here

 private:
  struct Prepared;
  using Function = void(sqlite3_context*, int, sqlite3_value**);
  SqliteConnection(sqlite3* handle, std::chrono::milliseconds busy_timeout, const Clock& clock);

  Result<Done> configure(const Options& options);
  void add_function(const char* name, Function* function);
  void wait_for_locks(std::chrono::milliseconds at_most);
  Result<Prepared*> prepared(const NamedStatement& what);
  Result<Done> bind(const Prepared& statement, const NamedStatement& what, const Parameters& parameters);
  Result<Done> step_all(sqlite3_stmt* statement, std::string_view doing, Rows& rows);
  std::unexpected<Error> failed(std::string_view doing);
  static int on_progress(void* connection);
  static int on_commit_to_wal(void* connection, sqlite3*, const char*, int pages);

  sqlite3* const handle_;
  const std::chrono::milliseconds busy_timeout_;
  const Clock& clock_;
  std::unordered_map<const NamedStatement*, std::unique_ptr<Prepared>> prepared_;
  SteadyTime deadline_ = SteadyTime::max();
  int wal_pages_ = 0;
  bool broken_ = false;
};

}  // namespace swarm::storage
