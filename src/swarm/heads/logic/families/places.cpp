#include "swarm/heads/logic/families/families.hpp"
namespace swarm::logic {
Outcome<Solution> solve_places(const Sentences&, Budget&) { return outside("later"); }
}
