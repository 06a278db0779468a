#pragma once

#include <map>
#include <string>
#include <vector>

#include "swarm/heads/math/algebra/polynomial.hpp"

namespace swarm::math {

struct Equation {
  NodeId left = kNoNode;
  NodeId right = kNoNode;
};

enum class SolutionKind { some, none, all };

// The real solutions of one equation in one unknown, ascending, each put back into both sides, and as many as Sturm's
// theorem says. `check` tells it in words.
struct RootSet {
  SolutionKind kind = SolutionKind::some;
  char unknown = 'x';
  std::vector<Surd> roots;
  std::string check;
};
Outcome<RootSet> solve_equation(Tree& tree, const Equation& equation, Budget& budget);

// The one solution of linear equations, put back into each; or that there is none, or infinitely many.
struct SystemSolution {
  SolutionKind kind = SolutionKind::some;
  std::map<char, Rational> values;
  std::string check;
};
Outcome<SystemSolution> solve_system(Tree& tree, const std::vector<Equation>& equations, Budget& budget);

// A copy of the tree in which unknowns are replaced by numbers.
NodeId substituted(Tree& tree, NodeId root, const std::map<char, Surd>& values);

}  // namespace swarm::math
