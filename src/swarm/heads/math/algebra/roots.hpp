#pragma once

#include <vector>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/number/surd.hpp"

namespace swarm::math {

// The different real roots of a polynomial, ascending; coefficients by exponent, the last one not 0, degree from 1.
// FLINT factorises it over the rationals; factors of degree 1 and 2 are solved. Errors: outside_grammar where a factor
// of higher degree has real roots, which are not of the form a+b*sqrt(n).
Outcome<std::vector<Surd>> real_roots(const std::vector<Rational>& coefficients, Budget& budget);

// The second path: how many different real roots there are, by Sturm's theorem (FLINT).
std::size_t count_real_roots(const std::vector<Rational>& coefficients);

}  // namespace swarm::math
