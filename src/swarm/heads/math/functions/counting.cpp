#include <cmath>

#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kFactorialMax = 100'000;
constexpr std::int64_t kChooseMax = 1'000'000'000;

// log2(n!) by Stirling, a little above.
double factorial_bits(double n) {
  return n < 2 ? 1 : n * std::log2(n / 2.718281828) + 0.5 * std::log2(6.2832 * n) + 2;
}

bool fits(double bits, const Budget& budget) {
  return bits < 1e9 && budget.allows_bits(static_cast<std::size_t>(bits));
}

Outcome<Amount> factorial_of(std::span<const Amount> arguments, Budget& budget) {
  const auto number = whole(arguments[0]);
  if (!number) return outside("a factorial is one of a whole number");
  if (number->sign() < 0) return trouble(TroubleKind::undefined, "a factorial of a negative number");
  const auto n = count(arguments[0], kFactorialMax);
  if (!n || !fits(factorial_bits(static_cast<double>(*n)) * 0.999, budget)) return budget.too_many_digits();
  const Integer result = factorial(*n);
  if (!budget.allows_bits(result.bits())) return budget.too_many_digits();
  return plain(result);
}

// Dividing by n, n-1, … leaves 1.
bool divides_down_to_one(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  Integer rest = *whole(result);
  const std::uint64_t n = *count(arguments[0], kFactorialMax);
  for (std::uint64_t i = n; i > 1; --i) {
    if (i % 256 == 0 && budget.spent()) return false;
    if (mpz_divisible_ui_p(rest.raw(), i) == 0) return false;
    mpz_divexact_ui(rest.raw(), rest.raw(), i);
  }
  return rest.is_one();
}

struct Selection {
  std::uint64_t n;
  std::uint64_t k;
};

Outcome<Selection> selection(std::span<const Amount> arguments) {
  const auto n = count(arguments[0], kChooseMax);
  const auto k = count(arguments[1], kChooseMax);
  if (!n || !k) return outside("selections are counted with whole numbers");
  return Selection{*n, *k};
}

Outcome<Amount> choose(std::span<const Amount> arguments, Budget& budget) {
  auto [n, k] = TRY(selection(arguments));
  if (k > n) return plain(0);
  const double smaller = static_cast<double>(std::min(k, n - k));
  if (!fits(smaller * std::log2(static_cast<double>(n) + 1), budget)) return budget.too_many_digits();
  return plain(binomial(n, std::min(k, n - k)));
}

// Multiplies and divides step by step: n/1 * (n-1)/2 * …
bool steps_agree(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto [n, k] = *selection(arguments);
  if (k > n) return result.number.is_zero();
  Integer product(1);
  for (std::uint64_t i = 1; i <= std::min(k, n - k); ++i) {
    if (i % 256 == 0 && budget.spent()) return false;
    mpz_mul_ui(product.raw(), product.raw(), n - i + 1);
    mpz_divexact_ui(product.raw(), product.raw(), i);
  }
  return product == *whole(result);
}

Outcome<Amount> permute(std::span<const Amount> arguments, Budget& budget) {
  auto [n, k] = TRY(selection(arguments));
  if (k > n) return plain(0);
  if (!fits(static_cast<double>(k) * std::log2(static_cast<double>(n) + 1), budget)) return budget.too_many_digits();
  Integer product(1);
  for (std::uint64_t i = 0; i < k; ++i) {
    if (i % 256 == 0 && budget.spent()) return budget.over();
    mpz_mul_ui(product.raw(), product.raw(), n - i);
  }
  return plain(product);
}

bool is_choice_times_orders(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto [n, k] = *selection(arguments);
  if (k > n) return result.number.is_zero();
  if (static_cast<std::int64_t>(k) > kFactorialMax || budget.spent()) return false;
  return binomial(n, k) * factorial(k) == *whole(result);
}

Outcome<Amount> multichoose(std::span<const Amount> arguments, Budget& budget) {
  auto [n, k] = TRY(selection(arguments));
  if (n == 0) return outside("a selection from nothing");
  const std::array<Amount, 2> same{plain(static_cast<std::int64_t>(n + k - 1)), plain(static_cast<std::int64_t>(k))};
  return choose(same, budget);
}

bool multichoose_agrees(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto [n, k] = *selection(arguments);
  const std::array<Amount, 2> same{plain(static_cast<std::int64_t>(n + k - 1)), plain(static_cast<std::int64_t>(k))};
  return steps_agree(same, result, budget);
}

}  // namespace

const Function kFactorial{
    "factorial", "{0}!", 1, 1, factorial_of, divides_down_to_one, "dividing by every factor again leaves 1"};
const Function kChoose{"choose", "C({})", 2, 2, choose, steps_agree, "multiplied out step by step it is the same"};
const Function kPermute{
    "permutations", "P({})", 2, 2, permute, is_choice_times_orders, "it is the selections times the orders of each"};
const Function kMultichoose{"multichoose",
                            "selections with repetition({})",
                            2,
                            2,
                            multichoose,
                            multichoose_agrees,
                            "multiplied out step by step it is the same"};

}  // namespace swarm::math
