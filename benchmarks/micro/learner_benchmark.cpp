// Packed positions per second of a training step at 1.0 million parameters, in rows of 16 x 96.
//
//   ninja -C build/release learner_benchmark && build/release/bin/learner_benchmark

#include <random>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "trainer/graph/direct_differentiator.hpp"
#include "trainer/graph/ggml_differentiator.hpp"
#include "trainer/graph/learner_parts.hpp"
#include "trainer/graph/tiny_decoder.hpp"

namespace swarm::graph {
namespace {

constexpr std::int64_t kRows = 16, kColumns = 96;

Qwen2Shape shape_of_a_million() {
  return {
      .vocabulary = 640, .width = 128, .layers = 5, .heads = 4, .key_heads = 2, .head_width = 32, .feed_forward = 384};
}

std::filesystem::path base_file() {
  static const std::filesystem::path path = [] {
    const auto made = std::filesystem::temp_directory_path() / ("swarm-learner-benchmark-" + std::to_string(getpid()));
    write_decoder(made, shape_of_a_million(), random_tensors(shape_of_a_million(), 1, 0.02));
    return made;
  }();
  return path;
}

// Lessons of 20 to 60 positions, the first third of each without weight (the prompt), packed until none fits.
OwnedBatch lessons(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  OwnedBatch batch;
  const auto token = [&engine] { return static_cast<std::int32_t>(engine() % 640); };
  for (std::int64_t row = 0; row < kRows; ++row) {
    std::int64_t column = 0;
    for (std::int32_t segment = 1; column < kColumns; ++segment) {
      std::int64_t length = 20 + static_cast<std::int64_t>(engine() % 41);
      const bool padding = column + 20 > kColumns;
      length = padding ? kColumns - column : std::min(length, kColumns - column);
      for (std::int64_t i = 0; i < length; ++i) {
        batch.tokens.push_back(padding ? 0 : token());
        batch.segments.push_back(padding ? 0 : segment);
        batch.targets.push_back(padding ? 0 : token());
        batch.weights.push_back(!padding && 3 * i >= length ? 1.0F : 0.0F);
      }
      column += length;
    }
  }
  return batch;
}

void train(benchmark::State& state, Trained trained, const MakeDifferentiator& make) {
  const LearnerSettings settings{
      .trained = trained, .rows = kRows, .columns = kColumns, .threads = static_cast<int>(state.range(0))};
  auto learner = create_with(make, base_file(), settings, Bytes{4 * GiB});
  if (!learner) return state.SkipWithError(learner.error().message.c_str());
  const OwnedBatch batches[] = {lessons(1), lessons(2), lessons(3)};
  std::size_t step = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize((*learner)->step(batches[step++ % 3], 1e-3));
  state.counters["positions/s"] = benchmark::Counter(
      static_cast<double>(kRows * kColumns) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void measured(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
}
BENCHMARK_CAPTURE(train, adapter_ggml, Trained::adapter, make_ggml_differentiator)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK_CAPTURE(train, everything_ggml, Trained::everything, make_ggml_differentiator)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK_CAPTURE(train, adapter_direct, Trained::adapter, make_direct_differentiator)->Apply(measured);
BENCHMARK_CAPTURE(train, everything_direct, Trained::everything, make_direct_differentiator)->Apply(measured);

}  // namespace
}  // namespace swarm::graph

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  std::filesystem::remove(swarm::graph::base_file());
  return 0;
}
