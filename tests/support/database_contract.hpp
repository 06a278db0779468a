#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/storage/database.hpp"
#include "support/all_at_once.hpp"
#include "support/database_under_test.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"

// What every Database keeps. A database's own test file instantiates it:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseContract, testing::Values(DatabaseUnderTest{"file", make}),
//   name_of_database);
namespace swarm::tests {

// --- The schema of the contract ---

namespace contract {

using storage::Expect;
using storage::NamedStatement;

inline constexpr storage::Migration kFirst{"contract", 1, "things",
                                           "CREATE TABLE contract_things (id BIGINT NOT NULL PRIMARY KEY, name TEXT "
                                           "UNIQUE, version BIGINT NOT NULL DEFAULT 0, "
                                           "amount DOUBLE PRECISION, body {{blob}});"
                                           "CREATE TABLE contract_parts (id BIGINT NOT NULL PRIMARY KEY, thing BIGINT "
                                           "NOT NULL REFERENCES contract_things (id));"
                                           "CREATE TABLE contract_events (id {{serial}}, transaction_id BIGINT NOT "
                                           "NULL, writer BIGINT NOT NULL, n BIGINT NOT NULL)"};
inline constexpr storage::Migration kSecond{
    "contract", 2, "labels", "ALTER TABLE contract_things ADD COLUMN label TEXT NOT NULL DEFAULT 'none'"};
inline constexpr storage::Migration kFirstChanged{"contract", 1, "things",
                                                  "CREATE TABLE contract_other (id {{serial}})"};

inline constexpr NamedStatement kInsert{"contract.insert", "INSERT INTO contract_things (id, name) VALUES ($1, $2)"};
inline constexpr NamedStatement kInsertAll{
    "contract.insert_all", "INSERT INTO contract_things (id, name, version, amount, body) VALUES ($1, $2, $3, $4, $5)"};
inline constexpr NamedStatement kInsertPart{"contract.insert_part",
                                            "INSERT INTO contract_parts (id, thing) VALUES ($1, $2)"};
inline constexpr NamedStatement kInsertReturning{
    "contract.insert_returning",
    "INSERT INTO contract_things (id, name) VALUES ($1, $2), ($3, $4) RETURNING id, name, version"};
inline constexpr NamedStatement kBump{
    "contract.bump",
    "UPDATE contract_things SET version = version + 1 WHERE id = $1 AND version = $2 RETURNING version"};
inline constexpr NamedStatement kDelete{"contract.delete", "DELETE FROM contract_things WHERE id = $1"};
inline constexpr NamedStatement kFind{
    "contract.find", "SELECT t.id, t.name, t.version, t.amount, t.body FROM contract_things t WHERE t.id = $1"};
inline constexpr NamedStatement kFindEither{
    "contract.find_either", "SELECT t.id FROM contract_things t WHERE t.id = $1 OR t.version = $2 + $1 ORDER BY t.id"};
inline constexpr NamedStatement kCount{"contract.count", "SELECT count(*) FROM contract_things t"};
inline constexpr NamedStatement kNow{"contract.now", "SELECT swarm_now_ms()"};
inline constexpr NamedStatement kInsertEvent{
    "contract.insert_event",
    "INSERT INTO contract_events (transaction_id, writer, n) VALUES (swarm_transaction_id(), $1, $2)"};
inline constexpr NamedStatement kEventsAfter{
    "contract.events_after",
    "SELECT e.transaction_id, e.id, e.writer, e.n FROM contract_events e WHERE e.transaction_id < "
    "swarm_transaction_floor() "
    "AND (e.transaction_id > $1 OR (e.transaction_id = $1 AND e.id > $2)) ORDER BY e.transaction_id, e.id LIMIT 50"};
inline constexpr NamedStatement kFindLabel{"contract.find_label",
                                           "SELECT t.label FROM contract_things t WHERE t.id = $1"};

inline constexpr const NamedStatement* kStatements[] = {&kInsert, &kInsertAll, &kInsertPart,  &kInsertReturning,
                                                        &kBump,   &kDelete,    &kFind,        &kFindEither,
                                                        &kCount,  &kNow,       &kInsertEvent, &kEventsAfter};
inline constexpr const NamedStatement* kNextStatements[] = {&kInsert, &kFindLabel};

inline constexpr storage::Migration kRelease[] = {kFirst};
inline constexpr storage::Migration kNextRelease[] = {kFirst, kSecond};
inline constexpr storage::Migration kChangedRelease[] = {kFirstChanged};
inline const storage::Schema kSchema[] = {{kRelease, kStatements}};
inline const storage::Schema kNextSchema[] = {{kNextRelease, kNextStatements}};
inline const storage::Schema kChangedSchema[] = {{kChangedRelease, {}}};

}  // namespace contract

// --- The contract ---

class DatabaseContract : public testing::TestWithParam<DatabaseUnderTest> {
 protected:
  using Written = Result<storage::WriteOutcome>;

