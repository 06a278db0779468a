#pragma once

#include <random>

#include "base/mutex.hpp"
#include "base/random.hpp"

namespace swarm::tests {

// The same chance for the same seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::byte> bytes) override {
    MutexLock lock(mutex_);
    for (std::byte& byte : bytes)
      byte = static_cast<std::byte>(engine_());
  }

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::tests
