#include "swarm/heads/math/expression/evaluate.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::math {

namespace {

constexpr std::int64_t kSurdExponentMax = 64;
constexpr std::size_t kLooksEvery = 16;  // nodes computed between two looks at the clock

bool is(const Amount& amount, Dimension dimension) {
  return amount.unit != nullptr && amount.unit->dimension == dimension;
}
bool is_percent(const Amount& amount) {
  return is(amount, Dimension::share);
}

Outcome<Amount> add(const Amount& left, const Amount& right, bool minus) {
  if (is(left, Dimension::temperature) || is(right, Dimension::temperature))
    return outside("temperatures are not added");
  const Surd signed_right = minus ? -right.number : right.number;
  if (left.unit == right.unit) return Amount{left.number + signed_right, left.unit};
  if (left.unit == nullptr || right.unit == nullptr)
    return outside("a number with a unit and one without are not added");
  const bool to_right = left.unit->dimension == Dimension::money && right.unit->factor == Rational(1);  // 50 cents + $2
  const Unit& target = to_right ? *right.unit : *left.unit;
  const Amount a = TRY(converted(left, target));
  const Amount b = TRY(converted(right, target));
  return Amount{minus ? a.number - b.number : a.number + b.number, &target};
}

Outcome<Amount> multiply(const Amount& first, const Amount& second, bool of) {
  const Amount left = without_percent(first);
  const Amount right = of && is_percent(second) ? second : without_percent(second);
  if (is(left, Dimension::temperature) || is(right, Dimension::temperature))
    return outside("temperatures are not multiplied");
  const Surd product = left.number * right.number;
  if (left.plain() || right.plain()) return Amount{product, left.plain() ? right.unit : left.unit};
  if (left.unit->squared == nullptr || right.unit->squared == nullptr) return outside("these units are not multiplied");
  const Amount same = TRY(converted(right, *left.unit));
  return Amount{left.number * same.number, left.unit->squared};
}

Outcome<Amount> divide_amounts(const Amount& first, const Amount& second) {
  const Amount left = is_percent(first) && second.plain() ? first : without_percent(first);
  Amount right = without_percent(second);
  if (right.number.is_zero()) return trouble(TroubleKind::undefined, "a division by zero");
  if (is(left, Dimension::temperature)) return outside("temperatures are not divided");
  const Unit* unit = left.unit;
  if (!right.plain()) {
    if (left.plain()) return outside("a plain number is not divided by a quantity");
    right = TRY(converted(right, *left.unit));
    unit = nullptr;
  }
  auto quotient = divide(left.number, right.number);
  if (!quotient) return trouble(TroubleKind::too_large, "the divisor has too many roots");
  return Amount{std::move(*quotient), unit};
}

Outcome<Amount> surd_power(const Surd& base, std::int64_t exponent, Budget& budget) {
  if (exponent < 0 || exponent > kSurdExponentMax)
    return trouble(TroubleKind::too_large, "the power of a root is too high");
  Surd result(1);
  for (std::int64_t i = 0; i < exponent; ++i) {
    result = result * base;
    if (result.terms().size() > Surd::kTermsMax || !budget.allows_bits(result.bits())) return budget.too_many_digits();
  }
  return Amount{result};
}

Outcome<Amount> root_power(const Rational& base, const Rational& exponent, Budget& budget) {
  const auto degree = exponent.denominator().small();
  const auto times = exponent.numerator().small();
  if (!degree || !times || *degree > 1000 || base.sign() < 0) return outside("this root is outside the grammar");
  const auto top = exact_root(base.numerator(), static_cast<std::uint64_t>(*degree));
  const auto bottom = exact_root(base.denominator(), static_cast<std::uint64_t>(*degree));
  if (top && bottom) return combine(NodeKind::power, {Surd(Rational(*top, *bottom))}, {Surd(Rational(*times))}, budget);
  if (*degree != 2) return outside("a root of this degree that is not rational");
  const Surd root = TRY(Surd::square_root(base, budget));
  if (*times >= 0) return surd_power(root, *times, budget);
  return outside("a negative power of a root");
}

Outcome<Amount> raise(const Amount& first, const Amount& second, Budget& budget) {
  const Amount base = without_percent(first);
  const Amount exponent = without_percent(second);
  if (!exponent.plain() || !exponent.rational()) return outside("the exponent is no rational number");
  if (!base.plain()) {
    const auto times = exponent.number.rational().small();
    if (times == 2 && base.unit->squared != nullptr) return Amount{base.number * base.number, base.unit->squared};
    return outside("a power of a quantity");
  }
  const Rational power_of = exponent.number.rational();
  if (base.number.is_zero()) {
    if (power_of.is_zero()) return trouble(TroubleKind::ambiguous, "0^0 has no agreed value");
    if (power_of.sign() < 0) return trouble(TroubleKind::undefined, "a division by zero");
    return Amount{};
  }
  if (base.rational() && power_of.is_integer()) {
    const Rational number = base.number.rational();
    if (absolute(number) == Rational(1)) return Amount{power_of.numerator().is_even() ? Surd(1) : Surd(number)};
    const auto times = power_of.small();
    if (!times || static_cast<double>(number.bits()) * static_cast<double>(std::abs(*times)) > 1e9 ||
        !budget.allows_bits((number.bits() - 2) * static_cast<std::size_t>(std::abs(*times)))) {
      return budget.too_many_digits();
    }
    return Amount{Surd(power(number, *times))};
  }
  if (base.rational()) return root_power(base.number.rational(), power_of, budget);
  const auto times = power_of.small();
  if (!times) return outside("a broken power of a root");
  return surd_power(base.number, *times, budget);
}

Outcome<Amount> call(const Node& node, const Values& values, Budget& budget) {
  std::vector<Amount> arguments;
  for (const NodeId child : node.children)
    arguments.push_back(*values[child]);
  if (arguments.size() < node.function->arguments_min || arguments.size() > node.function->arguments_max) {
    return outside(fmt::format("{} takes another number of values", node.function->name));
  }
  return node.function->apply(arguments, budget);
}

Outcome<Amount> value_of(const Node& node, const Values& values, Budget& budget) {
  switch (node.kind) {
    case NodeKind::literal:
      return node.literal;
    case NodeKind::variable:
      return outside("an unknown where a number is needed");
    case NodeKind::negate:
      return Amount{-values[node.children[0]]->number, values[node.children[0]]->unit};
    case NodeKind::call:
      return call(node, values, budget);
    case NodeKind::convert:
      return converted(*values[node.children[0]], *node.target);
    default:
      return combine(node.kind, *values[node.children[0]], *values[node.children[1]], budget);
  }
}

}  // namespace

