#pragma once

#include "swarm/heads/math/language/units.hpp"
#include "swarm/heads/math/number/surd.hpp"

namespace swarm::math {

// A number, with the unit it is counted in where there is one: 12, 15 %, $3, 2.5 km, 1+sqrt(2).
struct Amount {
  Surd number;
  const Unit* unit = nullptr;

  bool plain() const { return unit == nullptr; }
  bool rational() const { return number.is_rational(); }
};

// The number without its percent sign: 15% is 3/20. Other units stay.
Amount without_percent(Amount amount);

// The same amount counted in another unit of the dimension. Errors: outside_grammar where there is no conversion.
Outcome<Amount> converted(const Amount& amount, const Unit& target);

}  // namespace swarm::math
