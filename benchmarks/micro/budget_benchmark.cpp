// What the budget costs a call: reserve and settle against blocks in memory, alone and from several threads, and near
// the limit, where each call asks the database (SQLite on disk, with its fsync).
//
//   ninja -C build/release budget_benchmark && build/release/bin/budget_benchmark

#include <benchmark/benchmark.h>

#include "providers/budget/budget_service.hpp"
#include "support/budget_world.hpp"

namespace swarm::budget {
namespace {

constexpr Money kWorstCase{1'000'000};  // a tenth of a cent

// One server with its database, without the time that tests have in hand.
struct World {
  explicit World(double dollars_per_day) {
    BudgetConfig config;
    config.dollars_per_day = dollars_per_day;
    schemas = {identity::schema(), schema()};
    database = factory.open(schemas, clock).value();
    server =
        std::make_unique<tests::BudgetServer>(tests::BudgetServer::Place{*database, ids, loop, clock}, config, "one");
    server->service->start();
  }
  ~World() {
    server.reset();
    loop.run(database->stop());
  }

  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  tests::TestLoop loop;
  tests::SqliteSlice factory;
  std::vector<storage::Schema> schemas;
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<tests::BudgetServer> server;
  ProjectId project = ProjectId::generate(ids);
};

// The book alone: what a call adds on its own loop.
struct Book {
  Book() {
    book->begin({.begins_at = clock.now() - std::chrono::hours{1},
                 .ends_at = clock.now() + std::chrono::hours{20},
                 .time_zone = "UTC"},
                clock.now());
    Claim first(book, kWorstCase);
    book->take_at_once(first, payer);
    Waiter waiter(first, runtime::Wakeup(loop.loop()));
    book->queue_up(waiter, payer);
    const Work work = book->take_work();
    for (const GrantAsk& ask : work.asks)
      book->answered(ask,
                     {.granted = dollars(1'000'000), .account = {.counted = dollars(1'000'000)}, .now = clock.now()});
    book->leave(waiter, false);
  }
  SystemClock clock;
  SystemRandom random;
  IdSource ids{clock, random};
  tests::TestLoop loop;
  telemetry::Metrics registry;
  BudgetMetrics metrics{registry};
  Payer payer{.project = ProjectId::generate(ids), .key_id = ids.next(), .head = "math"};
  std::shared_ptr<LedgerBook> book =
      std::make_shared<LedgerBook>(terms_of({.dollars_per_day = 1'000'000}), 10'000,
                                   LedgerBook::Deps{.clock = clock, .ids = ids, .metrics = metrics, .on_work = [] {}});
};

Book& shared_book() {
  static Book book;
  return book;
}

void reserve_and_settle(benchmark::State& state) {
  Book& book = shared_book();
  for (auto _ : state) {
    auto claim = std::make_shared<Claim>(book.book, kWorstCase);
    if (!book.book->take_at_once(*claim, book.payer)) state.SkipWithError("no money at hand");
    Reservation reservation(std::move(claim), kWorstCase);
    reservation.settle(Money{100'000});
  }
}

Async<std::int64_t> call_many(BudgetService* service, ProjectId project, std::int64_t count, Money actual) {
  std::int64_t reserved = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    Result<Reservation> call = co_await service->reserve({.project = project, .key_id = "key"}, kWorstCase);
    if (!call) continue;
    call->settle(actual);
    ++reserved;
  }
  co_return reserved;
}

void through_the_gate(benchmark::State& state) {
  World world(1'000'000);
  constexpr std::int64_t kBatch = 1'000;
  for (auto _ : state) {
    if (world.loop.run(call_many(world.server->service.get(), world.project, kBatch, Money{10})) != kBatch)
      state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}

void near_the_limit(benchmark::State& state) {
  World world(0.003);  // three worst cases: each call is granted alone, and gives its rest back
  for (auto _ : state) {
    if (world.loop.run(call_many(world.server->service.get(), world.project, 1, Money{1})) != 1)
      state.SkipWithError("refused");
  }
}

BENCHMARK(reserve_and_settle)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(through_the_gate)->UseRealTime();
BENCHMARK(near_the_limit)->UseRealTime();

}  // namespace
}  // namespace swarm::budget

BENCHMARK_MAIN();
