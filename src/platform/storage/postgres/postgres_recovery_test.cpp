#include <future>

#include <gmock/gmock.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "support/postgres_fixture.hpp"

// What happens when connections break, transactions meet, and the server fails.
namespace swarm::storage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace things = tests::things;

class PostgresRecoveryTest : public tests::PostgresFixture {
 protected:
  // Makes each inserted thing do `what` in the server, at once or when its transaction commits. The sequence counts how
  // often, also in transactions that were rolled back.
  void on_insert(const std::string& what, bool at_commit) {
    const std::string made = query(
        "CREATE SEQUENCE attempts; CREATE FUNCTION on_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM nextval('attempts'); " +
        what + "; RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER on_insert AFTER INSERT ON things " +
        (at_commit ? "DEFERRABLE INITIALLY DEFERRED" : "NOT DEFERRABLE") +
        " FOR EACH ROW EXECUTE FUNCTION on_insert()");
    ASSERT_EQ(made, "");
  }
  std::string attempts() { return query("SELECT last_value FROM attempts"); }
  std::string count() { return query("SELECT count(*) FROM things"); }
};

TEST_F(PostgresRecoveryTest, HealsWhenBackendsAreKilledAndCallersDoNotNotice) {
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  for (std::int64_t round = 2; round < 5; ++round) {
    ASSERT_TRUE(place_->end_connections());
    const Written written = insert(database, round);
    EXPECT_TRUE(written) << written.error().message;
    ASSERT_TRUE(place_->end_connections());
    const auto rows = loop_.run(database.read(&things::kCount, {}));
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->at(0).integer(0), round);
  }
  EXPECT_TRUE(database.facts().healthy) << database.facts().trouble;
  EXPECT_LE(database.facts().connections_idle, database.facts().connections_max);
}

TEST_F(PostgresRecoveryTest, NeverRunsAgainWhatMayBeCommitted) {
  PostgresDatabase& database = open();
  on_insert("PERFORM pg_terminate_backend(pg_backend_pid())", true);
  const Written written = insert(database, 1);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_EQ(written.error().reason, "outcome_unknown");
  EXPECT_EQ(attempts(), "1");
  query("DROP TRIGGER on_insert ON things");
  EXPECT_TRUE(insert(database, 2));
  EXPECT_EQ(count(), "1");
}

TEST_F(PostgresRecoveryTest, GivesUpOnAWriteThatBreaksConnections) {
  PostgresDatabase& database = open();
  on_insert("PERFORM pg_terminate_backend(pg_backend_pid())", false);
  const Written written = insert(database, 1);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_EQ(written.error().reason, "");
  EXPECT_EQ(attempts(), std::to_string(kConnectionsPerRequestMax));
  query("DROP TRIGGER on_insert ON things");
  EXPECT_TRUE(insert(database, 2));
  EXPECT_EQ(count(), "1");
}

TEST_F(PostgresRecoveryTest, RunsAgainAUnitThatLostAgainstOthersAndGivesUpInTheEnd) {
  PostgresDatabase& database = open();
  on_insert("IF currval('attempts') < 3 THEN RAISE EXCEPTION USING ERRCODE = '40001'; END IF", false);
  EXPECT_TRUE(insert(database, 1));
  EXPECT_EQ(attempts(), "3");
  query("DROP TRIGGER on_insert ON things; DROP FUNCTION on_insert; DROP SEQUENCE attempts");
  on_insert("RAISE EXCEPTION USING ERRCODE = '40001'", true);
  const Written written = insert(database, 2);
  EXPECT_EQ(written.error().code, ErrorCode::conflict);
  EXPECT_EQ(written.error().reason, "contended");
  EXPECT_EQ(attempts(), std::to_string(PostgresWriter::kRepeatsMax));
  EXPECT_EQ(count(), "1");
}

TEST_F(PostgresRecoveryTest, SaysThatTheServersDiskIsFull) {
  PostgresDatabase& database = open();
  on_insert("RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'no space left'", false);
  const Written written = insert(database, 1);
  EXPECT_EQ(written.error().code, ErrorCode::storage_full);
  EXPECT_THAT(written.error().message, HasSubstr("no space left"));
  EXPECT_THAT(metrics_.refused(), ElementsAre("storage_full"));
}

// A refusal that comes only with COMMIT blames nobody in the group, so each unit is tried alone.
TEST_F(PostgresRecoveryTest, FindsTheUnitThatOnlyTheCommitRefuses) {
  config_.writers = 1;
  PostgresDatabase& database = open();
  on_insert("IF NEW.id = 3 THEN RAISE EXCEPTION USING ERRCODE = '23514'; END IF", true);
  const auto other = connect();
  ASSERT_TRUE(other->run_script("BEGIN; LOCK TABLE things"));
  tests::AllAtOnce<Written> all(loop_);
  all.start(database.write(insertion(0)));
  ASSERT_TRUE(soon_busy(database));
  for (std::int64_t i = 1; i < 6; ++i)
    all.start(database.write(insertion(i)));
  ASSERT_TRUE(soon_waiting(database, 5));
  ASSERT_TRUE(other->run_script("COMMIT"));
  const std::vector<Written> written = all.wait();
  for (std::size_t i = 0; i < written.size(); ++i)
    EXPECT_EQ(written[i].has_value(), i != 3) << i;
  EXPECT_EQ(written[3].error().reason, "guard");
  EXPECT_EQ(count(), "5");
}