Outcome<Amount> combine(NodeKind kind, const Amount& left, const Amount& right, Budget& budget) {
  if (!budget.allows_bits((left.number.bits() + right.number.bits()) / 2)) return budget.too_many_digits();
  switch (kind) {
    case NodeKind::add:
      return add(left, right, false);
    case NodeKind::subtract:
      return add(left, right, true);
    case NodeKind::multiply:
      return multiply(left, right, false);
    case NodeKind::of:
      return multiply(left, right, true);
    case NodeKind::divide:
      return divide_amounts(left, right);
    default:
      return raise(left, right, budget);
  }
}

namespace {

// Every number that appears has at most digits_max digits above and below its fraction bar.
bool within_limits(const Surd& number, const Budget& budget) {
  if (number.terms().size() > Surd::kTermsMax * 4) return false;
  return std::ranges::all_of(number.terms(), [&](const Surd::Term& term) {
    return budget.allows_bits(mpz_sizeinbase(mpq_numref(term.coefficient.raw()), 2)) &&
           budget.allows_bits(mpz_sizeinbase(mpq_denref(term.coefficient.raw()), 2)) &&
           budget.allows_bits(term.radicand.bits());
  });
}

}  // namespace

Outcome<Values> evaluate(const Tree& tree, NodeId root, Budget& budget) {
  Values values(root + 1);
  std::size_t count = 0;
  for (const NodeId id : tree.order_of(root)) {
    if (++count % kLooksEvery == 0 && budget.spent()) return budget.over();
    values[id] = TRY(value_of(tree[id], values, budget));
    if (!within_limits(values[id]->number, budget)) return budget.too_many_digits();
  }
  return values;
}

}  // namespace swarm::math
