// What a breaker costs each call: admitted, ended, counted.
//
//   ninja -C build/release breaker_benchmark && build/release/bin/breaker_benchmark

#include <benchmark/benchmark.h>

#include "platform/runtime/loops.hpp"
#include "providers/breaker/circuit.hpp"

namespace swarm::breaker {
namespace {

class NoLog final : public telemetry::LogSink {
 public:
  bool wants(telemetry::Level) const override { return false; }
  void write(telemetry::Level, std::string_view, std::string_view, telemetry::Fields) override {}
};

struct World {
  World() { loop.start("benchmark"); }
  ~World() {
    circuit->retire();
    loop.stop();
  }
  SystemClock clock;
  telemetry::Metrics metrics;
  NoLog sink;
  telemetry::Log log{sink, "benchmark"};
  runtime::Loop loop{[](std::string_view) {}};
  std::shared_ptr<Circuit> circuit = std::make_shared<Circuit>(
      "one", BreakerConfig{},
      Circuit::Deps{.clock = clock, .metrics = metrics, .log = log, .changed = runtime::Wakeup(loop)});
};

World& world() {
  static World world;
  return world;
}

void a_call_through_a_closed_breaker(benchmark::State& state) {
  Circuit& circuit = *world().circuit;
  for (auto _ : state) {
    Result<Permit> permit = circuit.admit();
    permit->ended(CallOutcome::succeeded, std::chrono::milliseconds{20});
  }
}
BENCHMARK(a_call_through_a_closed_breaker)->Threads(1)->Threads(2)->UseRealTime();

void a_refusal_of_an_open_breaker(benchmark::State& state) {
  World own;
  own.circuit->follow({.provider = "one", .number = 1, .action = OrderAction::open});
  for (auto _ : state)
    benchmark::DoNotOptimize(own.circuit->admit());
}
BENCHMARK(a_refusal_of_an_open_breaker);

}  // namespace
}  // namespace swarm::breaker

BENCHMARK_MAIN();
