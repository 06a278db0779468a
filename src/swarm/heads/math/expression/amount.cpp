#include "swarm/heads/math/expression/amount.hpp"

namespace swarm::math {

Amount without_percent(Amount amount) {
  if (amount.unit == nullptr || amount.unit->dimension != Dimension::share) return amount;
  return {amount.number * Surd(amount.unit->factor), nullptr};
}

Outcome<Amount> converted(const Amount& amount, const Unit& target) {
  if (amount.unit == &target) return amount;
  if (amount.unit == nullptr || !comparable(*amount.unit, target)) return outside("the units measure different things");
  const Surd base = (amount.number + Surd(amount.unit->offset)) * Surd(amount.unit->factor);
  return Amount{base * Surd(Rational(1) / target.factor) - Surd(target.offset), &target};
}

}  // namespace swarm::math