  void SetUp() override {
    factory_ = GetParam().make();
    if (const auto reason = factory_->skip_reason()) GTEST_SKIP() << *reason;
    open(contract::kSchema);
  }

  void TearDown() override { close(); }

  void open(std::span<const storage::Schema> schemas) {
    auto opened = factory_->open(schemas, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
  }

  void close() {
    if (database_) loop_.run(database_->stop());
    database_.reset();
  }

  Written write(storage::WriteUnit unit) { return loop_.run(database_->write(std::move(unit))); }
  Written write(const storage::NamedStatement& what, storage::Parameters parameters,
                storage::Expect expect = storage::Expect::any()) {
    return write(storage::WriteUnit{}.add(what, std::move(parameters), expect));
  }

  storage::Rows read(const storage::NamedStatement& what, storage::Parameters parameters = {}) {
    auto rows = loop_.run(database_->read(&what, std::move(parameters)));
    EXPECT_TRUE(rows) << rows.error().message;
    return rows ? std::move(*rows) : storage::Rows{};
  }

  std::int64_t count() { return read(contract::kCount).at(0).integer(0); }

  FakeClock clock_;
  TestLoop loop_;
  std::unique_ptr<DatabaseFactory> factory_;
  std::unique_ptr<storage::Database> database_;
};

inline std::string numbered(std::string_view text, std::int64_t number) {
  return std::string(text) + std::to_string(number);
}

TEST_P(DatabaseContract, StoresAllStatementsOfAUnit) {
  using namespace contract;
  const Written written = write(storage::WriteUnit{}
                                    .add(kInsert, {storage::sql(1), storage::sql("one")}, Expect::exactly(1))
                                    .add(kInsert, {storage::sql(2), storage::sql("two")}));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_THAT(written->changed, testing::ElementsAre(1, 1));
  EXPECT_EQ(written->rows.size(), 2u);
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseContract, StoresNothingOfAUnitWhoseExpectationFails) {
  using namespace contract;
  const Written written = write(storage::WriteUnit{}
                                    .add(kInsert, {storage::sql(1), storage::sql("one")})
                                    .add(kBump, {storage::sql(99), storage::sql(0)}, Expect::exactly(1))
                                    .add(kInsert, {storage::sql(2), storage::sql("two")}));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::conflict);
  EXPECT_EQ(written.error().reason, "guard");
  EXPECT_THAT(written.error().message, testing::HasSubstr("contract.bump"));
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, RefusesATakenUniqueValueAndStoresNothing) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  for (const auto& [id, name] : {std::pair{1, "other"}, std::pair{2, "one"}}) {
    const Written written = write(storage::WriteUnit{}
                                      .add(kInsert, {storage::sql(7), storage::sql("seven")})
                                      .add(kInsert, {storage::sql(id), storage::sql(name)}));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::conflict);
    EXPECT_EQ(written.error().reason, "taken");
  }
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, RefusesAReferenceToWhatIsNotThere) {
  const Written written = write(contract::kInsertPart, {storage::sql(1), storage::sql(404)});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::conflict);
  EXPECT_EQ(written.error().reason, "guard");
}

TEST_P(DatabaseContract, RefusesMoreRowsThanExpected) {
  using namespace contract;
  const storage::Parameters two{storage::sql(1), storage::sql("a"), storage::sql(2), storage::sql("b")};
  EXPECT_EQ(write(kInsertReturning, two, Expect::at_most(1)).error().reason, "guard");
  EXPECT_TRUE(write(kInsertReturning, two, Expect::at_most(2)));
}

