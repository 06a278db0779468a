#pragma once

#include <string>

#include "swarm/heads/math/expression/evaluate.hpp"

namespace swarm::math {

// The second path for a computed tree, in words; unchecked where it does not agree with the first.
//
// The tree is walked again in another arithmetic: modulo two primes of 61 and 62 bits where every value is rational, in
// 512-bit floating point where roots stay. Quantities are counted in base units there, so that conversions are checked
// too. Functions confirm their own results by the property that defines them.
Outcome<std::string> confirm(const Tree& tree, NodeId root, const Values& values, Budget& budget);

// Whether the tree is 0 modulo both primes: what a division by zero must show.
bool confirms_zero(const Tree& tree, NodeId root, const Values& values, Budget& budget);

}  // namespace swarm::math
