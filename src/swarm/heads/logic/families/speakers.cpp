#include "swarm/heads/logic/families/families.hpp"
namespace swarm::logic {
Outcome<Solution> solve_speakers(const Sentences&, Budget&) { return outside("later"); }
}
