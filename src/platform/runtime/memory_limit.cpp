#include "platform/runtime/memory_limit.hpp"

#include <fstream>
#include <unistd.h>

namespace swarm::runtime {

Bytes resident_memory() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total_pages = 0, resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return Bytes{resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

MemoryLimit::MemoryLimit(Bytes limit, const Clock& clock, Measure measure)
    : limit_(limit), clock_(clock), measure_(measure) {}

Bytes MemoryLimit::used() {
  constexpr std::int64_t kLookEveryMs = 100;
  const auto now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady_now().time_since_epoch()).count();
  std::int64_t next = next_look_ms_.load();
  if (now_ms >= next && next_look_ms_.compare_exchange_strong(next, now_ms + kLookEveryMs)) used_ = measure_().count;
  return Bytes{used_.load()};
}

bool MemoryLimit::is_near() {
  return used().count >= limit_.count / 10 * 9;
}

}  // namespace swarm::runtime
