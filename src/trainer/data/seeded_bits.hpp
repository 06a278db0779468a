#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>

namespace swarm::data {

// SplitMix64: chance that is the same on every machine and with every library. One value is a good hash of its state.
class SeededBits {
 public:
  explicit SeededBits(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e37'79b9'7f4a'7c15;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xbf58'476d'1ce4'e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d0'49bb'1331'11eb;
    return bits ^ (bits >> 31);
  }
  // Even over [0, end); the bias of at most end / 2^64 shows nowhere.
  std::uint64_t below(std::uint64_t end) {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * end) >> 64);
  }
  double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double normal() {  // mean 0, deviation 1 (Box and Muller)
    const double radius = std::sqrt(-2 * std::log(1 - fraction()));
    return radius * std::cos(2 * std::numbers::pi * fraction());
  }

 private:
  std::uint64_t state_;
};

// A seed for one purpose out of a common one.
inline std::uint64_t derived_seed(std::uint64_t seed, std::uint64_t purpose) {
  return SeededBits(seed ^ SeededBits(purpose).next()).next();
}

template <class T>
void shuffle(std::span<T> items, SeededBits& bits) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[bits.below(i)]);
}

}  // namespace swarm::data
