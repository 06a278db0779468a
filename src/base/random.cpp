#include "base/random.hpp"

#include <cerrno>
#include <sys/random.h>

#include "base/invariant.hpp"

namespace swarm {

std::uint64_t Random::next() {
  std::uint64_t value = 0;
  fill(std::as_writable_bytes(std::span{&value, 1}));
  return value;
}

double Random::fraction() {
  constexpr int kMantissaBits = 53;
  return static_cast<double>(next() >> (64 - kMantissaBits)) / static_cast<double>(std::uint64_t{1} << kMantissaBits);
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    SWARM_INVARIANT(got > 0, "getrandom without flags only fails for bad arguments");
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace swarm
