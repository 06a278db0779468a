#include "swarm/heads/math/number/factor.hpp"

#include <algorithm>
#include <array>

#include <flint/fmpz.h>

namespace swarm::math {

namespace {

constexpr std::uint64_t kTrialDivisorMax = 1 << 12;
constexpr std::size_t kFactoredBitsMax = 160;  // a larger rest without small primes is refused at once
constexpr std::size_t kProvedBitsMax = 200;
constexpr std::uint64_t kStepsBetweenLooks = 1 << 12;

// Takes the small primes out of `rest`.
void take_small_primes(Integer& rest, std::vector<PrimePower>& found) {
  for (std::uint64_t divisor = 2; divisor <= kTrialDivisorMax; divisor += divisor == 2 ? 1 : 2) {
    if (remainder_by(rest, divisor) != 0) continue;
    const Integer prime(static_cast<std::int64_t>(divisor));
    const auto exponent = mpz_remove(rest.raw(), rest.raw(), prime.raw());
    found.push_back({prime, exponent});
    if (rest.is_one()) return;
  }
}

// One divisor of a composite, by Pollard's rho after Brent with products of differences.
Outcome<Integer> find_divisor(const Integer& composite, Budget& budget) {
  if (const auto root = exact_root(composite, 2)) return *root;
  for (std::int64_t shift = 1;; ++shift) {
    Integer slow(2), fast(2), product(1), backup_slow, backup_fast;
    const auto advance = [&](Integer& x) {
      mpz_mul(x.raw(), x.raw(), x.raw());
      mpz_add_ui(x.raw(), x.raw(), static_cast<unsigned long>(shift));
      mpz_mod(x.raw(), x.raw(), composite.raw());
    };
    while (true) {
      if (budget.spent()) return budget.over();
      backup_slow = slow;
      backup_fast = fast;
      Integer difference;
      for (std::uint64_t step = 0; step < kStepsBetweenLooks / 32; ++step) {
        advance(slow);
        advance(fast);
        advance(fast);
        mpz_sub(difference.raw(), slow.raw(), fast.raw());
        mpz_mul(product.raw(), product.raw(), difference.raw());
        mpz_mod(product.raw(), product.raw(), composite.raw());
      }
      Integer divisor = greatest_common_divisor(product, composite);
      if (divisor.is_one()) continue;
      slow = backup_slow;
      fast = backup_fast;
      do {  // the batch hid it: one step at a time
        advance(slow);
        advance(fast);
        advance(fast);
        divisor = greatest_common_divisor(slow - fast, composite);
      } while (divisor.is_one());
      if (divisor == composite) break;  // the cycle closed: another polynomial
      return divisor;
    }
  }
}

Outcome<std::vector<Integer>> primes_of(const Integer& value, Budget& budget) {
  std::vector<Integer> primes;
  std::vector<Integer> open{value};
  while (!open.empty()) {
    const Integer next = std::move(open.back());
    open.pop_back();
    if (next.is_one()) continue;
    if (is_prime(next)) {
      primes.push_back(next);
      continue;
    }
    auto divisor = find_divisor(next, budget);
    if (!divisor) return std::unexpected(std::move(divisor).error());
    open.push_back(exact_quotient(next, *divisor));
    open.push_back(std::move(*divisor));
  }
  std::ranges::sort(primes);
  return primes;
}

}  // namespace

Outcome<std::vector<PrimePower>> factorise(const Integer& value, Budget& budget) {
  std::vector<PrimePower> found;
  Integer rest = value;
  take_small_primes(rest, found);
  if (rest.is_one()) return found;
  if (rest.bits() > kFactoredBitsMax && !is_prime(rest)) {
    return trouble(TroubleKind::too_large, "the number is too large to factorise");
  }
  auto primes = primes_of(rest, budget);
  if (!primes) return std::unexpected(std::move(primes).error());
  for (const Integer& prime : *primes) {
    if (!found.empty() && found.back().prime == prime)
      ++found.back().exponent;
    else
      found.push_back({prime, 1});
  }
  return found;
}

bool is_prime(const Integer& value) {
  if (value < Integer(2)) return false;
  return mpz_probab_prime_p(value.raw(), 24) != 0;
}

bool proves_prime(const Integer& value) {
  if (value < Integer(2) || value.bits() > kProvedBitsMax) return false;
  fmpz_t number;
  fmpz_init(number);
  fmpz_set_mpz(number, value.raw());
  const int proved = fmpz_is_prime(number);
  fmpz_clear(number);
  return proved == 1;
}

}  // namespace swarm::math