TEST_P(DatabaseContract, ExpectsOfAStatementThatOnlyReadsHowManyRowsItReturns) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  const Written found = write(kFind, {storage::sql(1)}, Expect::exactly(1));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_THAT(found->changed, testing::ElementsAre(1));
  EXPECT_EQ(found->rows[0].at(0).text(1), "one");
  EXPECT_EQ(write(kFind, {storage::sql(2)}, Expect::exactly(1)).error().reason, "guard");
}

TEST_P(DatabaseContract, GivesBackTheRowsThatAStatementReturns) {
  const Written written =
      write(contract::kInsertReturning, {storage::sql(1), storage::sql("a"), storage::sql(2), storage::sql("b")});
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_THAT(written->changed, testing::ElementsAre(2));
  ASSERT_EQ(written->rows[0].size(), 2u);
  EXPECT_EQ(written->rows[0][0].integer(0), 1);
  EXPECT_EQ(written->rows[0][1].text(1), "b");
  EXPECT_EQ(written->rows[0][1].integer(2), 0);
}

TEST_P(DatabaseContract, TakesAParameterThatAppearsTwiceAndOutOfOrder) {
  using namespace contract;
  ASSERT_TRUE(write(kInsertAll, {storage::sql(1), {}, storage::sql(0), {}, {}}));
  ASSERT_TRUE(write(kInsertAll, {storage::sql(2), {}, storage::sql(11), {}, {}}));
  const storage::Rows rows = read(kFindEither, {storage::sql(1), storage::sql(10)});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].integer(0), 1);
  EXPECT_EQ(rows[1].integer(0), 2);
}

TEST_P(DatabaseContract, KeepsNullsBlobsTextsAndNumbersExactly) {
  using namespace contract;
  const storage::Blob bytes{std::byte{0}, std::byte{255}, std::byte{'\''}, std::byte{0}};
  const std::string text = "quote ' backslash \\ percent % \xe2\x82\xac \xf0\x9f\x90\x9d\n";
  constexpr std::int64_t kBig = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kSmall = std::numeric_limits<std::int64_t>::min();
  ASSERT_TRUE(write(kInsertAll, {storage::sql(kBig), storage::sql(text), storage::sql(kSmall), storage::sql(0.1),
                                 storage::sql(bytes)}));
  ASSERT_TRUE(write(kInsertAll, {storage::sql(2), {}, storage::sql(0), {}, {}}));
  ASSERT_TRUE(write(kInsertAll, {storage::sql(3), storage::sql(""), storage::sql(0), storage::sql(3.0),
                                 storage::sql(storage::Blob{})}));
  const storage::Rows full = read(kFind, {storage::sql(kBig)});
  ASSERT_EQ(full.size(), 1u);
  EXPECT_EQ(full[0].integer(0), kBig);
  EXPECT_EQ(full[0].text(1), text);
  EXPECT_EQ(full[0].integer(2), kSmall);
  EXPECT_EQ(full[0].real(3), 0.1);
  EXPECT_EQ(full[0].blob(4), bytes);
  const storage::Rows nulls = read(kFind, {storage::sql(2)});
  EXPECT_TRUE(nulls.at(0).is_null(1) && nulls.at(0).is_null(3) && nulls.at(0).is_null(4));
  const storage::Rows empty = read(kFind, {storage::sql(3)});
  EXPECT_EQ(empty.at(0).text(1), "");
  EXPECT_EQ(empty.at(0).real(3), 3.0);
  EXPECT_TRUE(empty.at(0).blob(4).empty());
}

