#include <algorithm>

#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

std::optional<Together> together(std::span<const Amount> amounts) {
  Together result{{}, amounts[0].unit};
  for (const Amount& amount : amounts) {
    if ((amount.unit == nullptr) != (result.unit == nullptr)) return std::nullopt;
    const auto same = result.unit == nullptr ? Outcome<Amount>(amount) : converted(amount, *result.unit);
    if (!same || !same->rational()) return std::nullopt;
    result.numbers.push_back(same->number.rational());
  }
  return result;
}

namespace {

std::unexpected<Trouble> not_alike() {
  return outside("the values are not counted alike");
}

Rational total(const std::vector<Rational>& numbers) {
  Rational sum;
  for (const Rational& number : numbers)
    sum += number;
  return sum;
}

Outcome<Amount> sum(std::span<const Amount> arguments, Budget& budget) {
  const auto values = together(arguments);
  if (!values || arguments.size() > 10'000) return not_alike();
  if (values->unit != nullptr && values->unit->dimension == Dimension::temperature) return not_alike();
  const Rational result = total(values->numbers);
  if (!budget.allows_bits(result.bits())) return budget.too_many_digits();
  return Amount{Surd(result), values->unit};
}

// Takes the values away again, last first.
bool sum_is_used_up(std::span<const Amount> arguments, const Amount& result, Budget&) {
  Rational rest = result.number.rational();
  const auto values = together(arguments);
  for (auto value = values->numbers.rbegin(); value != values->numbers.rend(); ++value)
    rest -= *value;
  return rest.is_zero();
}

Outcome<Amount> product(std::span<const Amount> arguments, Budget& budget) {
  Amount result = plain(1);
  for (const Amount& argument : arguments) {
    if (!argument.plain() && !result.plain()) return not_alike();
    if (!argument.rational()) return outside("a product of roots in a list");
    result = {Surd(result.number.rational() * argument.number.rational()),
              argument.plain() ? result.unit : argument.unit};
    if (!budget.allows_bits(result.number.bits())) return budget.too_many_digits();
  }
  return result;
}

bool product_is_divided_up(std::span<const Amount> arguments, const Amount& result, Budget&) {
  if (std::ranges::any_of(arguments, [](const Amount& a) { return a.number.is_zero(); }))
    return result.number.is_zero();
  Rational rest = result.number.rational();
  for (const Amount& argument : arguments)
    rest /= argument.number.rational();
  return rest == Rational(1);
}

Outcome<Amount> mean(std::span<const Amount> arguments, Budget&) {
  const auto values = together(arguments);
  if (!values) return not_alike();
  return Amount{Surd(total(values->numbers) / Rational(static_cast<std::int64_t>(values->numbers.size()))),
                values->unit};
}

bool deviations_cancel(std::span<const Amount> arguments, const Amount& result, Budget&) {
  Rational deviation;
  const auto values = together(arguments);
  for (const Rational& number : values->numbers)
    deviation += number - result.number.rational();
  return deviation.is_zero();
}

Outcome<Amount> median(std::span<const Amount> arguments, Budget&) {
  auto values = together(arguments);
  if (!values) return not_alike();
  std::ranges::sort(values->numbers);
  const std::size_t middle = values->numbers.size() / 2;
  const bool odd = values->numbers.size() % 2 == 1;
  const Rational result =
      odd ? values->numbers[middle] : (values->numbers[middle - 1] + values->numbers[middle]) / Rational(2);
  return Amount{Surd(result), values->unit};
}

// As many lie below as above, and it is halfway between its nearest neighbours.
bool halves_the_list(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational value = result.number.rational();
  std::size_t below = 0, above = 0;
  std::optional<Rational> nearest_below, nearest_above;
  const auto values = together(arguments);
  for (const Rational& number : values->numbers) {
    if (number < value && ++below > 0) nearest_below = nearest_below ? std::max(*nearest_below, number) : number;
    if (number > value && ++above > 0) nearest_above = nearest_above ? std::min(*nearest_above, number) : number;
  }
  const std::size_t equal = values->numbers.size() - below - above;
  if (equal > 0) return below * 2 < values->numbers.size() && above * 2 < values->numbers.size();
  return below == above && nearest_below && nearest_above && *nearest_below + *nearest_above == value + value;
}

Outcome<Amount> extreme(std::span<const Amount> arguments, bool largest) {
  if (arguments[0].plain() && std::ranges::all_of(arguments, [](const Amount& a) { return a.plain(); })) {
    const auto less = [](const Amount& a, const Amount& b) { return a.number < b.number; };
    return largest ? *std::ranges::max_element(arguments, less) : *std::ranges::min_element(arguments, less);
  }
  const auto values = together(arguments);
  if (!values) return not_alike();
  const auto place = (largest ? std::ranges::max_element(values->numbers) : std::ranges::min_element(values->numbers)) -
                     values->numbers.begin();
  return arguments[static_cast<std::size_t>(place)];
}

Outcome<Amount> largest(std::span<const Amount> arguments, Budget&) {
  return extreme(arguments, true);
}
Outcome<Amount> smallest(std::span<const Amount> arguments, Budget&) {
  return extreme(arguments, false);
}

Surd in_base(const Amount& amount) {
  if (amount.unit == nullptr) return amount.number;
  return (amount.number + Surd(amount.unit->offset)) * Surd(amount.unit->factor);
}

bool none_beats(std::span<const Amount> arguments, const Amount& result, int sign) {
  bool there = false;
  for (const Amount& argument : arguments) {
    const int order = (in_base(argument) - in_base(result)).sign();
    if (order == sign) return false;
    there = there || order == 0;
  }
  return there;
}

bool none_larger(std::span<const Amount> arguments, const Amount& result, Budget&) {
  return none_beats(arguments, result, 1);
}
bool none_smaller(std::span<const Amount> arguments, const Amount& result, Budget&) {
  return none_beats(arguments, result, -1);
}

Outcome<Amount> range(std::span<const Amount> arguments, Budget&) {
  const auto values = together(arguments);
  if (!values) return not_alike();
  const auto [low, high] = std::ranges::minmax(values->numbers);
  return Amount{Surd(high - low), values->unit};
}

// The ends of the sorted values lie that far apart.
bool widest_pair(std::span<const Amount> arguments, const Amount& result, Budget&) {
  auto numbers = together(arguments)->numbers;
  std::ranges::sort(numbers);
  return numbers.back() == numbers.front() + result.number.rational();
}

}  // namespace

const Function kSum{"sum", "sum({})", 2, 10'000, sum, sum_is_used_up, "taking the values away again leaves 0"};
const Function kProduct{
    "product", "product({})", 2, 10'000, product, product_is_divided_up, "dividing by the values again leaves 1"};
const Function kMean{"mean", "mean({})", 2, 10'000, mean, deviations_cancel, "the deviations from it cancel out"};
const Function kMedian{"median", "median({})", 2, 10'000, median, halves_the_list, "as many values lie below as above"};
const Function kRange{
    "range", "range({})", 2, 10'000, range, widest_pair, "it is the distance from end to end of the sorted values"};
const Function kLargest{"largest", "max({})", 2, 10'000, largest, none_larger, "no value is larger"};
const Function kSmallest{"smallest", "min({})", 2, 10'000, smallest, none_smaller, "no value is smaller"};

}  // namespace swarm::math
