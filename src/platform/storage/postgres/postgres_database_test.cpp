#include "platform/storage/postgres/postgres_database.hpp"

#include <future>

#include <gmock/gmock.h>

#include "platform/storage/statement_check.hpp"
#include "support/postgres_fixture.hpp"

namespace swarm::storage {
namespace {

using PostgresDatabaseTest = tests::PostgresFixture;
namespace things = tests::things;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr NamedStatement kTypes{"test.types", "",
                                "SELECT 1::int2, -2::int4, 3::int8, true, 1.5::float4, -0.1::float8, 'x'::varchar, "
                                "'\\x00ff'::bytea, sum(9000000000000000000::bigint), avg(7::int), -12345.678::numeric, "
                                "NULL::text, '{\"a\":1}'::json, 'name'::name, -100000000::numeric, 0::numeric"};
constexpr NamedStatement kUnreadable{"test.unreadable", "", "SELECT now()"};
constexpr NamedStatement kTooMany{"test.too_many", "", "SELECT generate_series(1, $1::bigint)"};
constexpr NamedStatement kDeleteAll{"test.delete_all", "DELETE FROM things"};
constexpr NamedStatement kLongRead{"test.long_read", "", "SELECT count(*) FROM generate_series(1, 1000000000000)"};
constexpr NamedStatement kEcho{"test.echo", "", "SELECT $1::text"};
constexpr NamedStatement kWrong{"test.wrong", "SELECT nothing FROM nowhere"};
constexpr NamedStatement kReadLock{"test.read_lock", "", "SELECT 1 FROM pg_advisory_xact_lock_shared(7)"};

TEST(PostgresConfigTest, IsReadFromItsFieldList) {
  const auto config =
      json::parse_as<PostgresConfig>(R"({"url": "postgresql://h/n", "writers": 2, "lock_timeout_ms": 50})");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->writers, 2u);
  EXPECT_EQ(config->lock_timeout, std::chrono::milliseconds{50});
  EXPECT_THAT(json::parse_as<PostgresConfig>(R"({"writers": 0})").error().message, HasSubstr("writers"));
}

TEST_F(PostgresDatabaseTest, ReadsEveryTypeThatWeUse) {
  PostgresDatabase& database = open();
  const auto rows = loop_.run(database.read(&kTypes, {}));
  ASSERT_TRUE(rows) << rows.error().message;
  const Row& row = rows->at(0);
  EXPECT_EQ(row.integer(0), 1);
  EXPECT_EQ(row.integer(1), -2);
  EXPECT_EQ(row.integer(2), 3);
  EXPECT_EQ(row.integer(3), 1);
  EXPECT_EQ(row.real(4), 1.5);
  EXPECT_EQ(row.real(5), -0.1);
  EXPECT_EQ(row.text(6), "x");
  EXPECT_EQ(row.blob(7), (Blob{std::byte{0}, std::byte{255}}));
  EXPECT_EQ(row.integer(8), 9'000'000'000'000'000'000);
  EXPECT_EQ(row.real(9), 7.0);
  EXPECT_DOUBLE_EQ(row.real(10), -12345.678);
  EXPECT_TRUE(row.is_null(11));
  EXPECT_EQ(row.text(12), "{\"a\":1}");
  EXPECT_EQ(row.text(13), "name");
  EXPECT_EQ(row.integer(14), -100'000'000);
  EXPECT_EQ(row.integer(15), 0);
}

TEST_F(PostgresDatabaseTest, SaysWhichColumnItCannotRead) {
  const auto rows = loop_.run(open().read(&kUnreadable, {}));
  EXPECT_EQ(rows.error().code, ErrorCode::internal);
  EXPECT_THAT(rows.error().message, HasSubstr("test.unreadable: column 1 has type 1184"));
}

TEST_F(PostgresDatabaseTest, RefusesMoreRowsThanAStatementMayReturn) {
  PostgresDatabase& database = open();
  const auto most = static_cast<std::int64_t>(kRowsPerStatementMax);
  EXPECT_EQ(loop_.run(database.read(&kTooMany, {sql(most)})).value().size(), kRowsPerStatementMax);
  EXPECT_EQ(loop_.run(database.read(&kTooMany, {sql(most + 1)})).error().code, ErrorCode::too_large);
}

TEST_F(PostgresDatabaseTest, RefusesAReadThatWrites) {
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  EXPECT_EQ(loop_.run(database.read(&kDeleteAll, {})).error().code, ErrorCode::internal);
  EXPECT_EQ(query("SELECT count(*) FROM things"), "1");
}

TEST_F(PostgresDatabaseTest, EndsAStatementThatTakesTooLong) {
  config_.statement_timeout = std::chrono::milliseconds{100};
  PostgresDatabase& database = open();
  const auto rows = loop_.run(database.read(&kLongRead, {}));
  EXPECT_EQ(rows.error().code, ErrorCode::timeout);
  EXPECT_TRUE(soon([&] { return loop_.run(database.read(&things::kCount, {})).has_value(); }));
}

// Both sides want to send much more than the socket holds.
TEST_F(PostgresDatabaseTest, SendsAndReceivesMuchAtOnce) {
  PostgresDatabase& database = open();
  constexpr std::size_t kStatements = 200;
  const std::string text(100'000, 'x');
  WriteUnit unit;
  for (std::size_t i = 0; i < kStatements; ++i)
    unit.add(kEcho, {sql(text)}, Expect::exactly(1));
  const Written written = write(database, std::move(unit));
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_EQ(written->rows.size(), kStatements);
  for (const Rows& rows : written->rows)
    ASSERT_EQ(rows.at(0).text(0), text);
}

TEST_F(PostgresDatabaseTest, SharesACommitAmongUnitsThatWait) {
  config_.writers = 1;
  PostgresDatabase& database = open();
  constexpr std::int64_t kUnits = 100;
  ASSERT_TRUE(insert(database, 1'000));
  const auto other = connect();
  ASSERT_TRUE(other->run_script("BEGIN; LOCK TABLE things"));
  tests::AllAtOnce<Written> all(loop_);
  all.start(database.write(insertion(0)));
  ASSERT_TRUE(soon_busy(database));
  for (std::int64_t i = 1; i < kUnits; ++i)
    all.start(database.write(insertion(i)));
  ASSERT_TRUE(soon_waiting(database, kUnits - 1));
  ASSERT_TRUE(other->run_script("COMMIT"));
  for (const Written& written : all.wait())
    EXPECT_TRUE(written) << written.error().message;
  EXPECT_THAT(metrics_.commits(), ElementsAre(1, 1, kUnits - 1));
}

TEST_F(PostgresDatabaseTest, RefusesWritesWhenTheirQueueIsFull) {
  config_.writers = 1;
  config_.write_queue_max = 2;
  PostgresDatabase& database = open();
  const auto other = connect();
  ASSERT_TRUE(other->run_script("BEGIN; LOCK TABLE things"));
  tests::AllAtOnce<Written> all(loop_);
  all.start(database.write(insertion(1)));
  ASSERT_TRUE(soon_busy(database));
  all.start(database.write(insertion(2)));
  all.start(database.write(insertion(3)));
  ASSERT_TRUE(soon_waiting(database, 2));
  const Written refused = insert(database, 4);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(refused.error().reason, "queue_full");
  EXPECT_THAT(metrics_.refused(), ElementsAre("queue_full"));
  ASSERT_TRUE(other->run_script("COMMIT"));
  for (const Written& written : all.wait())
    EXPECT_TRUE(written) << written.error().message;
  EXPECT_EQ(query("SELECT count(*) FROM things"), "3");
}

TEST_F(PostgresDatabaseTest, RefusesReadsWhenTheirQueueIsFull) {
  config_.readers = 1;
  config_.read_queue_max = 1;
  PostgresDatabase& database = open();
  const auto other = connect();
  ASSERT_TRUE(other->run_script("SELECT pg_advisory_lock(7)"));
  tests::AllAtOnce<Result<Rows>> all(loop_);
  all.start(database.read(&kReadLock, {}));
  ASSERT_TRUE(soon_busy(database));
  all.start(database.read(&kReadLock, {}));
  const auto refused = loop_.run(database.read(&kReadLock, {}));  // its Loop has seen the one before
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  ASSERT_TRUE(other->run_script("SELECT pg_advisory_unlock(7)"));
  for (const auto& rows : all.wait())
    EXPECT_TRUE(rows) << rows.error().message;
}

TEST_F(PostgresDatabaseTest, RefusesAUnitOfTooManyStatements) {
  config_.statements_per_unit_max = 2;
  PostgresDatabase& database = open();
  const auto unit_of = [](std::int64_t count) {
    WriteUnit unit;
    for (std::int64_t i = 0; i < count; ++i)
      unit.add(things::kInsert, {sql(i)});
    return unit;
  };
  EXPECT_TRUE(write(database, unit_of(2)));
  EXPECT_EQ(write(database, unit_of(3)).error().code, ErrorCode::too_large);
}

TEST_F(PostgresDatabaseTest, RefusesATopicThatCannotBeTold) {
  PostgresDatabase& database = open();
  for (const std::string& topic : {std::string(), std::string("a\x1f"), std::string(kTopicLengthMax + 1, 'x')}) {
    WriteUnit unit = insertion(1);
    unit.topics = {topic};
    EXPECT_EQ(write(database, std::move(unit)).error().code, ErrorCode::invalid_input);
  }
  WriteUnit unit = insertion(1);
  unit.topics = {std::string(kTopicLengthMax, 'x')};
  EXPECT_TRUE(write(database, std::move(unit)));
}

TEST_F(PostgresDatabaseTest, TellsTopicsToOtherServers) {
  PostgresDatabase& writer = open();
  PostgresDatabase& reader = open();
  std::promise<void> told;
  std::atomic<int> calls = 0;
  const auto subscription = reader.subscribe("quote ' and \xe2\x82\xac", [&] {
    if (++calls == 1) told.set_value();
  });
  WriteUnit unit = insertion(1);
  unit.topics = {"others", "quote ' and \xe2\x82\xac", "others"};
  ASSERT_TRUE(write(writer, std::move(unit)));
  told.get_future().get();
  EXPECT_EQ(loop_.run(reader.read(&things::kCount, {})).value().at(0).integer(0), 1);
}

TEST_F(PostgresDatabaseTest, WaitsForARowOnlyAsLongAsItMay) {
  config_.lock_timeout = std::chrono::milliseconds{400};
  PostgresDatabase& database = open();
  ASSERT_TRUE(insert(database, 1));
  const auto other = connect();
  ASSERT_TRUE(other->run_script("BEGIN; UPDATE things SET version = 0 WHERE id = 1"));
  const Written written = write(database, bump(1, 0));
  EXPECT_EQ(written.error().code, ErrorCode::timeout);
  EXPECT_EQ(written.error().reason, "locked");
  ASSERT_TRUE(other->run_script("COMMIT"));
  EXPECT_TRUE(write(database, bump(1, 0)));
}

TEST_F(PostgresDatabaseTest, ShowsWhatRunsUnderItsName) {
  PostgresDatabase& database = open();
  const auto other = connect();
  ASSERT_TRUE(other->run_script("BEGIN; LOCK TABLE things IN SHARE MODE"));
  tests::AllAtOnce<Written> all(loop_);
  all.start(database.write(insertion(1)));
  const auto is_seen = [](const DatabaseActivity& one) {
    return one.what == "things.insert" && one.state == "waiting" && one.client == "swarmd";
  };
  EXPECT_TRUE(soon([&] { return std::ranges::any_of(loop_.run(database.activity()).value(), is_seen); }));
  ASSERT_TRUE(other->run_script("COMMIT"));
  EXPECT_TRUE(all.wait().front());
}

TEST_F(PostgresDatabaseTest, FinishesWhatWasAcceptedBeforeItStops) {
  PostgresDatabase& database = open();
  tests::AllAtOnce<Written> all(loop_);
  constexpr std::int64_t kUnits = 300;
  for (std::int64_t i = 0; i < kUnits; ++i)
    all.start(database.write(insertion(i)));
  loop_.run(database.stop());
  for (const Written& written : all.wait())
    EXPECT_TRUE(written) << written.error().message;
  EXPECT_EQ(query("SELECT count(*) FROM things"), "300");
  EXPECT_EQ(insert(database, 1'000).error().code, ErrorCode::unavailable);
}

// --- Opening --------------------------------------------------------------------------------------------------------

TEST_F(PostgresDatabaseTest, LetsServersMigrateAtOnce) {
  constexpr std::size_t kServers = 6;
  std::array<std::string, kServers> failures;
  {
    std::vector<runtime::NamedThread> servers;
    for (std::string& failure : failures) {
      servers.emplace_back("server", [this, &failure] {
        const auto migrated = migrate(config_, things::kNextSchema);
        if (!migrated) failure = migrated.error().message;
      });
    }
  }
  EXPECT_THAT(failures, testing::Each(""));
  EXPECT_EQ(query("SELECT slice || number FROM schema_migrations ORDER BY 1"), "storage1\nthings1\nthings2");
}

TEST_F(PostgresDatabaseTest, LeavesNothingOfAMigrationThatFails) {
  static constexpr Migration kBad[] = {
      {"bad", 1, "half", "CREATE TABLE half (id BIGINT); CREATE TABLE half (id BIGINT)"}};
  const Schema schema[] = {{kBad, {}}};
  const auto migrated = migrate(config_, schema);
  ASSERT_FALSE(migrated);
  EXPECT_THAT(migrated.error().message, HasSubstr("migration bad/1 'half'"));
  EXPECT_EQ(query("SELECT count(*) FROM pg_class WHERE relname = 'half'"), "0");
  EXPECT_EQ(query("SELECT slice FROM schema_migrations"), "storage");
}

TEST_F(PostgresDatabaseTest, RefusesToStartWithAWrongStatement) {
  static constexpr const NamedStatement* kStatements[] = {&things::kInsert, &kWrong, &things::kCount};
  const Schema schema[] = {{things::kRelease, kStatements}};
  const auto migrated = migrate(config_, schema);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::internal);
  EXPECT_THAT(migrated.error().message, HasSubstr("test.wrong"));
}

TEST_F(PostgresDatabaseTest, RefusesADatabaseThatIsNotInUtf8) {
  query("SELECT 1");
  ASSERT_TRUE(place_->server().query("postgres", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'"));
  config_.url = place_->server().url("latin");
  const auto opened = try_open();
  place_->server().drop("latin");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(opened.error().message, HasSubstr("has the encoding LATIN1"));
}

TEST_F(PostgresDatabaseTest, NeverShowsAPassword) {
  config_.url = place_->url("&password=hunter2");
  EXPECT_THAT(open().facts().location, Not(HasSubstr("hunter2")));
  for (const std::string url :
       {"postgresql://swarm:hunter2@127.0.0.1:1/name", "postgresql://swarm:hunter2%zz@host/name",
        "postgresql://[swarm:hunter2@host/name", "host=127.0.0.1 password=hunter2"}) {
    config_.url = url;
    const auto opened = try_open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, Not(HasSubstr("hunter2"))) << url;
    EXPECT_THAT(opened.error().message, Not(testing::IsEmpty()));
  }
}

TEST_F(PostgresDatabaseTest, TellsTheServersTimePlusTheOffset) {
  config_.url = place_->url("&options=-c%20swarm.clock_offset_ms%3D3600000");
  const std::int64_t hour_later = to_milliseconds(clock_.now()) + 3'600'000;
  const std::int64_t now = loop_.run(open().read(&things::kNow, {})).value().at(0).integer(0);
  EXPECT_NEAR(static_cast<double>(now), static_cast<double>(hour_later), 60'000);
}

TEST_F(PostgresDatabaseTest, MeasuresItsSize) {
  PostgresDatabase& database = open();
  EXPECT_TRUE(soon([&] { return database.facts().size_bytes > 1'000'000; }));
  const std::optional<LiveRows> live = database.facts().live_rows;
  ASSERT_TRUE(live);
  EXPECT_GE(live->measurement, 1);
  EXPECT_LT(live->bytes, database.facts().size_bytes) << "the server's own tables are not ours";
  EXPECT_EQ(database.facts().connections_max, 4);
}

}  // namespace
}  // namespace swarm::storage
