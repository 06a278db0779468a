#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/database_contract.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {
namespace {

class NoMetrics final : public storage::StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
};

Result<std::unique_ptr<storage::Database>> open_sqlite(std::filesystem::path file,
                                                       std::span<const storage::Schema> schemas, const Clock& clock,
                                                       storage::StorageMetrics& metrics) {
  return TRY(storage::SqliteDatabase::open({.file = std::move(file), .disk_reserve = {0}},
                                           {.clock = clock, .schemas = schemas, .metrics = metrics}));
}

class SqliteFile final : public DatabaseFactory {
 public:
  Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                  const Clock& clock) override {
    return open_sqlite(folder_.path() / "contract.db", schemas, clock, metrics_);
  }

 private:
  TemporaryFolder folder_;
  NoMetrics metrics_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseContract,
                         testing::Values(DatabaseUnderTest{"file", [] { return std::make_unique<SqliteFile>(); }}),
                         name_of_database);

}  // namespace
}  // namespace swarm::tests