TEST_P(DatabaseContract, RefusesZeroCharactersInTexts) {
  using namespace contract;
  const std::string_view zero("a\0b", 3);
  EXPECT_EQ(write(kInsert, {storage::sql(1), storage::sql(zero)}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(loop_.run(database_->read(&kFind, {storage::sql(zero)})).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, CommitsManyUnitsAtOnceAndRefusesExactlyTheGuardedOnes) {
  using namespace contract;
  constexpr std::int64_t kUnits = 200;
  const auto is_guarded = [](std::int64_t i) { return i % 7 == 3; };
  AllAtOnce<Written> all(loop_);
  for (std::int64_t i = 0; i < kUnits; ++i) {
    storage::WriteUnit unit;
    unit.add(kInsert, {storage::sql(i), storage::sql(numbered("thing", i))}, Expect::exactly(1));
    unit.add(kBump, {storage::sql(i), storage::sql(is_guarded(i) ? 5 : 0)}, Expect::exactly(1));
    all.start(database_->write(std::move(unit)));
  }
  const std::vector<Written> written = all.wait();
  std::int64_t stored = 0;
  for (std::int64_t i = 0; i < kUnits; ++i) {
    const Written& one = written[static_cast<std::size_t>(i)];
    if (is_guarded(i)) {
      EXPECT_EQ(one ? "stored" : one.error().reason, "guard") << i;
    } else {
      EXPECT_TRUE(one) << i << ": " << one.error().message;
      ++stored;
    }
    EXPECT_EQ(read(kFind, {storage::sql(i)}).size(), is_guarded(i) ? 0u : 1u) << i;
  }
  EXPECT_EQ(count(), stored);
}

TEST_P(DatabaseContract, LetsExactlyOneOfManyWinAGuard) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  AllAtOnce<Written> all(loop_);
  for (int i = 0; i < 50; ++i) {
    all.start(
        database_->write(storage::WriteUnit{}.add(kBump, {storage::sql(1), storage::sql(0)}, Expect::exactly(1))));
  }
  int won = 0;
  for (const Written& one : all.wait()) {
    won += one ? 1 : 0;
    if (!one) EXPECT_EQ(one.error().reason, "guard") << one.error().message;
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(read(kFind, {storage::sql(1)}).at(0).integer(2), 1);
}

TEST_P(DatabaseContract, CommitsTheUnitsAroundOneThatIsRefused) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  AllAtOnce<Written> all(loop_);
  for (const int id : {10, 1, 11, 1, 12}) {
    all.start(database_->write(storage::WriteUnit{}.add(kInsert, {storage::sql(id), storage::sql(numbered("x", id))})));
  }
  const std::vector<Written> written = all.wait();
  EXPECT_TRUE(written[0] && written[2] && written[4]);
  EXPECT_EQ(written[1].error().reason, "taken");
  EXPECT_EQ(written[3].error().reason, "taken");
  EXPECT_EQ(count(), 4);
}

TEST_P(DatabaseContract, ShowsReadersWhatWasAcknowledged) {
  using namespace contract;
  for (std::int64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(write(kInsert, {storage::sql(i), storage::sql(numbered("thing", i))}));
    ASSERT_EQ(read(kFind, {storage::sql(i)}).size(), 1u);
  }
}

TEST_P(DatabaseContract, KeepsWhatWasAcknowledgedWhenItIsOpenedAgain) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  close();
  ASSERT_NO_FATAL_FAILURE(open(kSchema));
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, TellsTopicsAfterACommit) {
  using namespace contract;
  std::promise<void> told;
  std::atomic<int> calls = 0;
  const auto subscription = database_->subscribe("things", [&] {
    if (++calls == 1) told.set_value();
  });
  storage::WriteUnit unit;
  unit.add(kInsert, {storage::sql(1), storage::sql("one")}).topics = {"things", "others"};
  ASSERT_TRUE(write(std::move(unit)));
  told.get_future().get();
  EXPECT_EQ(count(), 1);
}

// What others do next must not wait for what the writer's caller does next.
TEST_P(DatabaseContract, TellsTopicsBeforeItAnswers) {
  using namespace contract;
  std::atomic<bool> told = false;
  const auto subscription = database_->subscribe("things", [&] { told = true; });
  for (int id = 1; id <= 20; ++id) {
    told = false;
    storage::WriteUnit unit;
    unit.add(kInsert, {storage::sql(id), storage::sql(fmt::format("thing {}", id))}).topics = {"things"};
    ASSERT_TRUE(write(std::move(unit)));
    EXPECT_TRUE(told);
  }
}

TEST_P(DatabaseContract, TellsTopicsThatOnlyTheReturnedRowsName) {
  using namespace contract;
  std::promise<void> one, two;
  const auto first = database_->subscribe("thing.one", [&] { one.set_value(); });
  const auto second = database_->subscribe("thing.two", [&] { two.set_value(); });
  storage::WriteUnit unit;
  unit.add(kInsertReturning, {storage::sql(1), storage::sql("one"), storage::sql(2), storage::sql("two")});
  unit.topics_of_rows.push_back({.statement = 0, .column = 1, .prefix = "thing."});
  ASSERT_TRUE(write(std::move(unit)));
  one.get_future().get();
  two.get_future().get();
}

TEST_P(DatabaseContract, TellsNobodyAboutAUnitThatWasRefused) {
  using namespace contract;
  std::promise<void> told;
  std::atomic<int> refused_calls = 0, calls = 0;
  const auto of_refused = database_->subscribe("refused", [&] { ++refused_calls; });
  const auto of_stored = database_->subscribe("stored", [&] {
    if (++calls == 1) told.set_value();
  });
  storage::WriteUnit refused;
  refused.add(kBump, {storage::sql(404), storage::sql(0)}, Expect::exactly(1)).topics = {"refused"};
  EXPECT_FALSE(write(std::move(refused)));
  storage::WriteUnit stored;
  stored.add(kInsert, {storage::sql(1), storage::sql("one")}).topics = {"stored"};
  ASSERT_TRUE(write(std::move(stored)));
  told.get_future().get();
  EXPECT_EQ(refused_calls, 0);
}

TEST_P(DatabaseContract, TellsTheTimeOfTheClockItWasGiven) {
  using namespace contract;
  constexpr std::int64_t kToleranceMs = 60'000;  // a server's clock runs on by itself
  const std::int64_t before = read(kNow).at(0).integer(0);
  EXPECT_NEAR(static_cast<double>(before), static_cast<double>(to_milliseconds(clock_.now())), kToleranceMs);
  clock_.advance(std::chrono::hours(5));
  ASSERT_TRUE(factory_->follow(*database_, clock_));
  const std::int64_t after = read(kNow).at(0).integer(0);
  EXPECT_NEAR(static_cast<double>(after), static_cast<double>(to_milliseconds(clock_.now())), kToleranceMs);
}

// --- Events: a cursor over (transaction, id) below the floor never passes a row that is committed later ---

using EventKey = std::pair<std::int64_t, std::int64_t>;  // writer, n

inline Async<bool> write_events(storage::Database& database, std::int64_t writer, std::int64_t units,
                                std::atomic<int>& writing) {
  bool all_written = true;
  for (std::int64_t n = 0; n < units && all_written; ++n) {
    storage::WriteUnit unit;
    unit.add(contract::kInsertEvent, {storage::sql(writer), storage::sql(n)}, storage::Expect::exactly(1));
    // Units of different length, so that they commit in another order than they began.
    for (std::int64_t extra = 0; extra < (writer * 7 + n * 3) % 20; ++extra) {
      unit.add(contract::kInsert, {storage::sql(writer * 1'000'000 + n * 1'000 + extra), storage::SqlValue{}});
    }
    const Result<storage::WriteOutcome> written = co_await database.write(std::move(unit));
    all_written = written.has_value();
  }
  --writing;
  co_return all_written;
}

struct Followed {
  std::set<EventKey> seen;
  bool saw_one_twice = false;
  std::string trouble{};
};

// Follows the feed until `expected` events were seen. Once nobody writes, what is still missing was passed; only a
// floor that another transaction holds back may delay the end a little.
inline Async<Followed> follow_events(storage::Database& database, std::size_t expected,
                                     const std::atomic<int>& writing) {
  constexpr int kPagesAfterTheLastWriteMax = 10'000;
  Followed followed;
  std::int64_t transaction = -1, id = -1;
  for (int pages_after = 0; followed.seen.size() < expected && pages_after < kPagesAfterTheLastWriteMax;) {
    if (writing == 0) ++pages_after;
    const Result<storage::Rows> rows =
        co_await database.read(&contract::kEventsAfter, {storage::sql(transaction), storage::sql(id)});
    if (!rows) {
      followed.trouble = rows.error().message;
      break;
    }
    for (const storage::Row& row : *rows) {
      transaction = row.integer(0);
      id = row.integer(1);
      if (!followed.seen.emplace(row.integer(2), row.integer(3)).second) followed.saw_one_twice = true;
    }
  }
  co_return followed;
}

TEST_P(DatabaseContract, NeverPassesAnEventWhileTransactionsCommitOutOfOrder) {
  constexpr std::int64_t kWriters = 8, kUnits = 25;
  std::atomic<int> writing = kWriters;
  AllAtOnce<bool> writers(loop_);
  for (std::int64_t writer = 0; writer < kWriters; ++writer) {
    writers.start(write_events(*database_, writer, kUnits, writing));
  }
  TestLoop other_loop;
  const Followed followed = other_loop.run(follow_events(*database_, kWriters * kUnits, writing));
  EXPECT_THAT(writers.wait(), testing::Each(true));
  EXPECT_EQ(followed.seen.size(), static_cast<std::size_t>(kWriters * kUnits));
  EXPECT_FALSE(followed.saw_one_twice);
  EXPECT_EQ(followed.trouble, "");
}

// --- Migrations ---

TEST_P(DatabaseContract, AppliesMigrationsOnce) {
  close();
  ASSERT_NO_FATAL_FAILURE(open(contract::kSchema));
  close();
  ASSERT_NO_FATAL_FAILURE(open(contract::kSchema));
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, RunsThePreviousReleasesStatementsOnTheNextSchema) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("old")}));
  close();
  ASSERT_NO_FATAL_FAILURE(open(kNextSchema));
  EXPECT_EQ(read(kFindLabel, {storage::sql(1)}).at(0).text(0), "none");
  close();
  ASSERT_NO_FATAL_FAILURE(open(kSchema));  // the previous release again: a newer migration is accepted
  EXPECT_TRUE(write(kInsertAll, {storage::sql(2), storage::sql("new"), storage::sql(0), storage::sql(1.5), {}}));
  EXPECT_TRUE(write(kBump, {storage::sql(2), storage::sql(0)}, Expect::exactly(1)));
  EXPECT_EQ(read(kFind, {storage::sql(1)}).at(0).text(1), "old");
  EXPECT_TRUE(write(kDelete, {storage::sql(1)}, Expect::exactly(1)));
}

