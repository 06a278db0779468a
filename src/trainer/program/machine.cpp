#include "trainer/program/machine.hpp"

#include <algorithm>
#include <thread>

#include "platform/runtime/machine_memory.hpp"

namespace swarm::program {

namespace {

constexpr std::uint64_t kMemoryWhenUnknown = 2 * GiB;
constexpr int kThreadsMax = 16;
constexpr std::uint64_t kMargin = 64 * MiB;

}  // namespace

Bytes memory_for_training() {
  const std::uint64_t available = runtime::machine_memory().available.count;
  return {available == 0 ? kMemoryWhenUnknown : available / 5 * 4};
}

int threads_for_training() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kThreadsMax);
}

std::uint64_t bytes_besides(const data::LessonSet& lessons, std::span<const data::PackedBatch> held_out) {
  std::uint64_t bytes = kMargin + lessons.bytes();
  for (const data::PackedBatch& batch : held_out)
    bytes += batch.bytes();
  return bytes;
}

}  // namespace swarm::program
