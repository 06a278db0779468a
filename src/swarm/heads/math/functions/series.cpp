#include <cmath>

#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"
#include "swarm/heads/math/number/factor.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kCountMax = 1'000'000'000'000;
constexpr std::int64_t kAddedUpMax = 20'000;  // terms that a check adds up one by one
constexpr std::int64_t kNthPrimeMax = 20'000;
constexpr std::int64_t kFibonacciMax = 200'000;

Rational triangular(const Rational& n) {
  return n * (n + Rational(1)) / Rational(2);
}

// Adds up term(1) … term(n) directly while that is short; beyond, the closed form must satisfy S(n) - S(n-1) = term(n)
// at n and S(n') for a short n' must be the direct sum: the same closed form at another place.
template <class Term, class Closed>
bool adds_up(std::uint64_t n, const Rational& result, Term term, Closed closed) {
  const auto direct = [&](std::uint64_t to) {
    Rational sum;
    for (std::uint64_t i = 1; i <= to; ++i)
      sum += term(Rational(static_cast<std::int64_t>(i)));
    return sum;
  };
  const auto at = [](std::uint64_t i) { return Rational(static_cast<std::int64_t>(i)); };
  if (n <= static_cast<std::uint64_t>(kAddedUpMax)) return direct(n) == result;
  return closed(at(n)) == result && closed(at(n)) - closed(at(n - 1)) == term(at(n)) && direct(50) == closed(at(50));
}

Outcome<Rational> positive_count(const Amount& amount) {
  const auto n = count(amount, kCountMax);
  if (!n) return outside("how many is a whole number");
  return Rational(static_cast<std::int64_t>(*n));
}

struct Span {
  Rational from;
  Rational to;
};
std::optional<Span> span_of(std::span<const Amount> arguments) {
  const auto numbers = wholes(arguments);
  if (!numbers || (*numbers)[0] > (*numbers)[1]) return std::nullopt;
  return Span{(*numbers)[0], (*numbers)[1]};
}

Outcome<Amount> sum_of_range(std::span<const Amount> arguments, Budget&) {
  const auto range = span_of(arguments);
  if (!range) return outside("a range goes upwards from a whole number to a whole number");
  return plain((range->from + range->to) * (range->to - range->from + Rational(1)) / Rational(2));
}

bool range_adds_up(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto range = span_of(arguments);
  const auto terms = (range->to - range->from + Rational(1)).small();
  if (!terms) return false;
  const Rational before = range->from - Rational(1);
  return adds_up(
      static_cast<std::uint64_t>(*terms), result.number.rational(), [&](const Rational& i) { return before + i; },
      [&](const Rational& n) { return before * n + triangular(n); });
}

#define SERIES(name, closed_form, term_form)                                                                    \
  Outcome<Amount> name(std::span<const Amount> arguments, Budget&) {                                            \
    const Rational n = TRY(positive_count(arguments[0]));                                                       \
    return plain(closed_form);                                                                                  \
  }                                                                                                             \
  bool name##_adds_up(std::span<const Amount> arguments, const Amount& result, Budget&) {                       \
    return adds_up(                                                                                             \
        *count(arguments[0], kCountMax), result.number.rational(), [](const Rational& i) { return term_form; }, \
        [](const Rational& n) { return closed_form; });                                                         \
  }

SERIES(sum_of_odd, n* n, i + i - Rational(1))
SERIES(sum_of_even, n*(n + Rational(1)), i + i)
SERIES(sum_of_squares, n*(n + Rational(1)) * (n + n + Rational(1)) / Rational(6), i* i)
SERIES(sum_of_cubes, triangular(n) * triangular(n), i* i* i)
SERIES(triangular_number, triangular(n), i)
#undef SERIES

Outcome<Amount> nth_prime(std::span<const Amount> arguments, Budget& budget) {
  const auto n = count(arguments[0], kNthPrimeMax);
  if (!n || *n == 0)
    return n ? Outcome<Amount>(outside("there is no zeroth prime")) : Outcome<Amount>(budget.too_many_digits());
  const double logarithm = std::log(static_cast<double>(*n) + 2);
  const auto bound = static_cast<std::size_t>(static_cast<double>(*n) * (logarithm + std::log(logarithm) + 1)) + 16;
  std::vector<bool> composite(bound + 1);
  std::uint64_t found = 0;
  for (std::size_t i = 2; i <= bound; ++i) {
    if (composite[i]) continue;
    if (++found == *n) return plain(static_cast<std::int64_t>(i));
    for (std::size_t k = i * i; k <= bound; k += i)
      composite[k] = true;
  }
  return outside("the sieve ended too early");
}

