#include "platform/storage/sqlite/sqlite_preparation.hpp"

#include <fmt/format.h>

#include "platform/storage/migrations.hpp"

namespace swarm::storage {
namespace {

constexpr std::int64_t kApplicationId = 0x5377526d;  // "SwRm"
constexpr int kFaultsMax = 5;                        // that a check lists

constexpr NamedStatement kListMigrations{"migrations.list",
                                         "SELECT m.slice, m.number, m.checksum FROM schema_migrations m"};
constexpr NamedStatement kRecordMigration{
    "migrations.record",
    "INSERT INTO schema_migrations (slice, number, name, checksum, applied_at_ms) VALUES ($1, $2, $3, $4, $5)"};
constexpr std::string_view kCreateMigrations =
    "CREATE TABLE IF NOT EXISTS schema_migrations (slice TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL, PRIMARY KEY (slice, number))";

enum class Owner { nobody, us };

// Nothing but our id, or nothing at all, says that a file is ours.
Result<Owner> owner_of(SqliteConnection& connection) {
  const std::int64_t id = TRY(connection.integer("PRAGMA application_id", "reading the application id"));
  const std::int64_t things = TRY(connection.integer("SELECT count(*) FROM sqlite_schema", "reading the schema"));
  if (id == kApplicationId) return Owner::us;
  if (id == 0 && things == 0) return Owner::nobody;
  return fail(ErrorCode::invalid_input, "foreign_database",
              "this is a SQLite database of another program; name another file in database.sqlite.file");
}

Result<Done> check_soundness(SqliteConnection& connection, const SqliteConfig& config) {
  if (config.in_memory()) return Done{};
  std::error_code ignored;
  if (std::filesystem::file_size(config.file, ignored) > config.quick_check_max.count) return Done{};
  const std::string found =
      TRY(connection.text(fmt::format("PRAGMA quick_check({})", kFaultsMax), "checking the database file"));
  if (found == "ok") return Done{};
  return fail(ErrorCode::unavailable, "damaged",
              fmt::format("the file is damaged ({}); restore a backup, or move it away to start empty", found));
}

// The order matters: giving back space must be chosen before the first page is written.
Result<Done> set_how_it_is_kept(SqliteConnection& connection, const SqliteConfig& config) {
  TRY(connection.execute("PRAGMA auto_vacuum=INCREMENTAL", "preparing the database file"));
  if (config.in_memory()) return Done{};
  const std::string mode = TRY(connection.text("PRAGMA journal_mode=WAL", "switching to the write-ahead log"));
  if (mode != "wal") {
    return fail(
        ErrorCode::unavailable,
        fmt::format(
            "there can be no write-ahead log (it is '{}'): the file system has no shared memory; use a local disk",
            mode));
  }
  return Done{};
}

// Runs `change` as one transaction.
template <class Change>
Result<Done> in_transaction(SqliteConnection& connection, std::string_view doing, Change change) {
  TRY(connection.execute("BEGIN IMMEDIATE", doing));
  Result<Done> done = change();
  if (done) done = connection.execute("COMMIT", doing);
  if (!done && connection.in_transaction()) {
    // The first error is the one to tell; if this fails too, the connection is closed without a commit.
    [[maybe_unused]] const auto undone = connection.execute("ROLLBACK", doing);
  }
  return done;
}

Result<Done> claim(SqliteConnection& connection) {
  return in_transaction(connection, "claiming the database file", [&]() -> Result<Done> {
    TRY(connection.execute(std::string(kCreateMigrations), "creating schema_migrations"));
    return connection.execute(fmt::format("PRAGMA application_id={}", kApplicationId), "claiming the database file");
  });
}

Result<Done> apply(SqliteConnection& connection, const Migration& migration, const Clock& clock) {
  const std::string doing = fmt::format("migration {}/{} '{}'", migration.slice, migration.number, migration.name);
  const Parameters record{sql(migration.slice), sql(migration.number), sql(migration.name), sql(checksum_of(migration)),
                          sql(clock.now())};
  return in_transaction(connection, doing, [&]() -> Result<Done> {
    TRY(connection.execute(sql_for(false, migration.sql), doing));
    Rows none;
    TRY(connection.run(kRecordMigration, record, none));
    return Done{};
  });
}

Result<Done> migrate(SqliteConnection& connection, std::span<const Schema> schemas, const Clock& clock) {
  std::vector<Migration> known;
  for (const Schema& schema : schemas)
    known.insert(known.end(), schema.migrations.begin(), schema.migrations.end());
  Rows rows;
  TRY(connection.run(kListMigrations, {}, rows));
  std::vector<AppliedMigration> applied;
  for (Row& row : rows)
    applied.push_back({row.take_text(0), static_cast<int>(row.integer(1)), row.take_text(2)});
  for (const Migration& migration : TRY(migrations_to_apply(known, applied)))
    TRY(apply(connection, migration, clock));
  return Done{};
}

}  // namespace

Result<Done> prepare_database(SqliteConnection& connection, const SqliteConfig& config, std::span<const Schema> schemas,
                              const Clock& clock) {
  const Owner owner = TRY(owner_of(connection));
  TRY(check_soundness(connection, config));
  TRY(set_how_it_is_kept(connection, config));
  if (owner == Owner::nobody) TRY(claim(connection));
  TRY(migrate(connection, schemas, clock));
  for (const Schema& schema : schemas) {
    for (const NamedStatement* what : schema.statements)
      TRY(connection.prepare(*what));
  }
  return Done{};
}

}  // namespace swarm::storage
