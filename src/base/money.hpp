#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace swarm {

// An amount of United States dollars, counted in billionths: one token of a cheap model costs some dozen of them. Adds
// and compares exactly; from a double only where a configuration or a client states a price.
struct Money {
  std::int64_t nanodollars = 0;
  auto operator<=>(const Money&) const = default;
  constexpr Money& operator+=(Money other) {
    nanodollars += other.nanodollars;
    return *this;
  }
  constexpr Money& operator-=(Money other) {
    nanodollars -= other.nanodollars;
    return *this;
  }
  friend constexpr Money operator+(Money left, Money right) { return left += right; }
  friend constexpr Money operator-(Money left, Money right) { return left -= right; }
};

inline constexpr Money kMoneyMax{std::int64_t{1'000'000'000} * 1'000'000'000};  // a billion dollars; more is a mistake

// The nearest amount, at most kMoneyMax; not a number and anything below zero is zero.
Money dollars(double amount);
double in_dollars(Money amount);

// What `tokens` cost at `dollars_per_million`, rounded up; negative counts are none. At most kMoneyMax.
Money price_of(std::int64_t tokens, double dollars_per_million);

// For people: "$12.50", "$0.000135", "-$3.00".
std::string to_text(Money amount);

}  // namespace swarm
