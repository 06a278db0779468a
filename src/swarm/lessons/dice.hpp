#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/invariant.hpp"

namespace swarm::lessons {

// The last step of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input reaches every bit of the result.
constexpr std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

// FNV-1a, mixed: the same on every machine.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return mixed(hash);
}

// Chance that is the same for a seed on every machine and with every standard library; not for secrets.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(mixed(seed)) {}

  std::uint64_t next() { return mixed(state_ += 0x9E3779B97F4A7C15ULL); }

  // Evenly in [low, high]; the bias of the remainder is below 2^-50 for our ranges.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    SWARM_INVARIANT(low <= high, "a range has its smaller end first");
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(between(0, std::int64_t(count) - 1)); }
  bool chance(int percent) { return between(0, 99) < percent; }

  template <class List>
  decltype(auto) pick(const List& list) {
    return list[below(std::size(list))];
  }

  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i)
      std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace swarm::lessons
