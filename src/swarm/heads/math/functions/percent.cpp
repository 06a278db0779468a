#include "swarm/heads/math/functions/arguments.hpp"
#include "swarm/heads/math/functions/functions.hpp"

namespace swarm::math {

namespace {

// Shares print as percentages; the unit that says so comes from an argument, or from `percent_of`.
const Unit& percent_unit() {
  static const Unit unit{"%", Dimension::share, Rational(Integer(1), Integer(100)), Rational(0), ""};
  return unit;
}

struct Pair {
  Rational first;
  Rational second;
};

// Two amounts that can be compared, as numbers in the first one's unit.
std::optional<Pair> comparable_pair(std::span<const Amount> arguments) {
  const auto both = together(arguments);
  if (!both) return std::nullopt;
  return Pair{both->numbers[0], both->numbers[1]};
}

std::optional<Rational> share_of(const Amount& amount) {
  const Amount share = without_percent(amount);
  if (!share.plain() || !share.rational()) return std::nullopt;
  return share.number.rational();
}

Outcome<Amount> scaled(std::span<const Amount> arguments, bool up) {
  const auto share = share_of(arguments[1]);
  if (!share || !arguments[0].rational()) return outside("a change is given in percent");
  const Rational factor = up ? Rational(1) + *share : Rational(1) - *share;
  if (factor.sign() < 0) return outside("a decrease by more than everything");
  return Amount{Surd(arguments[0].number.rational() * factor), arguments[0].unit};
}

Outcome<Amount> increase(std::span<const Amount> arguments, Budget&) {
  return scaled(arguments, true);
}
Outcome<Amount> decrease(std::span<const Amount> arguments, Budget&) {
  return scaled(arguments, false);
}

bool grew(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational difference = result.number.rational() - arguments[0].number.rational();
  return difference == arguments[0].number.rational() * *share_of(arguments[1]) && result.unit == arguments[0].unit;
}

bool shrank(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational difference = arguments[0].number.rational() - result.number.rational();
  return difference == arguments[0].number.rational() * *share_of(arguments[1]) && result.unit == arguments[0].unit;
}

Outcome<Amount> share(std::span<const Amount> arguments, Budget&) {
  const auto pair = comparable_pair(arguments);
  if (!pair) return outside("a part and its whole are counted alike");
  if (pair->second.is_zero()) return trouble(TroubleKind::undefined, "a share of nothing");
  return Amount{Surd(pair->first / pair->second * Rational(100)), &percent_unit()};
}

bool share_gives_part(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto pair = comparable_pair(arguments);
  return pair && pair->second * result.number.rational() == pair->first * Rational(100);
}

Outcome<Amount> change(std::span<const Amount> arguments, Budget&) {
  const auto pair = comparable_pair(arguments);
  if (!pair) return outside("both values are counted alike");
  if (pair->first.is_zero()) return trouble(TroubleKind::undefined, "a change from nothing has no percentage");
  if (pair->first.sign() < 0) return trouble(TroubleKind::ambiguous, "a percentage change from a negative value");
  return Amount{Surd((pair->second - pair->first) / pair->first * Rational(100)), &percent_unit()};
}

bool change_leads_there(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const auto pair = comparable_pair(arguments);
  return pair && pair->first + pair->first * result.number.rational() / Rational(100) == pair->second;
}

Outcome<Amount> whole_of(std::span<const Amount> arguments, Budget&) {
  const auto share = share_of(arguments[1]);
  if (!share || !arguments[0].rational()) return outside("a share is given in percent");
  if (share->is_zero()) return trouble(TroubleKind::undefined, "a share of 0%");
  return Amount{Surd(arguments[0].number.rational() / *share), arguments[0].unit};
}

bool share_of_whole(std::span<const Amount> arguments, const Amount& result, Budget&) {
  return result.number.rational() * *share_of(arguments[1]) == arguments[0].number.rational();
}

Outcome<Amount> before(std::span<const Amount> arguments, bool up) {
  const auto share = share_of(arguments[1]);
  if (!share || !arguments[0].rational()) return outside("a change is given in percent");
  const Rational factor = up ? Rational(1) + *share : Rational(1) - *share;
  if (factor.sign() <= 0) return trouble(TroubleKind::undefined, "nothing is left after that change");
  return Amount{Surd(arguments[0].number.rational() / factor), arguments[0].unit};
}

Outcome<Amount> before_increase(std::span<const Amount> arguments, Budget&) {
  return before(arguments, true);
}
Outcome<Amount> before_decrease(std::span<const Amount> arguments, Budget&) {
  return before(arguments, false);
}

bool grows_to(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational old = result.number.rational();
  return old + old * *share_of(arguments[1]) == arguments[0].number.rational();
}

bool shrinks_to(std::span<const Amount> arguments, const Amount& result, Budget&) {
  const Rational old = result.number.rational();
  return old - old * *share_of(arguments[1]) == arguments[0].number.rational();
}

}  // namespace

const Function kIncrease{
    "increase", "{0} increased by {1}", 2, 2, increase, grew, "the difference is that share of the old value"};
const Function kDecrease{
    "decrease", "{0} decreased by {1}", 2, 2, decrease, shrank, "the difference is that share of the old value"};
const Function kShareOf{"share",          "{0} as a percentage of {1}",         2, 2, share,
                        share_gives_part, "that share of the whole is the part"};
const Function kPercentChange{"percentage change", "the change from {0} to {1} in percent",        2, 2, change,
                              change_leads_there,  "the first value, changed by it, is the second"};
const Function kWholeOf{"whole", "what {0} is {1} of", 2, 2, whole_of, share_of_whole, "that share of it is the part"};
const Function kBeforeIncrease{"value before", "{0} before an increase by {1}",  2, 2, before_increase,
                               grows_to,       "increased again it is the value"};
const Function kBeforeDecrease{"value before", "{0} before a decrease by {1}",   2, 2, before_decrease,
                               shrinks_to,     "decreased again it is the value"};

}  // namespace swarm::math
