#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <limits>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::storage {

// How much room is left; called from any thread.
using FreeSpace = std::function<Bytes()>;

// What an unprivileged process may still write to the file system of `folder`; the largest number where it does not
// say.
Bytes free_space_at(const std::filesystem::path& folder);

// Keeps room on the disk for work that is under way by refusing new work. Looks at the disk at most twice a second.
// Safe to call from any thread.
class DiskReserve {
 public:
  static constexpr std::chrono::milliseconds kLookInterval{500};

  DiskReserve(Bytes reserve, FreeSpace measure, const Clock& clock);

  // `storage_full` when less than the reserve is free.
  Result<Done> admit_new_work();
  Bytes free();

 private:
  const Bytes reserve_;
  const FreeSpace measure_;
  const Clock& clock_;
  std::atomic<SteadyTime> next_look_{SteadyTime::min()};
  std::atomic<std::uint64_t> free_ = std::numeric_limits<std::uint64_t>::max();  // nobody has looked yet
};

}  // namespace swarm::storage
