#include "platform/storage/sqlite/sqlite_database.hpp"

#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include <sqlite3.h>

#include "platform/storage/statement_check.hpp"
#include "support/sqlite_fixture.hpp"

namespace swarm::storage {
namespace {

using std::chrono::milliseconds;

class SqliteDatabaseTest : public tests::SqliteFixture {
 protected:
  std::filesystem::path file() const { return config().file; }
  void write_file(std::string_view text) { std::ofstream(file(), std::ios::binary) << text; }
};

// --- Group commit ---

TEST_F(SqliteDatabaseTest, CommitsAllUnitsThatWaitAtOnce) {
  open();
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (int i = 1; i <= 100; ++i)
    all.start(database_->write(insertion(i)));
  settle();
  EXPECT_EQ(database_->facts().writes_waiting, 100);
  metrics_.let_go();
  for (const Written& written : all.wait())
    EXPECT_TRUE(written) << written.error().message;
  EXPECT_THAT(metrics_.commits(), testing::ElementsAre(1, 100));
  EXPECT_EQ(count(), 101);
}

TEST_F(SqliteDatabaseTest, PutsNoMoreUnitsIntoACommitThanItMay) {
  SqliteConfig small = config();
  small.units_per_commit_max = 10;
  open(small);
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (int i = 1; i <= 25; ++i)
    all.start(database_->write(insertion(i)));
  settle();
  metrics_.let_go();
  for (const Written& written : all.wait())
    EXPECT_TRUE(written) << written.error().message;
  EXPECT_THAT(metrics_.commits(), testing::ElementsAre(1, 10, 10, 5));
}

TEST_F(SqliteDatabaseTest, LeavesTheOthersOfACommitAloneWhenOneIsRefused) {
  open();
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (const int id : {1, 0, 2})
    all.start(database_->write(insertion(id).add(kDeleteAll, {sql(1'000)})));
  settle();
  metrics_.let_go();
  const std::vector<Written> written = all.wait();
  EXPECT_TRUE(written[1] && written[3]);
  EXPECT_EQ(written[2].error().reason, "taken");
  EXPECT_THAT(metrics_.commits(), testing::ElementsAre(1, 2));
  EXPECT_THAT(metrics_.refused(), testing::ElementsAre("conflict"));
  EXPECT_EQ(count(), 3);
}

TEST_F(SqliteDatabaseTest, TellsATopicOncePerCommit) {
  open();
  std::atomic<int> calls = 0;
  const auto subscription = database_->subscribe("rows", [&] { ++calls; });
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (int i = 1; i <= 20; ++i) {
    WriteUnit unit = insertion(i);
    unit.topics = {"rows"};
    all.start(database_->write(std::move(unit)));
  }
  settle();
  metrics_.let_go();
  all.wait();
  close();
  EXPECT_EQ(calls, 1);
}

// --- Limits ---

TEST_F(SqliteDatabaseTest, RefusesAWriteWhenItsQueueIsFull) {
  SqliteConfig small = config();
  small.write_queue_max = 3;
  open(small);
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (int i = 1; i <= 3; ++i)
    all.start(database_->write(insertion(i)));
  const Written refused = write(insertion(4));
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(refused.error().retry_after);
  EXPECT_THAT(metrics_.refused(), testing::ElementsAre("queue_full"));
  metrics_.let_go();
  for (const Written& written : all.wait())
    EXPECT_TRUE(written);
  EXPECT_EQ(count(), 4);
}

// Moves on by a second whenever it is asked.
class RacingClock final : public Clock {
 public:
  Time now() const override { return from_milliseconds(0); }
  SteadyTime steady_now() const override { return SteadyTime{std::chrono::seconds(++looks_)}; }

 private:
  mutable std::atomic<std::int64_t> looks_ = 0;
};

TEST_F(SqliteDatabaseTest, EndsAReadThatTakesTooLong) {
  static constexpr NamedStatement kEndless{
      "endless", "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"};
  const RacingClock racing;
  for (const char* name : {"file.db", ":memory:"}) {
    SqliteConfig where = config();
    where.file = std::string_view(name) == ":memory:" ? std::filesystem::path(name) : folder_.path() / name;
    auto opened = SqliteDatabase::open(where, {.clock = racing, .schemas = kSchema, .metrics = metrics_});
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
    EXPECT_EQ(read(kEndless).error().code, ErrorCode::timeout);
    EXPECT_EQ(count(), 0);
    close();
  }
}

TEST_F(SqliteDatabaseTest, RefusesAReadWhenItsQueueIsFull) {
  static constexpr NamedStatement kEndless{
      "endless", "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"};
  SqliteConfig small = config();
  small.readers = 1;
  small.read_queue_max = 1;
  open(small);
  // The one reader is kept busy until the clock moves; of two more, one waits and one is refused.
  tests::AllAtOnce<Result<Rows>> all(loop_);
  all.start(database_->read(&kEndless, {}));
  settle();
  while (database_->facts().connections_busy == 0)
    std::this_thread::yield();
  all.start(database_->read(&kCount, {}));
  settle();
  EXPECT_EQ(read(kCount).error().code, ErrorCode::limit_exceeded);
  const auto activity = loop_.run(database_->activity());
  EXPECT_THAT(*activity, testing::Contains(testing::Field(&DatabaseActivity::what, "endless")));
  clock_.advance(small.read_timeout);
  const auto answers = all.wait();
  EXPECT_EQ(answers[0].error().code, ErrorCode::timeout);
  EXPECT_TRUE(answers[1]);
}

TEST_F(SqliteDatabaseTest, RefusesMoreStatementsAndMoreRowsThanItMay) {
  static constexpr NamedStatement kMany{
      "many", "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x <= $1) SELECT x FROM n LIMIT $1"};
  SqliteConfig small = config();
  small.statements_per_unit_max = 1;
  open(small);
  EXPECT_EQ(write(insertion(1).add(kDeleteAll, {sql(1)})).error().code, ErrorCode::too_large);
  const auto most = read(kMany, {sql(kRowsPerStatementMax)});
  ASSERT_TRUE(most);
  EXPECT_EQ(most->size(), kRowsPerStatementMax);
  EXPECT_EQ(read(kMany, {sql(kRowsPerStatementMax + 1)}).error().code, ErrorCode::too_large);
}

TEST_F(SqliteDatabaseTest, RefusesNewWorkAtTheReserveAndLetsRunningWorkFinish) {
  SqliteConfig with_reserve = config();
  with_reserve.disk_reserve = {256 * MiB};
  Bytes left{255 * MiB};
  auto opened = SqliteDatabase::open(
      with_reserve, {.clock = clock_, .schemas = kSchema, .metrics = metrics_, .free_space = [&] { return left; }});
  ASSERT_TRUE(opened);
  database_ = std::move(*opened);
  WriteUnit fresh = insertion(1);
  fresh.admission = Admission::new_work;
  const Written refused = write(fresh);
  EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("255 MiB are free"));
  EXPECT_THAT(metrics_.refused(), testing::ElementsAre("storage_full"));
  EXPECT_EQ(database_->facts().disk_free_bytes, static_cast<std::int64_t>(255 * MiB));
  EXPECT_EQ(database_->facts().refusal, refused.error().message);
  EXPECT_TRUE(write(insertion(2)));
  left = {256 * MiB};
  clock_.advance(DiskReserve::kLookInterval);
  EXPECT_TRUE(write(fresh));
  EXPECT_EQ(database_->facts().refusal, "");
}

// --- Our own mistakes ---

TEST_F(SqliteDatabaseTest, CallsAStatementOfOursThatCannotRunAnInternalError) {
  static constexpr NamedStatement kWrong{"wrong", "SELECT nonsense FROM nowhere"};
  static constexpr NamedStatement kCast{"cast", "SELECT $1::BIGINT"};
  open();
  EXPECT_EQ(read(kWrong).error().code, ErrorCode::internal);
  EXPECT_EQ(read(kCast, {sql(1)}).error().code, ErrorCode::internal);
  const auto missing = read(kFind);
  EXPECT_EQ(missing.error().code, ErrorCode::internal);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("rows.find: no value for $1"));
  EXPECT_EQ(read(kInsert, {sql(1), sql("x")}).error().code, ErrorCode::internal);
  EXPECT_EQ(count(), 0);
}

TEST_F(SqliteDatabaseTest, RefusesToOpenWithAStatementThatIsWrong) {
  static constexpr NamedStatement kWrong{"wrong", "SELECT nonsense FROM nowhere"};
  static constexpr const NamedStatement* kWrongOnes[] = {&kWrong};
  const Schema schema[] = {{kMigrations, kWrongOnes}};
  const auto opened = SqliteDatabase::open(config(), {.clock = clock_, .schemas = schema, .metrics = metrics_});
  EXPECT_EQ(opened.error().code, ErrorCode::internal);
  EXPECT_THAT(opened.error().message, testing::HasSubstr("wrong: no such table"));
}

TEST_F(SqliteDatabaseTest, AppliesNothingOfAMigrationThatFails) {
  static constexpr Migration kBroken[] = {
      {"rows", 1, "rows", "CREATE TABLE good (id BIGINT); CREATE TABLE bad (nonsense"}};
  const Schema schema[] = {{kBroken, {}}};
  const auto opened = SqliteDatabase::open(config(), {.clock = clock_, .schemas = schema, .metrics = metrics_});
  EXPECT_THAT(opened.error().message, testing::HasSubstr("migration rows/1 'rows'"));
  open();
  EXPECT_EQ(count(), 0);
}

// --- The file ---

TEST_F(SqliteDatabaseTest, RefusesASecondOpenerAndSaysWhoIsFirst) {
  open();
  const auto second = try_open(config());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_THAT(second.error().message, testing::HasSubstr(fmt::format("used by the process {}", getpid())));
  close();
  open();
}

TEST_F(SqliteDatabaseTest, RefusesAFileThatIsNoDatabase) {
  write_file("this is a letter to my aunt");
  const auto opened = try_open(config());
  EXPECT_EQ(opened.error().code, ErrorCode::invalid_input);
  EXPECT_THAT(opened.error().message,
              testing::AllOf(testing::HasSubstr(file().string()), testing::HasSubstr("restore a backup")));
}

TEST_F(SqliteDatabaseTest, RefusesAnotherProgramsDatabase) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE bookmarks (url TEXT)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  const auto opened = try_open(config());
  EXPECT_EQ(opened.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(opened.error().reason, "foreign_database");
}

TEST_F(SqliteDatabaseTest, RefusesADamagedFileUnlessItIsTooLargeToCheck) {
  open();
  for (int i = 0; i < 500; ++i)
    ASSERT_TRUE(write(insertion(i, std::string(200, 'x'))));
  close();
  {
    std::fstream damage(file(), std::ios::binary | std::ios::in | std::ios::out);
    damage.seekp(5 * 4096);
    damage << std::string(8 * 4096, '\xa5');
  }
  const auto opened = try_open(config());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
  EXPECT_EQ(opened.error().reason, "damaged");
  EXPECT_THAT(opened.error().message,
              testing::AllOf(testing::HasSubstr(file().string()), testing::HasSubstr("restore a backup")));
  SqliteConfig unchecked = config();
  unchecked.quick_check_max = {0};
  open(unchecked);
  const auto rows = read(kCount);  // found when it is read, at the latest
  EXPECT_EQ(rows.error().reason, "damaged");
  EXPECT_FALSE(database_->facts().healthy);
}

TEST_F(SqliteDatabaseTest, SaysWhatIsWrongWithAFolderThatIsMissing) {
  SqliteConfig nowhere = config();
  nowhere.file = folder_.path() / "missing" / "rows.db";
  const auto opened = try_open(nowhere);
  EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
  EXPECT_THAT(opened.error().message, testing::HasSubstr("does the folder exist"));
}

TEST_F(SqliteDatabaseTest, KeepsItsFilesFromOtherUsers) {
  open();
  ASSERT_TRUE(write(insertion(1)));
  for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
    const auto permissions = std::filesystem::status(file().string() + ending).permissions();
    EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write) << ending;
  }
}

TEST_F(SqliteDatabaseTest, GivesTheSpaceOfDeletedRowsBackToTheDisk) {
  open();
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(write(insertion(i, std::string(64 * KiB, 'x'))));
  ASSERT_TRUE(write(WriteUnit{}.add(kDeleteAll, {sql(1)}, Expect::exactly(99))));
  EXPECT_GT(database_->facts().size_bytes, static_cast<std::int64_t>(6 * MiB));
  const auto given = loop_.run(database_->give_back_space());
  ASSERT_TRUE(given) << given.error().message;
  EXPECT_LT(database_->facts().size_bytes, static_cast<std::int64_t>(1 * MiB));
  EXPECT_EQ(count(), 1);
}

TEST_F(SqliteDatabaseTest, KeepsTheWriteAheadLogShort) {
  SqliteConfig small = config();
  small.wal_max = {MiB};
  open(small);
  const auto wal = [&] { return std::filesystem::file_size(file().string() + "-wal"); };
  std::uintmax_t longest = 0;
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(write(insertion(i, std::string(MiB, 'x'))));
    longest = std::max(longest, wal());
  }
  EXPECT_LT(longest, 2 * LogPolicy::kCopyPages * LogPolicy::kPageBytes);
  EXPECT_EQ(count(), 40);
}

// --- In memory ---

TEST_F(SqliteDatabaseTest, WorksInMemoryWithOneConnection) {
  SqliteConfig memory = config();
  memory.file = ":memory:";
  open(memory);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(write(insertion(i)));
    EXPECT_EQ(count(), i + 1);
  }
  EXPECT_EQ(write(insertion(1)).error().reason, "taken");
  EXPECT_EQ(database_->facts().connections_max, 1);
  EXPECT_EQ(database_->facts().disk_free_bytes, -1);
  EXPECT_TRUE(loop_.run(database_->give_back_space()));
  EXPECT_FALSE(std::filesystem::exists(":memory:.lock"));
}

// --- Stopping ---

TEST_F(SqliteDatabaseTest, FinishesWhatItAcceptedBeforeItStops) {
  open();
  tests::AllAtOnce<Written> all(loop_);
  hold_the_writer(all, 0);
  for (int i = 1; i <= 50; ++i)
    all.start(database_->write(insertion(i)));
  settle();
  metrics_.let_go();
  close();
  for (const Written& written : all.wait())
    EXPECT_TRUE(written);
  open();
  EXPECT_EQ(count(), 51);
}

}  // namespace
}  // namespace swarm::storage
