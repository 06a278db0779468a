// How many logic questions one core answers or refuses per second: those of suites/logic, one after the other. The bar
// is 200 per second.
//
//   ninja -C build/release logic_benchmark && build/release/bin/logic_benchmark

#include <fstream>

#include <benchmark/benchmark.h>

#include "base/json.hpp"
#include "swarm/heads/logic/logic_head.hpp"

namespace swarm::logic {
namespace {

std::vector<std::string> prompts() {
  std::vector<std::string> all;
  for (const char* const name : {"blind.jsonl", "written.jsonl", "formalised.jsonl"}) {
    std::ifstream file(std::string(SWARM_SUITES) + "/logic/" + name);
    for (std::string line; std::getline(file, line);) {
      const auto value = json::parse(line);
      if (value) all.emplace_back(value->at("prompt").as_string());
    }
  }
  return all;
}

void logic_questions(benchmark::State& state) {
  const LogicHead head;
  const std::vector<std::string> all = prompts();
  if (all.empty()) return state.SkipWithError("no questions found");
  std::size_t at = 0, answered = 0;
  for (auto _ : state)
    answered += head.compute(all[at++ % all.size()], {}, {}).has_value();
  state.SetItemsProcessed(state.iterations());
  state.counters["answered_share"] = static_cast<double>(answered) / static_cast<double>(state.iterations());
}
BENCHMARK(logic_questions)->UseRealTime()->MinTime(3);

}  // namespace
}  // namespace swarm::logic

BENCHMARK_MAIN();
