#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

constexpr std::int64_t kDegreeMax = 1'000;
constexpr std::int64_t kLogarithmMax = 100'000;

std::optional<Rational> rational_root(const Rational& value, std::uint64_t degree) {
  const auto top = exact_root(value.numerator(), degree);
  const auto bottom = exact_root(value.denominator(), degree);
  if (!top || !bottom) return std::nullopt;
  return Rational(*top, *bottom);
}

// The unit whose square or cube the argument is counted in is not looked for: roots are taken of plain numbers.
Outcome<Amount> square_root(std::span<const Amount> arguments, Budget& budget) {
  if (!arguments[0].plain()) return outside("the root of a quantity");
  const Surd& value = arguments[0].number;
  if (value.sign() < 0) return outside("the square root of a negative number is not real");
  if (value.is_rational()) return Amount {
      TRY(Surd::square_root(value.rational(), budget))
    };
  auto nested = TRY(Surd::nested_square_root(value, budget));
  if (!nested) return outside("a root in a root that does not simplify");
  return Amount{std::move(*nested)};
}

bool squares_back(std::span<const Amount> arguments, const Amount& result, Budget&) {
  return result.number.sign() >= 0 && result.number * result.number == arguments[0].number;
}

Outcome<Amount> nth_root(const Amount& value, std::uint64_t degree, Budget& budget) {
  if (!value.plain() || !value.rational()) return outside("a root of a root");
  if (const auto root = rational_root(value.number.rational(), degree)) return plain(*root);
  if (degree == 2) return square_root(std::span(&value, 1), budget);
  return outside("a root that is not rational");
}

Outcome<Amount> cube_root(std::span<const Amount> arguments, Budget& budget) {
  return nth_root(arguments[0], 3, budget);
}

bool cubes_back(std::span<const Amount> arguments, const Amount& result, Budget&) {
  return result.number * result.number * result.number == arguments[0].number;
}

Outcome<Amount> any_root(std::span<const Amount> arguments, Budget& budget) {
  const auto degree = count(arguments[0], kDegreeMax);
  if (!degree || *degree < 2) return outside("the degree of a root is a whole number from 2");
  return nth_root(arguments[1], *degree, budget);
}

bool powers_back(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto degree = count(arguments[0], kDegreeMax);
  Surd product(1);
  for (std::uint64_t i = 0; i < *degree; ++i)
    product = product * result.number;
  return product == arguments[1].number && (*degree % 2 == 1 || result.number.sign() >= 0);
}

Outcome<Amount> absolute_value(std::span<const Amount> arguments, Budget&) {
  return arguments[0].number.sign() < 0 ? Amount{-arguments[0].number, arguments[0].unit} : arguments[0];
}

bool is_absolute(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const bool same_size = result.number == arguments[0].number || (result.number + arguments[0].number).is_zero();
  return same_size && result.number.sign() >= 0 && result.unit == arguments[0].unit;
}

// base^(p/q) = value for small p and q: powers of the base and of the value are compared.
Outcome<Amount> logarithm(std::span<const Amount> arguments, Budget& budget) {
  if (!arguments[0].plain() || !arguments[1].plain() || !arguments[0].rational() || !arguments[1].rational())
    return outside("a logarithm of roots");
  const Rational base = arguments[0].number.rational();
  const Rational value = arguments[1].number.rational();
  if (base <= Rational(1) || value.sign() <= 0) return outside("this logarithm is outside the grammar");
  constexpr std::int64_t kDenominatorMax = 6;
  const bool below_one = value < Rational(1);
  const Rational target = below_one ? Rational(1) / value : value;
  Rational raised(1);
  for (std::int64_t q = 1; q <= kDenominatorMax; ++q) {
    raised = raised * target;
    Rational power_of_base(1);
    for (std::int64_t p = 0; p <= kLogarithmMax && power_of_base <= raised; ++p) {
      if (power_of_base == raised) return plain(Rational(Integer(below_one ? -p : p), Integer(q)));
      power_of_base *= base;
      if (!budget.allows_bits(power_of_base.bits()) || (p % 64 == 0 && budget.spent())) return budget.too_many_digits();
    }
  }
  return outside("this logarithm is not rational");
}

bool exponent_fits(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational exponent = result.number.rational();
  const auto top = exponent.numerator().small();
  const auto bottom = exponent.denominator().small();
  return top && bottom && power(arguments[0].number.rational(), *top) == power(arguments[1].number.rational(), *bottom);
}

}  // namespace

const Function kSquareRoot{
    "square root", "sqrt({})", 1, 1, square_root, squares_back, "its square is the number again"};
const Function kCubeRoot{"cube root", "cbrt({})", 1, 1, cube_root, cubes_back, "its cube is the number again"};
const Function kNthRoot{"root", "root({})", 2, 2, any_root, powers_back, "its power is the number again"};
const Function kAbsolute{
    "absolute value", "|{0}|", 1, 1, absolute_value, is_absolute, "it is not negative and has the same size"};
const Function kLogarithm{
    "logarithm", "log({})", 2, 2, logarithm, exponent_fits, "the base to that power is the number again"};

}  // namespace swarm::math
