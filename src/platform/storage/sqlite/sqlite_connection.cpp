#include "platform/storage/sqlite/sqlite_connection.hpp"

#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <mutex>

#include <sqlite3.h>

#include "platform/storage/sqlite/sqlite_errors.hpp"
#include "platform/storage/statement_check.hpp"

namespace swarm::storage {
namespace {

constexpr int kStepsBetweenLooksAtTheClock = 10'000;
constexpr std::chrono::milliseconds kReadersMayTake{
    50};                                      // before a truncating checkpoint gives up; writers wait for it
constexpr std::size_t kStatementsMax = 4096;  // prepared per connection; they are constants of ours

void give_now(sqlite3_context* context, int, sqlite3_value**) {
  const auto* clock = static_cast<const Clock*>(sqlite3_user_data(context));
  sqlite3_result_int64(context, to_milliseconds(clock->now()));
}
void give_transaction_id(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_int64(context, 0);
}
void give_transaction_floor(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_int64(context, std::numeric_limits<std::int64_t>::max());
}

// SQLite's own statistics take a lock for every allocation; nobody reads them.
void initialise_library() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

SqlValue column_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, column));
      return Blob(bytes, bytes + sqlite3_column_bytes(statement, column));
    }
    default:
      return std::monostate{};
  }
}

Row row_of(sqlite3_stmt* statement) {
  const int count = sqlite3_column_count(statement);
  std::vector<SqlValue> columns;
  columns.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column)
    columns.push_back(column_of(statement, column));
  return Row(std::move(columns));
}

// Without a copy: the value outlives the run, and the next run binds every parameter anew.
int bind_value(sqlite3_stmt* statement, int index, const SqlValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *integer);
  if (const auto* real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, index, *real);
  if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->empty()) return sqlite3_bind_zeroblob(statement, index, 0);  // a null address would be NULL
    return sqlite3_bind_blob64(statement, index, blob->data(), blob->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

// "$12" is 11; nothing for any other name.
std::optional<std::size_t> position_of(const char* name) {
  const std::string_view text = name == nullptr ? "" : name;
  std::size_t number = 0;
  if (!text.starts_with('$')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number - 1;
}

}  // namespace

struct SqliteConnection::Prepared {
  explicit Prepared(sqlite3_stmt* prepared) : statement(prepared), reads_only(sqlite3_stmt_readonly(prepared) != 0) {}
  ~Prepared() { sqlite3_finalize(statement); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  sqlite3_stmt* const statement;
  const bool reads_only;
  std::vector<std::size_t> positions;  // of SQLite's parameter i + 1 among ours: it numbers them as they appear
};

SqliteConnection::SqliteConnection(sqlite3* handle, std::chrono::milliseconds busy_timeout, const Clock& clock)
    : handle_(handle), busy_timeout_(busy_timeout), clock_(clock) {}

SqliteConnection::~SqliteConnection() {
  prepared_.clear();
  sqlite3_close_v2(handle_);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const Options& options, const Clock& clock) {
  initialise_library();
  sqlite3* handle = nullptr;
  const int flags = options.access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int opened =
      sqlite3_open_v2(options.file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (handle == nullptr) return fail(ErrorCode::unavailable, "there is no memory for a connection to SQLite");
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle, options.busy_timeout, clock));
  if (opened != SQLITE_OK) return connection->failed(fmt::format("opening {}", options.file.string()));
  TRY(connection->configure(options));
  return connection;
}

Result<Done> SqliteConnection::configure(const Options& options) {
  wait_for_locks(busy_timeout_);
  sqlite3_progress_handler(handle_, kStepsBetweenLooksAtTheClock, &SqliteConnection::on_progress, this);
  sqlite3_wal_hook(handle_, &SqliteConnection::on_commit_to_wal, this);
  add_function("swarm_now_ms", &give_now);
  add_function("swarm_transaction_id", &give_transaction_id);
  add_function("swarm_transaction_floor", &give_transaction_floor);
  // Savepoints keep the pages that they may restore in memory; deleted rows are overwritten where that costs no write.
  return execute(
      fmt::format(
          "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
          "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=FAST; PRAGMA cache_size=-{}; PRAGMA journal_size_limit={}",
          options.cache.count / KiB, options.wal_max.count),
      "preparing the connection");
}

void SqliteConnection::wait_for_locks(std::chrono::milliseconds at_most) {
  sqlite3_busy_timeout(handle_, static_cast<int>(at_most.count()));
}

void SqliteConnection::add_function(const char* name, Function* function) {
  auto* const clock = const_cast<Clock*>(&clock_);        // SQLite hands it back untouched
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_INNOCUOUS;  // a column's default may call it
  sqlite3_create_function_v2(handle_, name, 0, kFlags, clock, function, nullptr, nullptr, nullptr);
}

std::unexpected<Error> SqliteConnection::failed(std::string_view doing) {
  broken_ = broken_ || breaks_connection(handle_);
  return std::unexpected(sqlite_error(handle_, doing));
}

Result<Done> SqliteConnection::execute(const std::string& sql, std::string_view doing) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failed(doing);
  return Done{};
}

