#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/database_under_test.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/seeded_random.hpp"
#include "support/temporary_folder.hpp"
#include "support/temporary_postgres.hpp"

// Both databases for the tests of a slice's store. A test that cannot have PostgreSQL is skipped, visibly.
namespace swarm::tests {

class IgnoredStorageMetrics final : public storage::StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
};

class SqliteSlice final : public DatabaseFactory {
 public:
  Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                  const Clock& clock) override {
    return TRY(storage::SqliteDatabase::open({.file = folder_.path() / "slice.db", .disk_reserve = {0}},
                                             {.clock = clock, .schemas = schemas, .metrics = metrics_}));
  }

 private:
  TemporaryFolder folder_;
  IgnoredStorageMetrics metrics_;
};

class PostgresSlice final : public DatabaseFactory {
 public:
  std::optional<std::string> skip_reason() override {
    if (database_) return std::nullopt;
    return database_.error().message;
  }
  Result<std::unique_ptr<storage::Database>> open(std::span<const storage::Schema> schemas,
                                                  const Clock& clock) override {
    TRY((*database_)->set_time(clock.now()));
    return TRY(storage::PostgresDatabase::open({.url = (*database_)->url()},
                                               {.clock = clock, .schemas = schemas, .metrics = metrics_}));
  }
  // The time stands still from the first call on, as a FakeClock does. Who gives a clock that runs never calls this.
  Result<Done> follow(storage::Database&, const Clock& clock) override {
    return (*database_)->stop_time_at(clock.now());
  }

 private:
  IgnoredStorageMetrics metrics_;
  Result<std::unique_ptr<TemporaryDatabase>> database_ = TemporaryDatabase::create();
};

inline auto both_databases() {
  return testing::Values(DatabaseUnderTest{"sqlite", [] { return std::make_unique<SqliteSlice>(); }},
                         DatabaseUnderTest{"postgres", [] { return std::make_unique<PostgresSlice>(); }});
}

// A fixture with one open database and the time in the test's hand.
class SliceTest : public testing::TestWithParam<DatabaseUnderTest> {
 protected:
  explicit SliceTest(std::vector<storage::Schema> schemas) : schemas_(std::move(schemas)) {}

  void SetUp() override {
    factory_ = GetParam().make();
    if (const auto reason = factory_->skip_reason()) GTEST_SKIP() << *reason;
    Result<std::unique_ptr<storage::Database>> opened = factory_->open(schemas_, clock_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
    advance(std::chrono::milliseconds{0});
  }
  void TearDown() override {
    if (database_) run(database_->stop());
  }

  template <class T>
  T run(Async<T> work) {
    return loop_.run(std::move(work));
  }
  void advance(std::chrono::milliseconds by) {
    clock_.advance(by);
    const Result<Done> followed = factory_->follow(*database_, clock_);
    ASSERT_TRUE(followed.has_value()) << followed.error().message;
  }

  FakeClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  TestLoop loop_;
  std::vector<storage::Schema> schemas_;
  std::unique_ptr<DatabaseFactory> factory_;
  std::unique_ptr<storage::Database> database_;
};

}  // namespace swarm::tests
