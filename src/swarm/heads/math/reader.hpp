#pragma once

#include <string_view>

#include "swarm/heads/math/question.hpp"

namespace swarm::math {

// Reads a prompt, tries every form that could fit what is left between fillers, and returns the answer on which all
// readings agree. Errors: outside_grammar with the place where understanding ended, ambiguous, too_large, unchecked.
Outcome<Solution> solve(std::string_view prompt, const Grammar& grammar, Budget& budget);

}  // namespace swarm::math
