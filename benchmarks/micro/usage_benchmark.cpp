// What a record of usage costs: handing it over, and storing it (processor time of the whole process, by record), on
// SQLite and on PostgreSQL (there without the server's own time). Each iteration is a thousand records.
//
//   ninja -C build/release usage_benchmark && build/release/bin/usage_benchmark

#include <ctime>
#include <optional>

#include <benchmark/benchmark.h>

#include "platform/storage/postgres/postgres_database.hpp"
#include "platform/storage/sqlite/sqlite_database.hpp"
#include "providers/usage/usage_store.hpp"
#include "providers/usage/usage_writer.hpp"
#include "support/run.hpp"
#include "support/temporary_folder.hpp"
#include "support/temporary_postgres.hpp"

namespace swarm::usage {
namespace {

class NoLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

class NoStorageMetrics final : public storage::StorageMetrics {
 public:
  void statement_ran(std::string_view, std::chrono::nanoseconds) override {}
  void committed(std::size_t, std::chrono::nanoseconds) override {}
  void unit_refused(std::string_view) override {}
};

struct Ground {
  tests::TemporaryFolder folder;
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  NoStorageMetrics storage_metrics;
  storage::Schema schemas[1] = {schema()};
  std::optional<std::unique_ptr<tests::TemporaryDatabase>> server;

  std::unique_ptr<storage::Database> sqlite() {
    return storage::SqliteDatabase::open({.file = folder.path() / "usage.db", .disk_reserve = {0}},
                                         {.clock = clock, .schemas = schemas, .metrics = storage_metrics})
        .value();
  }
  std::unique_ptr<storage::Database> postgres() {
    auto made = tests::TemporaryDatabase::create();
    if (!made) return nullptr;
    server = std::move(*made);
    return storage::PostgresDatabase::open({.url = (*server)->url()},
                                           {.clock = clock, .schemas = schemas, .metrics = storage_metrics})
        .value();
  }
};

double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// As the gateway makes them: few keys and models, an id for each request.
UsageRecord a_record(Ground& ground, const ProjectId& project, std::size_t number) {
  return {.at = ground.clock.now(),
          .project = project,
          .key_id = number % 3 == 0 ? "01jd8x4n0000000000000000aa" : "01jd8x4n0000000000000000bb",
          .provider = "openai",
          .model = number % 2 == 0 ? "openai/gpt-4o-mini" : "openai/gpt-4o",
          .operation = "chat",
          .status = 200,
          .input_tokens = 812,
          .output_tokens = 204,
          .cost = {244'200},
          .duration = std::chrono::microseconds{812'345},
          .first_frame = std::chrono::microseconds{204'111},
          .request_id = "01jd8x4n00000000000000req1"};
}

void store_records(benchmark::State& state, Ground& ground, std::unique_ptr<storage::Database> database) {
  if (!database) return state.SkipWithError("there is no PostgreSQL here");
  {
    NoLog sink;
    tests::TestLoop loop;
    telemetry::Metrics metrics;
    UsageMetrics usage_metrics(metrics);
    UsageWriter writer({}, {.database = *database,
                            .ids = ground.ids,
                            .loop = loop.loop(),
                            .metrics = usage_metrics,
                            .log = telemetry::Log(sink, "benchmark")});
    writer.start();
    const ProjectId project = ProjectId::generate(ground.ids);
    const double before = process_seconds();
    std::size_t records = 0;
    for (auto _ : state) {
      for (std::size_t i = 0; i < kBatchMax; ++i)
        writer.record(a_record(ground, project, records++));
      if (records % (16 * kBatchMax) == 0) loop.run(writer.flush());
    }
    loop.run(writer.flush());
    const double spent = process_seconds() - before;
    state.counters["cpu_us_per_record"] = spent * 1e6 / static_cast<double>(records);
    state.SetItemsProcessed(static_cast<std::int64_t>(records));
    loop.run(writer.stop());
  }
  tests::run(database->stop());
}

void stored_in_sqlite(benchmark::State& state) {
  Ground ground;
  store_records(state, ground, ground.sqlite());
}
BENCHMARK(stored_in_sqlite)->Iterations(300)->UseRealTime();

void stored_in_postgres(benchmark::State& state) {
  Ground ground;
  store_records(state, ground, ground.postgres());
}
BENCHMARK(stored_in_postgres)->Iterations(300)->UseRealTime();

void handed_over(benchmark::State& state) {
  Ground ground;
  auto database = ground.sqlite();
  {
    NoLog sink;
    tests::TestLoop loop;
    telemetry::Metrics metrics;
    UsageMetrics usage_metrics(metrics);
    UsageWriter writer({.queue_max = 10'000'000}, {.database = *database,
                                                   .ids = ground.ids,
                                                   .loop = loop.loop(),
                                                   .metrics = usage_metrics,
                                                   .log = telemetry::Log(sink, "benchmark")});
    const ProjectId project = ProjectId::generate(ground.ids);
    for (auto _ : state)
      writer.record(a_record(ground, project, 0));
    loop.run(writer.stop());
  }
  tests::run(database->stop());
}
BENCHMARK(handed_over)->Iterations(50'000);

}  // namespace
}  // namespace swarm::usage

BENCHMARK_MAIN();
