#pragma once

#include <thread>

#include <gtest/gtest.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "support/all_at_once.hpp"
#include "support/recorded_storage_metrics.hpp"
#include "support/run.hpp"
#include "support/temporary_postgres.hpp"

namespace swarm::tests {

// What is stored in these tests, in two releases.
namespace things {

inline constexpr storage::Migration kFirst{
    "things", 1, "things",
    "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL DEFAULT 0);"
    "CREATE TABLE events (id {{serial}}, transaction_id BIGINT NOT NULL, writer BIGINT NOT NULL)"};
inline constexpr storage::Migration kSecond{"things", 2, "labels", "ALTER TABLE things ADD COLUMN label TEXT"};
inline constexpr storage::NamedStatement kInsert{"things.insert", "INSERT INTO things (id) VALUES ($1)"};
inline constexpr storage::NamedStatement kBump{
    "things.bump", "UPDATE things SET version = version + 1 WHERE id = $1 AND version = $2"};
inline constexpr storage::NamedStatement kTouch{"things.touch",
                                                "UPDATE things SET version = version + 1 WHERE id = $1"};
inline constexpr storage::NamedStatement kCount{"things.count", "SELECT count(*) FROM things"};
inline constexpr storage::NamedStatement kNow{"things.now", "SELECT swarm_now_ms()"};
inline constexpr storage::NamedStatement kInsertEvent{
    "events.insert", "INSERT INTO events (transaction_id, writer) VALUES (swarm_transaction_id(), $1)"};
inline constexpr storage::NamedStatement kAllEvents{
    "events.all",
    "SELECT e.writer FROM events e WHERE e.transaction_id < swarm_transaction_floor() ORDER BY e.transaction_id, e.id"};

inline constexpr const storage::NamedStatement* kStatements[] = {&kInsert, &kBump,        &kTouch,    &kCount,
                                                                 &kNow,    &kInsertEvent, &kAllEvents};
inline constexpr storage::Migration kRelease[] = {kFirst};
inline constexpr storage::Migration kNextRelease[] = {kFirst, kSecond};
inline const storage::Schema kSchema[] = {{kRelease, kStatements}};
inline const storage::Schema kNextSchema[] = {{kNextRelease, kStatements}};

}  // namespace things

// Databases with that schema on a temporary PostgreSQL.
class PostgresFixture : public testing::Test {
 protected:
  using Written = Result<storage::WriteOutcome>;

  void SetUp() override {
    auto created = TemporaryDatabase::create();
    if (!created) GTEST_SKIP() << created.error().message;
    place_ = std::move(*created);
    config_.url = place_->url();
  }
  void TearDown() override {
    for (auto& database : opened_)
      loop_.run(database->stop());
  }

  storage::PostgresDatabase& open() {
    auto opened = try_open();
    if (!opened) throw std::runtime_error(opened.error().message);
    opened_.push_back(std::move(*opened));
    return *opened_.back();
  }
  Result<std::unique_ptr<storage::PostgresDatabase>> try_open() {
    return storage::PostgresDatabase::open(config_, {.clock = clock_, .schemas = things::kSchema, .metrics = metrics_});
  }
  // Another one that talks to the same database, such as a second server.
  std::unique_ptr<storage::PostgresConnection> connect() {
    auto opened = storage::PostgresConnection::open(config_, storage::Role::migrator);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  std::string query(const std::string& sql) {
    const auto said = place_->query(sql);
    return said ? *said : "error: " + said.error().message;
  }
  Written write(storage::PostgresDatabase& database, storage::WriteUnit unit) {
    return loop_.run(database.write(std::move(unit)));
  }
  Written insert(storage::PostgresDatabase& database, std::int64_t id) { return write(database, insertion(id)); }
  // Waits for something that another thread or the server brings about.
  template <class Condition>
  bool soon(Condition condition) {
    const SteadyTime give_up_at = clock_.steady_now() + std::chrono::seconds{60};
    while (clock_.steady_now() < give_up_at) {
      if (condition()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  bool soon_busy(storage::PostgresDatabase& database) {
    return soon([&] { return database.facts().connections_busy > 0; });
  }
  bool soon_waiting(storage::PostgresDatabase& database, std::int64_t writes) {
    return soon([&] { return database.facts().writes_waiting == writes; });
  }
  static storage::WriteUnit insertion(std::int64_t id) {
    storage::WriteUnit unit;
    unit.add(things::kInsert, {storage::sql(id)}, storage::Expect::exactly(1));
    return unit;
  }
  static storage::WriteUnit bump(std::int64_t id, std::int64_t version) {
    storage::WriteUnit unit;
    unit.add(things::kBump, {storage::sql(id), storage::sql(version)}, storage::Expect::exactly(1));
    return unit;
  }

  storage::PostgresConfig config_{.writers = 2, .readers = 2, .lock_timeout = std::chrono::milliseconds{60'000}};
  SystemClock clock_;
  RecordedStorageMetrics metrics_;
  TestLoop loop_;
  std::unique_ptr<TemporaryDatabase> place_;
  std::vector<std::unique_ptr<storage::PostgresDatabase>> opened_;
};

}  // namespace swarm::tests
