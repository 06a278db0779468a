#pragma once

#include "swarm/heads/logic/language/token.hpp"
#include "swarm/heads/logic/outcome.hpp"

namespace swarm::logic {

// Each reads the whole prompt in its own way or refuses with `outside_grammar`; every other trouble ends the prompt.
Outcome<Solution> solve_argument(const Sentences& sentences, Budget& budget);  // what follows, what fits together
Outcome<Solution> solve_ordering(const Sentences& sentences, Budget& budget);  // older, faster, north of
Outcome<Solution> solve_places(const Sentences& sentences, Budget& budget);    // rows, tables, who has what
Outcome<Solution> solve_speakers(const Sentences& sentences, Budget& budget);  // who tells the truth

}  // namespace swarm::logic