Result<std::int64_t> SqliteConnection::integer(const std::string& sql, std::string_view doing) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return failed(doing);
  const Prepared owner(statement);
  Rows rows;
  TRY(step_all(statement, doing, rows));
  return rows.empty() ? 0 : rows.front().integer(0);
}

Result<std::string> SqliteConnection::text(const std::string& sql, std::string_view doing) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) return failed(doing);
  const Prepared owner(statement);
  Rows rows;
  TRY(step_all(statement, doing, rows));
  return rows.empty() ? std::string() : rows.front().take_text(0);
}

Result<Done> SqliteConnection::prepare(const NamedStatement& what) {
  TRY(prepared(what));
  return Done{};
}

Result<Done> SqliteConnection::check_only_reads(const NamedStatement& what) {
  if (TRY(prepared(what))->reads_only) return Done{};
  return fail(ErrorCode::internal, fmt::format("{}: read() takes statements that change nothing", what.name));
}

Result<SqliteConnection::Prepared*> SqliteConnection::prepared(const NamedStatement& what) {
  const auto found = prepared_.find(&what);
  if (found != prepared_.end()) return found->second.get();
  if (prepared_.size() >= kStatementsMax) prepared_.clear();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, what.sqlite.data(), static_cast<int>(what.sqlite.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failed(what.name);
  if (statement == nullptr) return fail(ErrorCode::internal, fmt::format("{}: the statement is empty", what.name));
  auto fresh = std::make_unique<Prepared>(statement);
  for (int index = 1; index <= sqlite3_bind_parameter_count(statement); ++index) {
    const char* name = sqlite3_bind_parameter_name(statement, index);
    const std::optional<std::size_t> position = position_of(name);
    if (!position) {
      return fail(ErrorCode::internal,
                  fmt::format("{}: '{}' is no parameter of ours; they are called $1, $2, and casts are "
                              "written CAST($1 AS type)",
                              what.name, name == nullptr ? "?" : name));
    }
    fresh->positions.push_back(*position);
  }
  return prepared_.emplace(&what, std::move(fresh)).first->second.get();
}

Result<Done> SqliteConnection::bind(const Prepared& statement, const NamedStatement& what,
                                    const Parameters& parameters) {
  for (std::size_t i = 0; i < statement.positions.size(); ++i) {
    const std::size_t position = statement.positions[i];
    if (position >= parameters.size()) {
      return fail(ErrorCode::internal,
                  fmt::format("{}: no value for ${}; {} were given", what.name, position + 1, parameters.size()));
    }
    if (bind_value(statement.statement, static_cast<int>(i + 1), parameters[position]) != SQLITE_OK)
      return failed(what.name);
  }
  return Done{};
}

Result<Done> SqliteConnection::step_all(sqlite3_stmt* statement, std::string_view doing, Rows& rows) {
  int code = sqlite3_step(statement);
  while (code == SQLITE_ROW) {
    if (rows.size() >= kRowsPerStatementMax) {
      return fail(ErrorCode::too_large,
                  fmt::format("{} returned more than {} rows; ask for fewer", doing, kRowsPerStatementMax));
    }
    rows.push_back(row_of(statement));
    code = sqlite3_step(statement);
  }
  if (code != SQLITE_DONE) return failed(doing);
  return Done{};
}

Result<std::int64_t> SqliteConnection::run(const NamedStatement& what, const Parameters& parameters, Rows& rows) {
  const Prepared& statement = *TRY(prepared(what));
  Result<Done> ran = bind(statement, what, parameters);
  if (ran) ran = step_all(statement.statement, what.name, rows);
  const std::int64_t changed = sqlite3_changes64(handle_);
  sqlite3_reset(statement.statement);
  if (!ran) return std::unexpected(std::move(ran).error());
  return statement.reads_only ? static_cast<std::int64_t>(rows.size()) : changed;
}

Result<Done> SqliteConnection::checkpoint(bool cut_back) {
  const int mode = cut_back ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  if (cut_back) wait_for_locks(kReadersMayTake);
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr);
  wait_for_locks(busy_timeout_);
  if (code != SQLITE_OK && code != SQLITE_BUSY) return failed("checkpoint");
  return Done{};
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

int SqliteConnection::on_progress(void* connection) {
  const auto* self = static_cast<const SqliteConnection*>(connection);
  return self->deadline_ != SteadyTime::max() && self->clock_.steady_now() >= self->deadline_ ? 1 : 0;
}

int SqliteConnection::on_commit_to_wal(void* connection, sqlite3*, const char*, int pages) {
  static_cast<SqliteConnection*>(connection)->wal_pages_ = pages;
  return SQLITE_OK;
}

}  // namespace swarm::storage
