#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace swarm {

// Where chance comes from; tests hand in a seeded one. Safe to call from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  std::uint64_t next();
  // Evenly spread over [0, 1).
  double fraction();
};

// The kernel's generator, good enough for keys and tokens.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

}  // namespace swarm
