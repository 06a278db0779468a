#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/all_at_once.hpp"
#include "support/fake_clock.hpp"
#include "support/recorded_storage_metrics.hpp"
#include "support/run.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::tests {

// A SQLite file with one table of numbered bodies.
class SqliteFixture : public testing::Test {
 protected:
  using Written = Result<storage::WriteOutcome>;

  static constexpr storage::Migration kMigrations[] = {
      {"rows", 1, "rows", "CREATE TABLE rows (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL)"}};
  static constexpr storage::NamedStatement kInsert{"rows.insert", "INSERT INTO rows (id, body) VALUES ($1, $2)"};
  static constexpr storage::NamedStatement kDeleteAll{"rows.delete_all", "DELETE FROM rows WHERE id >= $1"};
  static constexpr storage::NamedStatement kCount{"rows.count", "SELECT count(*) FROM rows r"};
  static constexpr storage::NamedStatement kFind{"rows.find", "SELECT r.id FROM rows r WHERE r.id = $1"};
  static constexpr const storage::NamedStatement* kStatements[] = {&kInsert, &kDeleteAll, &kCount, &kFind};
  static inline const storage::Schema kSchema[] = {{kMigrations, kStatements}};

  ~SqliteFixture() override { close(); }

  storage::SqliteConfig config() const { return {.file = folder_.path() / "rows.db", .disk_reserve = {0}}; }

  Result<std::unique_ptr<storage::SqliteDatabase>> try_open(storage::SqliteConfig config) {
    return storage::SqliteDatabase::open(std::move(config), {.clock = clock_, .schemas = kSchema, .metrics = metrics_});
  }
  void open(storage::SqliteConfig config) {
    auto opened = try_open(std::move(config));
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
  }
  void open() { open(config()); }
  void close() {
    if (database_) loop_.run(database_->stop());
    database_.reset();
  }

  static storage::WriteUnit insertion(std::int64_t id, std::string body = "body") {
    return storage::WriteUnit{}.add(kInsert, {storage::sql(id), storage::sql(std::move(body))},
                                    storage::Expect::exactly(1));
  }
  Written write(storage::WriteUnit unit) { return loop_.run(database_->write(std::move(unit))); }
  Result<storage::Rows> read(const storage::NamedStatement& what, storage::Parameters parameters = {}) {
    return loop_.run(database_->read(&what, std::move(parameters)));
  }
  std::int64_t count() {
    const auto rows = read(kCount);
    EXPECT_TRUE(rows) << rows.error().message;
    return rows ? rows->at(0).integer(0) : -1;
  }

  // Holds the writer after a first commit (of unit `id`), so that what is started next waits and shares a commit.
  void hold_the_writer(AllAtOnce<Written>& all, std::int64_t id) {
    metrics_.hold_next_commit();
    all.start(database_->write(insertion(id)));
    metrics_.wait_until_held();
  }
  // Returns when everything that was started before has reached the queue.
  void settle() { loop_.run(nothing()); }
  static Async<void> nothing() { co_return; }

  TemporaryFolder folder_;
  FakeClock clock_;
  RecordedStorageMetrics metrics_;
  TestLoop loop_;
  std::unique_ptr<storage::SqliteDatabase> database_;
};

}  // namespace swarm::tests
