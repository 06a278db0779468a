#include <gtest/gtest.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "support/database_contract.hpp"
#include "support/recorded_storage_metrics.hpp"
#include "support/temporary_postgres.hpp"

namespace swarm::tests {
namespace {

class PostgresFactory final : public DatabaseFactory {
 public:
  explicit PostgresFactory(storage::PostgresConfig config)
      : config_(std::move(config)), database_(TemporaryDatabase::create()) {}

  std::optional<std::string> skip_reason() override {
    if (database_) return std::nullopt;
    return database_.error().message;
  }

  Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                  const Clock& clock) override {
    TRY((*database_)->set_time(clock.now()));
    config_.url = (*database_)->url();
    return storage::PostgresDatabase::open(config_, {.clock = clock, .schemas = schemas, .metrics = metrics_});
  }

  Result<Done> follow(storage::Database&, const Clock& clock) override { return (*database_)->set_time(clock.now()); }

 private:
  storage::PostgresConfig config_;
  RecordedStorageMetrics metrics_;
  Result<std::unique_ptr<TemporaryDatabase>> database_;
};

DatabaseUnderTest with(std::string name, storage::PostgresConfig config) {
  return {std::move(name), [config] { return std::make_unique<PostgresFactory>(config); }};
}

INSTANTIATE_TEST_SUITE_P(Postgres, DatabaseContract,
                         testing::Values(with("postgres", {}),
                                         with("postgres_one_by_one", {.writers = 4, .units_per_commit_max = 1})),
                         name_of_database);

}  // namespace
}  // namespace swarm::tests
