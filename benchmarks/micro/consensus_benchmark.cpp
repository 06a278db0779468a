// How long a vote takes with everything that belongs to it: normal forms, clusters, the decision after each vote.
//
//   ninja -C build/release consensus_benchmark && build/release/bin/consensus_benchmark

#include <fmt/format.h>

#include <benchmark/benchmark.h>

#include "swarm/answers/normal_form.hpp"
#include "swarm/consensus/ballot.hpp"

namespace swarm::consensus {
namespace {

// Every third voter disagrees, so that nothing is decided early.
void hold_a_vote(benchmark::State& state) {
  const auto voters = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    Ballot ballot({.electorate = voters, .quorum = {1, 1}}, answers::normal_form);
    for (std::size_t voter = 0; voter < voters; ++voter) {
      const bool said = ballot.on_vote(fmt::format("voter {}", voter), voter % 3 == 0 ? "1/2" : "0.75 km").has_value();
      benchmark::DoNotOptimize(said);
    }
    benchmark::DoNotOptimize(ballot.decision());
  }
}
BENCHMARK(hold_a_vote)->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace swarm::consensus

BENCHMARK_MAIN();