bool counts_primes(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto prime = *whole(result)->small();
  std::uint64_t found = prime >= 2 ? 1 : 0;
  for (std::int64_t i = 3; i <= prime; i += 2) {
    if (i % 4096 == 1 && budget.spent()) return false;
    if (is_prime(Integer(i))) ++found;
  }
  return is_prime(Integer(prime)) && found == *count(arguments[0], kNthPrimeMax);
}

Outcome<Amount> fibonacci(std::span<const Amount> arguments, Budget& budget) {
  const auto n = count(arguments[0], kFibonacciMax);
  if (!n || !budget.allows_bits(static_cast<std::size_t>(static_cast<double>(*n) * 0.6943)))
    return budget.too_many_digits();
  Integer result;
  mpz_fib_ui(result.raw(), *n);
  return plain(result);
}

bool adds_up_to_fibonacci(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  Integer a(0), b(1);
  const std::uint64_t n = *count(arguments[0], kFibonacciMax);
  for (std::uint64_t i = 0; i < n; ++i) {
    if (i % 1024 == 0 && budget.spent()) return false;
    a += b;
    mpz_swap(a.raw(), b.raw());
  }
  return a == *whole(result);
}

struct Progression {
  Rational first;
  Rational step;
  std::uint64_t n;
};

Outcome<Progression> progression(std::span<const Amount> arguments, std::int64_t most) {
  const auto n = count(arguments[2], most);
  if (!arguments[0].rational() || !arguments[1].rational() || !n || *n == 0)
    return outside("a progression of rational numbers from its first term on");
  return Progression{arguments[0].number.rational(), arguments[1].number.rational(), *n};
}

Outcome<Amount> arithmetic_term(std::span<const Amount> arguments, Budget&) {
  const auto [first, step, n] = TRY(progression(arguments, kCountMax));
  return Amount{Surd(first + step * Rational(static_cast<std::int64_t>(n - 1))), arguments[0].unit};
}

bool walks_back(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto [first, step, n] = *progression(arguments, kCountMax);
  if (n > static_cast<std::uint64_t>(kAddedUpMax))
    return (result.number.rational() - first) == step * Rational(static_cast<std::int64_t>(n - 1));
  Rational term = result.number.rational();
  for (std::uint64_t i = 1; i < n; ++i)
    term -= step;
  return term == first;
}

Outcome<Amount> arithmetic_sum(std::span<const Amount> arguments, Budget&) {
  const auto [first, step, n] = TRY(progression(arguments, kCountMax));
  const Rational terms(static_cast<std::int64_t>(n));
  return Amount{Surd(terms * (first + first + step * (terms - Rational(1))) / Rational(2)), arguments[0].unit};
}

bool arithmetic_adds_up(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto [first, step, n] = *progression(arguments, kCountMax);
  return adds_up(
      n, result.number.rational(), [&](const Rational& i) { return first + step * (i - Rational(1)); },
      [&](const Rational& k) { return k * (first + first + step * (k - Rational(1))) / Rational(2); });
}

constexpr std::int64_t kGeometricMax = 20'000;

Outcome<Amount> geometric_term(std::span<const Amount> arguments, Budget& budget) {
  const auto [first, ratio, n] = TRY(progression(arguments, kGeometricMax));
  if (!budget.allows_bits(ratio.bits() * n)) return budget.too_many_digits();
  if (ratio.is_zero()) return outside("a ratio of 0");
  return plain(first * power(ratio, static_cast<std::int64_t>(n - 1)));
}

bool divides_back(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto [first, ratio, n] = *progression(arguments, kGeometricMax);
  Rational term = result.number.rational();
  for (std::uint64_t i = 1; i < n; ++i) {
    term /= ratio;
    if (i % 256 == 0 && budget.spent()) return false;
  }
  return term == first;
}

