#pragma once

#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/temporary_postgres.hpp"

// For this folder's tests only.
namespace swarm::storage {

// What is stored in these tests, in two releases.
namespace things {

inline constexpr Migration kFirst{
    "things", 1, "things",
    "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL DEFAULT 0);"
    "CREATE TABLE events (id {{serial}}, transaction_id BIGINT NOT NULL, writer BIGINT NOT NULL)"};
inline constexpr Migration kSecond{"things", 2, "labels", "ALTER TABLE things ADD COLUMN label TEXT"};
inline constexpr NamedStatement kInsert{"things.insert", "INSERT INTO things (id) VALUES ($1)"};
inline constexpr NamedStatement kBump{"things.bump",
                                      "UPDATE things SET version = version + 1 WHERE id = $1 AND version = $2"};
inline constexpr NamedStatement kTouch{"things.touch", "UPDATE things SET version = version + 1 WHERE id = $1"};
inline constexpr NamedStatement kCount{"things.count", "SELECT count(*) FROM things"};
inline constexpr NamedStatement kNow{"things.now", "SELECT swarm_now_ms()"};
inline constexpr NamedStatement kInsertEvent{
    "events.insert", "INSERT INTO events (transaction_id, writer) VALUES (swarm_transaction_id(), $1)"};
inline constexpr NamedStatement kAllEvents{
    "events.all",
    "SELECT e.writer FROM events e WHERE e.transaction_id < swarm_transaction_floor() ORDER BY e.transaction_id, e.id"};

inline constexpr const NamedStatement* kStatements[] = {&kInsert, &kBump,        &kTouch,    &kCount,
                                                        &kNow,    &kInsertEvent, &kAllEvents};
inline constexpr Migration kRelease[] = {kFirst};
inline constexpr Migration kNextRelease[] = {kFirst, kSecond};
inline const Schema kSchema[] = {{kRelease, kStatements}};
inline const Schema kNextSchema[] = {{kNextRelease, kStatements}};

}  // namespace things

// Writes that are asked for at once, without waiting for one another.
template <class T>
class Together {
 public:
  explicit Together(tests::TestLoop& loop) : loop_(loop) {}

  void start(Async<T> work) {
    values_.push_back(std::make_unique<std::promise<T>>());
    loop_.loop().spawn(carry(std::move(work), values_.back().get()));
  }
  std::vector<T> wait() {
    std::vector<T> values;
    for (const auto& value : values_)
      values.push_back(value->get_future().get());
    return values;
  }

 private:
  static Async<void> carry(Async<T> work, std::promise<T>* value) { value->set_value(co_await std::move(work)); }

  tests::TestLoop& loop_;
  std::vector<std::unique_ptr<std::promise<T>>> values_;
};

class IgnoredMetrics final : public StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
};

class CountingMetrics final : public StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t units, std::chrono::nanoseconds) override {
    MutexLock lock(mutex_);
    commits_.push_back(units);
  }
  void unit_refused(std::string_view reason) override {
    MutexLock lock(mutex_);
    ++refused_[std::string(reason)];
  }
  std::vector<std::size_t> commits() {
    MutexLock lock(mutex_);
    return commits_;
  }
  int refused(const std::string& reason) {
    MutexLock lock(mutex_);
    return refused_[reason];
  }

 private:
  Mutex mutex_;
  std::vector<std::size_t> commits_ SWARM_GUARDED_BY(mutex_);
  std::map<std::string, int> refused_ SWARM_GUARDED_BY(mutex_);
};

// Databases with that schema on a temporary PostgreSQL.
class PostgresTest : public testing::Test {
 protected:
  using Written = Result<WriteOutcome>;

  void SetUp() override {
    auto created = tests::TemporaryDatabase::create();
    if (!created) GTEST_SKIP() << created.error().message;
    place_ = std::move(*created);
    config_.url = place_->url();
  }
  void TearDown() override {
    for (auto& database : opened_)
      loop_.run(database->stop());
  }

  PostgresDatabase& open() {
    auto opened = try_open();
    if (!opened) throw std::runtime_error(opened.error().message);
    opened_.push_back(std::move(*opened));
    return *opened_.back();
  }
  Result<std::unique_ptr<PostgresDatabase>> try_open() {
    return PostgresDatabase::open(config_, {.clock = clock_, .schemas = things::kSchema, .metrics = metrics_});
  }
  // Another one that talks to the same database, such as a second server.
  std::unique_ptr<PostgresConnection> connect() {
    auto opened = PostgresConnection::open(config_, Role::migrator);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  std::string query(const std::string& sql) {
    const auto said = place_->query(sql);
    return said ? *said : "error: " + said.error().message;
  }
  Written write(PostgresDatabase& database, WriteUnit unit) { return loop_.run(database.write(std::move(unit))); }
  Written insert(PostgresDatabase& database, std::int64_t id) { return write(database, insertion(id)); }
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
  bool soon_busy(PostgresDatabase& database) {
    return soon([&] { return database.facts().connections_busy > 0; });
  }
  bool soon_waiting(PostgresDatabase& database, std::int64_t writes) {
    return soon([&] { return database.facts().writes_waiting == writes; });
  }
  static WriteUnit insertion(std::int64_t id) {
    WriteUnit unit;
    unit.add(things::kInsert, {sql(id)}, Expect::exactly(1));
    return unit;
  }
  static WriteUnit bump(std::int64_t id, std::int64_t version) {
    WriteUnit unit;
    unit.add(things::kBump, {sql(id), sql(version)}, Expect::exactly(1));
    return unit;
  }

  PostgresConfig config_{.writers = 2, .readers = 2, .lock_timeout = std::chrono::milliseconds{60'000}};
  SystemClock clock_;
  CountingMetrics metrics_;
  tests::TestLoop loop_;
  std::unique_ptr<tests::TemporaryDatabase> place_;
  std::vector<std::unique_ptr<PostgresDatabase>> opened_;
};

}  // namespace swarm::storage
