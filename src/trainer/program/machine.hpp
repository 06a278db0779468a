#pragma once

#include "base/sizes.hpp"

namespace swarm::program {

// What training may take of this machine when nobody says it: four fifths of the memory that is free now, and as many
// threads as there are processors, 16 at most.
Bytes memory_for_training();
int threads_for_training();

}  // namespace swarm::program
