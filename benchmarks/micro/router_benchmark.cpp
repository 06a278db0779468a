// How long the router takes to decide, with its reasons: for prompts as people type them (the hand-written set, the
// mean of all of them and the slowest) and for the longest prompt that a task may have.
//
//   ninja -C build/release router_benchmark && build/release/bin/router_benchmark
//   SWARM_SUITES names the folder of the suites (default: suites).

#include <cstdlib>
#include <fstream>

#include <benchmark/benchmark.h>

#include "base/json.hpp"
#include "swarm/routing/router.hpp"

namespace swarm::routing {
namespace {

std::vector<std::string> written_prompts() {
  const char* folder = std::getenv("SWARM_SUITES");
  std::ifstream file(std::string(folder != nullptr ? folder : "suites") + "/routing/written.jsonl");
  std::vector<std::string> prompts;
  for (std::string line; std::getline(file, line);) {
    const Result<json::Value> value = json::parse(line);
    if (value) prompts.emplace_back(value->at("prompt").as_string());
  }
  return prompts;
}

void decide_written(benchmark::State& state) {
  const std::vector<std::string> prompts = written_prompts();
  if (prompts.empty()) {
    state.SkipWithError("suites/routing/written.jsonl cannot be read: start it in the repository's root");
    return;
  }
  std::size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(route(prompts[at], std::nullopt));
    at = (at + 1) % prompts.size();
  }
}
BENCHMARK(decide_written);

// The longest line of the set, again and again.
void decide_longest_written(benchmark::State& state) {
  const std::vector<std::string> prompts = written_prompts();
  std::string longest;
  for (const std::string& prompt : prompts)
    longest = std::max(longest, prompt, [](const auto& a, const auto& b) { return a.size() < b.size(); });
  for (auto _ : state)
    benchmark::DoNotOptimize(route(longest, std::nullopt));
}
BENCHMARK(decide_longest_written);

// 256 KiB of prose, of program text, and of marks only.
void decide_256_kib(benchmark::State& state) {
  constexpr std::string_view kMaterials[] = {
      "The harbour was quiet when Anna came down to the boats, and nobody had seen her brother since Tuesday. ",
      "for (int i = 0; i < count_max; ++i) { total += values[i] * 0x1F; log->write(\"sum\", total); }\n",
      "{}[]();=<>|&$#@_`+-*/%^~!?.,:;"};
  const std::string_view material = kMaterials[state.range(0)];
  std::string prompt;
  while (prompt.size() < 256UZ * 1024)
    prompt += material;
  for (auto _ : state)
    benchmark::DoNotOptimize(route(prompt, std::nullopt));
}
BENCHMARK(decide_256_kib)->Arg(0)->Arg(1)->Arg(2);

}  // namespace
}  // namespace swarm::routing

BENCHMARK_MAIN();