Async<int> swap_both(PostgresDatabase* database, std::int64_t first, std::int64_t second, int rounds) {
  int done = 0;
  for (int round = 0; round < rounds; ++round) {
    WriteUnit unit;
    unit.add(things::kTouch, {sql(first)}, Expect::exactly(1)).add(things::kTouch, {sql(second)}, Expect::exactly(1));
    if (co_await database->write(std::move(unit))) ++done;
  }
  co_return done;
}

TEST_F(PostgresRecoveryTest, LetsUnitsThatLockCrosswiseBothSucceed) {
  config_.writers = 4;
  config_.units_per_commit_max = 1;
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  ASSERT_TRUE(insert(database, 2));
  constexpr int kRounds = 5;
  tests::AllAtOnce<int> all(loop_);
  for (int i = 0; i < 4; ++i)
    all.start(swap_both(&database, 1 + i % 2, 2 - i % 2, kRounds));
  EXPECT_THAT(all.wait(), testing::Each(kRounds));
  EXPECT_EQ(query("SELECT version FROM things"), "20\n20");
}

// --- Feeds and notifications ----------------------------------------------------------------------------------------

TEST_F(PostgresRecoveryTest, NeverSkipsARowThatIsCommittedLate) {
  PostgresDatabase& database = open();
  const auto late = connect();
  ASSERT_TRUE(late->run_script("BEGIN"));
  ASSERT_TRUE(late->run(things::kInsertEvent, {sql(1)}));
  WriteUnit unit;
  unit.add(things::kInsertEvent, {sql(2)});
  ASSERT_TRUE(write(database, std::move(unit)));
  const auto feed = [&] {
    std::vector<std::int64_t> writers;
    for (const Row& row : loop_.run(database.read(&things::kAllEvents, {})).value()) {
      writers.push_back(row.integer(0));
    }
    return writers;
  };
  EXPECT_THAT(feed(), ElementsAre());  // the second is committed, but a cursor on it would pass the first
  ASSERT_TRUE(late->run_script("COMMIT"));
  EXPECT_THAT(feed(), ElementsAre(1, 2));
}

TEST_F(PostgresRecoveryTest, MakesUpForNotificationsThatItMayHaveMissed) {
  PostgresDatabase& database = open();
  std::promise<void> told;
  std::atomic<int> calls = 0;
  const auto subscription = database.subscribe("anything", [&] {
    if (++calls == 1) told.set_value();
  });
  EXPECT_EQ(query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                  "WHERE datname = current_database() AND (query LIKE '%LISTEN%' OR query LIKE '%pg_database_size(%') "
                  "AND pid <> pg_backend_pid()"),
            "t");
  told.get_future().get();  // nobody told this topic
}

// --- A server that fails --------------------------------------------------------------------------------------------

TEST_F(PostgresRecoveryTest, LetsAWriteWaitForAServerThatStartsAgain) {
  config_.unavailable_after = std::chrono::milliseconds{60'000};
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  place_->server().crash();
  tests::AllAtOnce<Written> all(loop_);
  all.start(database.write(insertion(2)));
  ASSERT_TRUE(soon([&] { return !database.facts().healthy; }));
  EXPECT_THAT(database.facts().trouble, testing::Not(testing::IsEmpty()));
  ASSERT_TRUE(place_->server().start());
  const std::vector<Written> written = all.wait();
  EXPECT_TRUE(written[0]) << written[0].error().message;
  EXPECT_EQ(count(), "2");
  EXPECT_TRUE(database.facts().healthy) << database.facts().trouble;
}

TEST_F(PostgresRecoveryTest, RefusesAtOnceWhenTheServerIsGoneForLongAndHealsLater) {
  config_.unavailable_after = std::chrono::milliseconds{0};
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  place_->server().crash();
  const Written written = insert(database, 2);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_THAT(written.error().message, HasSubstr("database"));
  EXPECT_EQ(loop_.run(database.read(&things::kCount, {})).error().code, ErrorCode::unavailable);
  EXPECT_EQ(try_open().error().code, ErrorCode::unavailable);
  ASSERT_TRUE(place_->server().start());
  EXPECT_TRUE(soon([&] { return insert(database, 3).has_value(); }));
  EXPECT_EQ(count(), "2");
}

TEST_F(PostgresRecoveryTest, StopsAlsoWhenTheServerIsGone) {
  config_.unavailable_after = std::chrono::milliseconds{60'000};
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  place_->server().crash();
  tests::AllAtOnce<Written> all(loop_);
  for (std::int64_t i = 2; i < 10; ++i)
    all.start(database.write(insertion(i)));
  loop_.run(database.stop());
  for (const Written& written : all.wait())
    EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  ASSERT_TRUE(place_->server().start());
  EXPECT_EQ(count(), "1");
}

}  // namespace
}  // namespace swarm::storage
