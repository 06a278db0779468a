#include "trainer/program/machine.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace swarm::program {

namespace {

constexpr std::uint64_t kMemoryWhenUnknown = 2 * GiB;
constexpr int kThreadsMax = 16;

}  // namespace

Bytes memory_for_training() {
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  std::uint64_t kibibytes = 0;
  while (file >> name >> kibibytes && std::getline(file, unit)) {
    if (name == "MemAvailable:") return {kibibytes * KiB / 5 * 4};
  }
  return {kMemoryWhenUnknown};
}

int threads_for_training() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kThreadsMax);
}

}  // namespace swarm::program
