// What the sandbox adds to a program: the bare interpreter, started as the sandbox starts its jail, beside the whole
// run. Command: benchmarks/run-sandbox.
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "platform/process/launcher.hpp"
#include "swarm/sandbox/runner_fixture.hpp"

namespace swarm {
namespace {

constexpr char kHello[] = "print('hello')\n";

void bare(benchmark::State& state, const std::string& program, std::vector<std::string> arguments) {
  process::Launcher launcher;
  const process::Descriptor null = *process::open_null();
  arguments.insert(arguments.begin(), program);
  for (auto _ : state) {
    process::Pipe pipe = *process::make_pipe();
    auto child =
        launcher.start({.program = program,
                        .arguments = arguments,
                        .environment = {"PATH=/usr/bin", "LANG=C.UTF-8"},
                        .descriptors = {{null.number(), 0}, {pipe.write_end.number(), 1}, {null.number(), 2}}});
    if (!child || child->wait_for(std::chrono::seconds{10}) != process::ProcessEnd{0, {}})
      return state.SkipWithError("the interpreter failed");
  }
}

void BarePython(benchmark::State& state) {
  bare(state, "/usr/bin/python3", {"-S", "-s", "-P", "-B", "-X", "utf8", "-c", kHello});
}

void SandboxedPython(benchmark::State& state) {
  tests::RunnerUnderTest sandbox;
  if (!sandbox.runner.tried_out().ready) return state.SkipWithError(sandbox.runner.tried_out().detail.c_str());
  const sandbox::RunRequest request{.files = {{"main.py", kHello}},
                                    .program = {"/usr/bin/python3", {"-S", "-s", "-P", "-B", "-X", "utf8", "main.py"}}};
  for (auto _ : state) {
    const auto reports = sandbox.runner.run({request}, {});
    if (!reports || reports->front().out != "hello\n") return state.SkipWithError("the run failed");
  }
}

void BareNode(benchmark::State& state) {
  bare(state, "/usr/bin/node", {"-e", "console.log('hello')"});
}

void SandboxedNode(benchmark::State& state) {
  tests::RunnerUnderTest sandbox;
  const sandbox::RunRequest request{.files = {{"main.js", "console.log('hello')\n"}},
                                    .program = {"/usr/bin/node", {"main.js"}}};
  for (auto _ : state) {
    const auto reports = sandbox.runner.run({request}, {});
    if (!reports || reports->front().out != "hello\n") return state.SkipWithError("the run failed");
  }
}

BENCHMARK(BarePython)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(SandboxedPython)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(BareNode)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(SandboxedNode)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace swarm

BENCHMARK_MAIN();
