#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.hpp"
#include "base/sizes.hpp"

namespace swarm::runtime {

// Resident memory of this process, from /proc/self/statm.
Bytes resident_memory();

// Says when new work must be refused because the process nears its memory limit. Safe to call from any thread; looks at
// /proc at most ten times a second.
class MemoryLimit {
 public:
  using Measure = Bytes (*)();
  MemoryLimit(Bytes limit, const Clock& clock, Measure measure = resident_memory);

  bool is_near();  // at 90 % and more of the limit
  Bytes limit() const { return limit_; }
  Bytes used();

 private:
  const Bytes limit_;
  const Clock& clock_;
  const Measure measure_;
  std::atomic<std::int64_t> next_look_ms_ = 0;
  std::atomic<std::uint64_t> used_ = 0;
};

}  // namespace swarm::runtime
