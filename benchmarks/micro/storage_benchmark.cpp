// How many units per second SQLite stores durably, with 1, 16 and 256 writers that each wait for their own commit. A
// unit has five statements, about what the life of a task needs. The disk's own fdatasync is measured beside it.
//
//   ninja -C build/release storage_benchmark && build/release/bin/storage_benchmark
//   SWARM_BENCHMARK_FOLDER names the folder on the disk that is measured (default: the temporary one).

#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "platform/runtime/loops.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"

namespace swarm::storage {
namespace {

constexpr Migration kSchema1{"bench", 1, "bench",
                             "CREATE TABLE bench_tasks (id TEXT NOT NULL PRIMARY KEY, project TEXT NOT NULL, state "
                             "TEXT NOT NULL, prompt TEXT NOT NULL, "
                             "created_at_ms BIGINT NOT NULL, version BIGINT NOT NULL);"
                             "CREATE INDEX bench_tasks_by_state ON bench_tasks (project, state, created_at_ms);"
                             "CREATE TABLE bench_events (id {{serial}}, transaction_id BIGINT NOT NULL, task TEXT NOT "
                             "NULL, body TEXT NOT NULL)"};
constexpr NamedStatement kInsertTask{"bench.insert_task",
                                     "INSERT INTO bench_tasks (id, project, state, prompt, created_at_ms, version) "
                                     "VALUES ($1, $2, 'pending', $3, swarm_now_ms(), 0)"};
constexpr NamedStatement kInsertEvent{
    "bench.insert_event",
    "INSERT INTO bench_events (transaction_id, task, body) VALUES (swarm_transaction_id(), $1, $2)"};
constexpr NamedStatement kStart{
    "bench.start", "UPDATE bench_tasks SET state = 'running', version = version + 1 WHERE id = $1 AND version = 0"};
constexpr NamedStatement kFinish{
    "bench.finish", "UPDATE bench_tasks SET state = 'completed', version = version + 1 WHERE id = $1 AND version = 1"};
constexpr const NamedStatement* kStatements[] = {&kInsertTask, &kInsertEvent, &kStart, &kFinish};
constexpr Migration kMigrations[] = {kSchema1};

class CountingMetrics final : public StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t units, std::chrono::nanoseconds) override {
    ++commits;
    stored += units;
  }
  void unit_refused(std::string_view) override { ++refused; }
  std::atomic<std::size_t> commits = 0, stored = 0, refused = 0;
};

// A new folder that goes away with the object.
class Folder {
 public:
  Folder() {
    const char* given = std::getenv("SWARM_BENCHMARK_FOLDER");
    const std::filesystem::path base =
        given == nullptr ? std::filesystem::temp_directory_path() : std::filesystem::path(given);
    std::string name = (base / "storage-benchmark-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

WriteUnit unit_for(std::size_t writer, std::size_t n) {
  const std::string id = fmt::format("{:06}-{:012}-{:06}", n % 997, n, writer);
  const std::string body(300, 'e');
  WriteUnit unit;
  unit.add(kInsertTask, {sql(id), sql("project"), sql("what is fifteen percent of eighty")}, Expect::exactly(1))
      .add(kInsertEvent, {sql(id), sql(body)}, Expect::exactly(1))
      .add(kStart, {sql(id)}, Expect::exactly(1))
      .add(kFinish, {sql(id)}, Expect::exactly(1))
      .add(kInsertEvent, {sql(id), sql(body)}, Expect::exactly(1));
  return unit;
}

// Writes one unit after the other until `left` is used up.
Async<void> write_in_turn(Database& database, std::size_t writer, std::atomic<std::int64_t>& left,
                          std::atomic<int>& failed) {
  for (std::size_t n = 0; left.fetch_sub(1) > 0; ++n) {
    const Result<WriteOutcome> written = co_await database.write(unit_for(writer, n));
    if (!written) ++failed;
  }
}

Async<void> tell_when_done(Async<void> work, std::promise<void>& done) {
  co_await std::move(work);
  done.set_value();
}

void wait_for(runtime::Loop& loop, Async<void> work) {
  std::promise<void> done;
  loop.spawn(tell_when_done(std::move(work), done));
  done.get_future().get();
}

int write_all(runtime::Loop& loop, Database& database, std::size_t writers, std::int64_t units) {
  std::atomic<std::int64_t> left = units;
  std::atomic<int> failed = 0;
  std::vector<std::promise<void>> done(writers);
  for (std::size_t writer = 0; writer < writers; ++writer) {
    loop.spawn(tell_when_done(write_in_turn(database, writer, left, failed), done[writer]));
  }
  for (std::promise<void>& one : done)
    one.get_future().get();
  return failed;
}

void durable_units(benchmark::State& state) {
  const Folder folder;
  const SystemClock clock;
  CountingMetrics metrics;
  const Schema schema[] = {{kMigrations, kStatements}};
  auto opened = SqliteDatabase::open({.file = folder.path / "bench.db", .disk_reserve = {0}},
                                     {.clock = clock, .schemas = schema, .metrics = metrics});
  if (!opened) return state.SkipWithError(opened.error().message.c_str());
  runtime::Loop loop([](std::string_view) { std::abort(); });
  loop.start("bench");
  int failed = 0;
  const auto writers = static_cast<std::size_t>(state.range(0));
  while (state.KeepRunningBatch(state.max_iterations)) {
    failed += write_all(loop, **opened, writers, static_cast<std::int64_t>(state.max_iterations));
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["units_per_commit"] = static_cast<double>(metrics.stored) / static_cast<double>(metrics.commits);
  if (failed > 0) state.SkipWithError("units were refused");
  wait_for(loop, (*opened)->stop());
  loop.stop();
}
BENCHMARK(durable_units)->Arg(1)->Arg(16)->Arg(256)->UseRealTime()->MinTime(3);

// As a commit does it: pages one after the other, in a file that has them already.
void fdatasync_of_one_page(benchmark::State& state) {
  constexpr off_t kPages = 1024;
  const Folder folder;
  const int file = open((folder.path / "sync").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const std::string page(4096, 'p');
  const auto write_page = [&](off_t n) {
    return pwrite(file, page.data(), page.size(), n * 4096) == static_cast<ssize_t>(page.size());
  };
  for (off_t n = 0; n < kPages; ++n) {
    if (!write_page(n)) return state.SkipWithError("cannot write");
  }
  off_t n = 0;
  if (fsync(file) != 0) return state.SkipWithError("cannot sync");
  for (auto _ : state) {
    if (!write_page(n++ % kPages) || fdatasync(file) != 0) return state.SkipWithError("cannot sync");
  }
  close(file);
}
BENCHMARK(fdatasync_of_one_page)->UseRealTime();

}  // namespace
}  // namespace swarm::storage

BENCHMARK_MAIN();
