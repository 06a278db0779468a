#pragma once

#include <optional>
#include <vector>

#include "swarm/heads/math/expression/tree.hpp"

namespace swarm::math {

// The value of every node below a root, by node.
using Values = std::vector<std::optional<Amount>>;

// Computes a tree without variables exactly. Sizes are estimated before anything grows.
// Errors: too_large, undefined (a division by zero), outside_grammar (units that do not go together).
Outcome<Values> evaluate(const Tree& tree, NodeId root, Budget& budget);

// One operation on two amounts, as `evaluate` does it.
Outcome<Amount> combine(NodeKind kind, const Amount& left, const Amount& right, Budget& budget);

}  // namespace swarm::math
