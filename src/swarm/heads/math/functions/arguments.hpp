#pragma once

#include <optional>
#include <span>
#include <vector>

#include "swarm/heads/math/expression/amount.hpp"

// What functions ask of their arguments.
namespace swarm::math {

// A plain whole number; nothing for anything else.
inline std::optional<Integer> whole(const Amount& amount) {
  if (!amount.plain() || !amount.rational() || !amount.number.rational().is_integer()) return std::nullopt;
  return amount.number.rational().numerator();
}

inline std::optional<std::vector<Integer>> wholes(std::span<const Amount> amounts) {
  std::vector<Integer> numbers;
  for (const Amount& amount : amounts) {
    auto number = whole(amount);
    if (!number) return std::nullopt;
    numbers.push_back(std::move(*number));
  }
  return numbers;
}

// A plain whole number from 0 to `most`.
inline std::optional<std::uint64_t> count(const Amount& amount, std::int64_t most) {
  const auto number = whole(amount);
  const auto small = number ? number->small() : std::nullopt;
  if (!small || *small < 0 || *small > most) return std::nullopt;
  return static_cast<std::uint64_t>(*small);
}

inline Amount plain(Rational value) {
  return {Surd(std::move(value)), nullptr};
}

// All in one unit, as rational numbers: that of the first. Nothing when they do not go together.
struct Together {
  std::vector<Rational> numbers;
  const Unit* unit = nullptr;
};
std::optional<Together> together(std::span<const Amount> amounts);

}  // namespace swarm::math
