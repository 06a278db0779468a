#include <limits>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "platform/storage/sqlite/sqlite_database.hpp"
#include "support/recorded_storage_metrics.hpp"
#include "support/run.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::storage {
namespace {

constexpr int kWriters = 8;
constexpr std::size_t kAcknowledgedAtLeast = 400;  // before the kill

constexpr Migration kMigrations[] = {
    {"rows", 1, "rows", "CREATE TABLE rows (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL)"}};
constexpr NamedStatement kInsert{"rows.insert", "INSERT INTO rows (id, body) VALUES ($1, 'body')"};
constexpr NamedStatement kFind{"rows.find", "SELECT r.id FROM rows r WHERE r.id = $1"};
constexpr const NamedStatement* kStatements[] = {&kInsert, &kFind};

Result<std::unique_ptr<SqliteDatabase>> open_in(const tests::TemporaryFolder& folder, StorageMetrics& metrics) {
  static const SystemClock clock;
  static const Schema schema[] = {{kMigrations, kStatements}};
  return SqliteDatabase::open({.file = folder.path() / "rows.db", .disk_reserve = {0}},
                              {.clock = clock, .schemas = schema, .metrics = metrics});
}

// Writes numbers without end and tells each through `pipe` once it is acknowledged.
Async<void> write_and_tell(Database& database, std::int64_t writer, int pipe) {
  for (std::int64_t n = 0;; ++n) {
    const std::int64_t number = writer * 1'000'000'000 + n;
    const auto written = co_await database.write(WriteUnit{}.add(kInsert, {sql(number)}));
    if (!written || ::write(pipe, &number, sizeof number) != sizeof number) _exit(1);
  }
}

// In a child process, which ends only by being killed.
[[noreturn]] void write_until_killed(const tests::TemporaryFolder& folder, int pipe) {
  tests::RecordedStorageMetrics metrics;
  auto opened = open_in(folder, metrics);
  if (!opened) _exit(1);
  tests::TestLoop loop;
  for (int writer = 0; writer < kWriters; ++writer)
    loop.loop().spawn(write_and_tell(**opened, writer, pipe));
  while (true)
    pause();
}

std::vector<std::int64_t> read_numbers(int pipe, std::size_t at_most) {
  std::vector<std::int64_t> numbers;
  std::int64_t number = 0;
  while (numbers.size() < at_most && ::read(pipe, &number, sizeof number) == sizeof number)
    numbers.push_back(number);
  return numbers;
}

// What a child had acknowledged when it was killed, which was after `count` acknowledgements and in the midst of more.
std::vector<std::int64_t> acknowledged_before_the_kill(const tests::TemporaryFolder& folder, std::size_t count) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) write_until_killed(folder, ends[1]);
  ::close(ends[1]);
  std::vector<std::int64_t> numbers = read_numbers(ends[0], count);
  kill(child, SIGKILL);
  for (const std::int64_t rest : read_numbers(ends[0], std::numeric_limits<std::size_t>::max()))
    numbers.push_back(rest);
  ::close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return numbers;
}

TEST(SqliteCrash, LosesNoAcknowledgedUnitToKillNine) {
  for (std::size_t round = 0; round < 3; ++round) {
    const tests::TemporaryFolder folder;
    // First of all in a round: a child of a process with one thread may have several.
    const std::vector<std::int64_t> acknowledged =
        acknowledged_before_the_kill(folder, kAcknowledgedAtLeast + round * 37);
    ASSERT_GE(acknowledged.size(), kAcknowledgedAtLeast);
    tests::RecordedStorageMetrics metrics;
    auto opened = open_in(folder, metrics);
    ASSERT_TRUE(opened) << opened.error().message;
    tests::TestLoop loop;
    for (const std::int64_t number : acknowledged) {
      const auto rows = loop.run((*opened)->read(&kFind, {sql(number)}));
      ASSERT_TRUE(rows) << rows.error().message;
      EXPECT_EQ(rows->size(), 1u) << number << " was acknowledged and is lost";
    }
    loop.run((*opened)->stop());
  }
}

}  // namespace
}  // namespace swarm::storage
