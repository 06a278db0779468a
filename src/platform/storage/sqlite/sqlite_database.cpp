#include "platform/storage/sqlite/sqlite_database.hpp"

#include <fmt/format.h>
#include <limits>

#include <sqlite3.h>

#include "platform/storage/sqlite/database_file.hpp"
#include "platform/storage/sqlite/sqlite_preparation.hpp"
#include "platform/storage/statement_check.hpp"

namespace swarm::storage {
namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

FreeSpace measure_for(const SqliteConfig& config, FreeSpace given) {
  if (given) return given;
  if (config.in_memory()) return [] { return Bytes{std::numeric_limits<std::uint64_t>::max()}; };
  return [folder = folder_of(config.file)] { return free_space_at(folder); };
}

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code missing;
  const std::uintmax_t size = std::filesystem::file_size(file, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

std::int64_t size_on_disk(const SqliteConfig& config) {
  if (config.in_memory()) return 0;
  return size_of(config.file) + size_of(config.file.string() + "-wal");
}

Result<std::unique_ptr<SqliteConnection>> open_connection(const SqliteConfig& config,
                                                          const SqliteDatabase::Deps& deps) {
  if (!config.in_memory()) TRY(create_or_check(config.file));
  std::unique_ptr<SqliteConnection> connection = TRY(SqliteConnection::open(SqliteWriter::options(config), deps.clock));
  TRY(prepare_database(*connection, config, deps.schemas, deps.clock));
  return connection;
}

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(SqliteConfig config, Deps deps) {
  if (!config.in_memory()) config.file = std::filesystem::absolute(config.file);
  FileLock lock;
  if (!config.in_memory()) lock = TRY(FileLock::take(config.file.string() + ".lock", config.file));
  Result<std::unique_ptr<SqliteConnection>> connection = open_connection(config, deps);
  if (!connection) {
    Error error = std::move(connection).error();
    error.message = fmt::format("the database {} cannot be used: {}", config.file.string(), error.message);
    return std::unexpected(std::move(error));
  }
  return std::unique_ptr<SqliteDatabase>(
      new SqliteDatabase(std::move(config), std::move(deps), std::move(lock), std::move(*connection)));
}

SqliteDatabase::SqliteDatabase(SqliteConfig config, Deps deps, FileLock lock,
                               std::unique_ptr<SqliteConnection> connection)
    : config_(std::move(config)),
      metrics_(deps.metrics),
      lock_(std::move(lock)),
      reserve_(config_.disk_reserve, measure_for(config_, std::move(deps.free_space)), deps.clock),
      accounts_(deps.metrics),
      writer_(config_, {deps.clock, accounts_, deps.metrics, topics_, health_}, std::move(connection)),
      readers_(config_, {deps.clock, accounts_, health_}) {}

std::unexpected<Error> SqliteDatabase::refuse_full_queue(std::size_t waiting_max, std::string_view setting) {
  metrics_.unit_refused("queue_full");
  constexpr std::chrono::milliseconds kRetryAfter{1'000};
  Error error{
      ErrorCode::limit_exceeded,
      fmt::format("{} requests wait for the database already; try again soon, or raise {}", waiting_max, setting)};
  error.reason = "queue_full";
  error.retry_after = kRetryAfter;
  return std::unexpected(std::move(error));
}

Result<Done> SqliteDatabase::push_write(WriterRequest request) {
  if (writer_.try_push(request)) return Done{};
  return refuse_full_queue(config_.write_queue_max, "database.sqlite.write_queue_max");
}

Result<Done> SqliteDatabase::push_read(ReadRequest request) {
  if (config_.in_memory()) return push_write(std::move(request));
  if (readers_.try_push(request)) return Done{};
  return refuse_full_queue(config_.read_queue_max, "database.sqlite.read_queue_max");
}

Async<Result<WriteOutcome>> SqliteDatabase::write(WriteUnit unit) {
  CO_TRY(check_unit(unit, config_.statements_per_unit_max));
  if (unit.admission == Admission::new_work) {
    Result<Done> admitted = reserve_.admit_new_work();
    if (!admitted) {
      metrics_.unit_refused("storage_full");
      co_return std::unexpected(std::move(admitted).error());
    }
  }
  const runtime::OneShot<Result<WriteOutcome>> answer;
  CO_TRY(push_write(WriteRequest{std::move(unit), answer}));
  co_return co_await answer.receive();
}

Async<Result<Rows>> SqliteDatabase::read(const NamedStatement* what, Parameters parameters) {
  CO_TRY(check_parameters(*what, parameters));
  const runtime::OneShot<Result<Rows>> answer;
  CO_TRY(push_read(ReadRequest{what, std::move(parameters), answer}));
  co_return co_await answer.receive();
}

Database::Subscription SqliteDatabase::subscribe(std::string topic, std::function<void()> look_again) {
  return topics_.subscribe(std::move(topic), std::move(look_again));
}

DatabaseFacts SqliteDatabase::facts() const {
  const std::size_t connections = 1 + (config_.in_memory() ? 0 : config_.readers);
  const std::size_t busy = readers_.busy() + (writer_.state().is_idle() ? 0 : 1);
  const std::uint64_t free = reserve_.free().count;
  const Result<Done> admitted = reserve_.admit_new_work();
  const bool is_measured = free <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return {.kind = DatabaseKind::sqlite,
          .version = fmt::format("SQLite {}", sqlite3_libversion()),
          .location = config_.file.string(),
          .connections_busy = static_cast<std::int64_t>(busy),
          .connections_idle = static_cast<std::int64_t>(connections - busy),
          .connections_max = static_cast<std::int64_t>(connections),
          .writes_waiting = static_cast<std::int64_t>(writer_.waiting()),
          .size_bytes = size_on_disk(config_),
          .disk_free_bytes = is_measured ? static_cast<std::int64_t>(free) : -1,
          .healthy = health_.is_good(),
          .trouble = health_.trouble(),
          .refusal = admitted ? "" : admitted.error().message};
}

Async<Result<std::vector<DatabaseActivity>>> SqliteDatabase::activity() {
  std::vector<DatabaseActivity> all{writer_.state().activity("writer")};
  readers_.add_activity(all);
  co_return all;
}

Async<Result<Done>> SqliteDatabase::give_back_space() {
  const runtime::OneShot<Result<Done>> answer;
  CO_TRY(push_write(GiveBackRequest{answer}));
  co_return co_await answer.receive();
}

Async<void> SqliteDatabase::stop() {
  co_await readers_.stop();
  co_await writer_.stop();  // last: its connection empties the write-ahead log when it closes
}

}  // namespace swarm::storage
