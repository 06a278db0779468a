#include "platform/storage/postgres/migrator.hpp"

#include <fmt/format.h>
#include <vector>

#include "platform/storage/migrations.hpp"
#include "platform/storage/postgres/postgres_connection.hpp"

namespace swarm::storage {

namespace {

// Time is that of the statement's begin, so that one statement has one time and an index can be used; the offset is set
// by tests only. A transaction has ended when its number is below the floor.
constexpr Migration kFunctions{"storage", 1, "functions", R"sql(
CREATE OR REPLACE FUNCTION swarm_now_ms() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint
         + coalesce(nullif(current_setting('swarm.clock_offset_ms', true), ''), '0')::bigint
$$;
CREATE OR REPLACE FUNCTION swarm_transaction_id() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT pg_current_xact_id()::text::bigint
$$;
CREATE OR REPLACE FUNCTION swarm_transaction_floor() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint
$$;
)sql"};

constexpr std::string_view kMigrationsTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (slice TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL, PRIMARY KEY (slice, number))";

// Held until the connection is closed. The number is "swarm" in ASCII.
constexpr NamedStatement kLock{"storage.migration_lock", "", "SELECT pg_advisory_lock(495924114029)"};
constexpr NamedStatement kApplied{"storage.migrations", "SELECT slice, number, checksum FROM schema_migrations"};
constexpr NamedStatement kRecord{"storage.record_migration",
                                 "INSERT INTO schema_migrations (slice, number, name, checksum, applied_at_ms) VALUES "
                                 "($1, $2, $3, $4, swarm_now_ms())"};

class Migrator {
 public:
  explicit Migrator(PostgresConnection& connection) : connection_(connection) {}

  Result<Done> run(std::span<const Migration> known) {
    TRY(ask(kLock, {}));
    TRY(script(std::string(kMigrationsTable), "creating schema_migrations"));
    const std::vector<AppliedMigration> applied = TRY(read_applied());
    for (const Migration& migration : TRY(migrations_to_apply(known, applied)))
      TRY(apply(migration));
    return Done{};
  }

 private:
  Result<Rows> ask(const NamedStatement& what, const Parameters& parameters) {
    Reply reply = connection_.run(what, parameters);
    if (!reply) return std::unexpected(error_of(reply.error(), what.name));
    return std::move(reply->rows);
  }

  Result<Done> script(const std::string& sql, std::string_view doing) {
    if (const auto ran = connection_.run_script(sql); !ran) return std::unexpected(error_of(ran.error(), doing));
    return Done{};
  }

  Result<std::vector<AppliedMigration>> read_applied() {
    std::vector<AppliedMigration> applied;
    for (const Row& row : TRY(ask(kApplied, {}))) {
      applied.push_back({row.text(0), static_cast<int>(row.integer(1)), row.text(2)});
    }
    return applied;
  }

  // On an error the caller closes the connection, which ends the transaction.
  Result<Done> apply(const Migration& migration) {
    const std::string doing = fmt::format("migration {}/{} '{}'", migration.slice, migration.number, migration.name);
    TRY(script("BEGIN", doing));
    TRY(script(sql_for(true, migration.sql), doing));
    TRY(ask(kRecord, {sql(migration.slice), sql(std::int64_t{migration.number}), sql(migration.name),
                      sql(checksum_of(migration))}));
    return script("COMMIT", doing);
  }

  PostgresConnection& connection_;
};

}  // namespace

Result<MigratedDatabase> migrate(const PostgresConfig& config, std::span<const Schema> schemas) {
  std::vector<Migration> known{kFunctions};
  for (const Schema& schema : schemas)
    known.insert(known.end(), schema.migrations.begin(), schema.migrations.end());
  const auto connection = TRY(PostgresConnection::open(config, Role::migrator));
  TRY(Migrator(*connection).run(known));
  for (const Schema& schema : schemas) {
    if (const auto wrong = connection->prepare(schema.statements)) {
      return std::unexpected(error_of(wrong->failure, wrong->what->name));
    }
  }
  return MigratedDatabase{connection->version(), connection->location()};
}

}  // namespace swarm::storage
