#pragma once

#include <optional>
#include <span>
#include <vector>

#include "swarm/heads/logic/outcome.hpp"
#include "swarm/heads/logic/reasoning/formula.hpp"

namespace swarm::logic {

// A value that a statement rules out, or a case that is tried because nothing more can be ruled out.
struct Deduction {
  std::size_t statement = 0;
  bool is_atom = true;
  std::size_t unknown = 0;
  int value = 0;          // what the unknown must be now (atoms: 0 or 1)
  std::size_t depth = 0;  // number of cases that are open
  bool supposed = false;  // the beginning of a case
};

// The second path: tries values for the unknowns directly on the statements as they were read, without the solver and
// its encoding. Exhaustive, so that "no model" is a proof by cases; `deductions` gets what was found on the way.
// Refuses with `unchecked` when the budget's steps are used up.
Outcome<std::optional<Model>> search_model(const Universe& universe, std::span<const Formula> statements,
                                           Budget& budget, std::vector<Deduction>* deductions);

}  // namespace swarm::logic