TEST_P(DatabaseContract, RefusesADatabaseWhoseMigrationWasChanged) {
  close();
  const auto opened = factory_->open(contract::kChangedSchema, clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::conflict);
  EXPECT_THAT(opened.error().message, testing::HasSubstr("contract/1 'things'"));
}

// --- What operators see ---

TEST_P(DatabaseContract, AccountsForItsStatements) {
  using namespace contract;
  ASSERT_TRUE(write(kInsert, {storage::sql(1), storage::sql("one")}));
  ASSERT_TRUE(write(kInsert, {storage::sql(2), storage::sql("two")}));
  const std::vector<storage::StatementAccount> accounts = database_->accounts();
  EXPECT_THAT(accounts,
              testing::Contains(testing::AllOf(testing::Field(&storage::StatementAccount::name, "contract.insert"),
                                               testing::Field(&storage::StatementAccount::calls, 2))));
}

TEST_P(DatabaseContract, SaysWhatItIsAndThatItIsHealthy) {
  EXPECT_EQ(count(), 0);
  const storage::DatabaseFacts facts = database_->facts();
  EXPECT_TRUE(facts.healthy) << facts.trouble;
  EXPECT_THAT(facts.version,
              testing::StartsWith(facts.kind == storage::DatabaseKind::sqlite ? "SQLite 3" : "PostgreSQL"));
  EXPECT_GT(facts.connections_max, 0);
  EXPECT_EQ(facts.writes_waiting, 0);
  const auto activity = loop_.run(database_->activity());
  EXPECT_TRUE(activity) << activity.error().message;
}

TEST_P(DatabaseContract, GivesBackTheSpaceOfDeletedRows) {
  const auto given = loop_.run(database_->give_back_space());
  EXPECT_TRUE(given) << given.error().message;
}

}  // namespace swarm::tests