Outcome<Amount> geometric_sum(std::span<const Amount> arguments, Budget& budget) {
  const auto [first, ratio, n] = TRY(progression(arguments, kGeometricMax));
  if (!budget.allows_bits(ratio.bits() * n)) return budget.too_many_digits();
  if (ratio == Rational(1)) return plain(first * Rational(static_cast<std::int64_t>(n)));
  if (ratio.is_zero()) return outside("a ratio of 0");
  return plain(first * (power(ratio, static_cast<std::int64_t>(n)) - Rational(1)) / (ratio - Rational(1)));
}

bool geometric_adds_up(std::span<const Amount> arguments, const Amount& result, Budget& budget) {
  const auto [first, ratio, n] = *progression(arguments, kGeometricMax);
  Rational sum;
  for (std::uint64_t i = 0; i < n; ++i) {  // Horner: 1 + r (1 + r (…))
    sum = sum * ratio + first;
    if (i % 256 == 0 && budget.spent()) return false;
  }
  return sum == result.number.rational();
}

Outcome<Amount> digit_sum(std::span<const Amount> arguments, Budget&) {
  const auto number = whole(arguments[0]);
  if (!number || number->sign() < 0) return outside("digits are those of a whole number");
  std::int64_t sum = 0;
  for (const char digit : number->text())
    sum += digit - '0';
  return plain(sum);
}

bool digits_divided_out(std::span<const Amount> arguments, const Amount& result, Budget&) {
  Integer rest = *whole(arguments[0]);
  Integer sum;
  while (!rest.is_zero()) {
    sum += floor_remainder(rest, Integer(10));
    rest = floor_quotient(rest, Integer(10));
  }
  return sum == *whole(result);
}

}  // namespace

const Function kSumOfRange{
    "sum of a range",       "the sum of the whole numbers from {0} to {1}", 2, 2, sum_of_range, range_adds_up,
    "added up term by term"};
const Function kSumOfOdd{
    "sum of odd numbers",   "the sum of the first {0} odd numbers", 1, 1, sum_of_odd, sum_of_odd_adds_up,
    "added up term by term"};
const Function kSumOfEven{
    "sum of even numbers",  "the sum of the first {0} even numbers from 2 on", 1, 1, sum_of_even, sum_of_even_adds_up,
    "added up term by term"};
const Function kSumOfSquares{
    "sum of squares",       "the sum of the first {0} squares", 1, 1, sum_of_squares, sum_of_squares_adds_up,
    "added up term by term"};
const Function kSumOfCubes{"sum of cubes",       "the sum of the first {0} cubes", 1, 1, sum_of_cubes,
                           sum_of_cubes_adds_up, "added up term by term"};
const Function kTriangular{"triangular number",       "triangular number {0}", 1, 1, triangular_number,
                           triangular_number_adds_up, "added up term by term"};
const Function kNthPrime{
    "nth prime", "prime number {0}", 1, 1, nth_prime, counts_primes, "the primes up to it, counted by tests"};
const Function kFibonacci{"Fibonacci number",   "F({0}) with F(1) = F(2) = 1", 1, 1, fibonacci,
                          adds_up_to_fibonacci, "added up step by step"};
const Function kArithmeticTerm{
    "arithmetic term", "term {2} of the arithmetic sequence from {0} by {1}", 3, 3, arithmetic_term,
    walks_back,        "stepping back from it reaches the first term"};
const Function kArithmeticSum{"arithmetic sum",
                              "the sum of {2} terms of the arithmetic sequence from {0} by {1}",
                              3,
                              3,
                              arithmetic_sum,
                              arithmetic_adds_up,
                              "added up term by term"};
const Function kGeometricTerm{"geometric term",
                              "term {2} of the geometric sequence from {0} with ratio {1}",
                              3,
                              3,
                              geometric_term,
                              divides_back,
                              "dividing back from it reaches the first term"};
const Function kGeometricSum{"geometric sum",
                             "the sum of {2} terms of the geometric sequence from {0} with ratio {1}",
                             3,
                             3,
                             geometric_sum,
                             geometric_adds_up,
                             "added up term by term"};
const Function kDigitSum{"digit sum",        "the digit sum of {0}",         1, 1, digit_sum,
                         digits_divided_out, "digits divided out one by one"};

}  // namespace swarm::math
