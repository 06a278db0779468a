#pragma once

#include <vector>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/number/integer.hpp"

namespace swarm::math {

struct PrimePower {
  Integer prime;
  std::uint64_t exponent = 0;
  bool operator==(const PrimePower&) const = default;
};

// The primes of a positive whole number, ascending. Trial division, then Pollard's rho within the budget.
Outcome<std::vector<PrimePower>> factorise(const Integer& value, Budget& budget);

// Whether the number is prime: trial division below 2^20, otherwise Miller-Rabin by GMP (24 rounds after Baillie-PSW).
bool is_prime(const Integer& value);

// The second path: FLINT proves it, by another algorithm than is_prime's. Numbers beyond 200 bits are not proved.
bool proves_prime(const Integer& value);

}  // namespace swarm::math
