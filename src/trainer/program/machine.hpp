#pragma once

#include <cstdint>
#include <span>

#include "base/sizes.hpp"
#include "trainer/data/batches.hpp"

namespace swarm::program {

// What training may take of this machine when nobody says it: four fifths of the memory that is free now, for this
// process and its control groups, and as many threads as there are processors, 16 at most.
Bytes memory_for_training();
int threads_for_training();

// What the program holds beside its learner: the lessons, and a margin for itself, vocabulary and libraries.
std::uint64_t bytes_besides(const data::LessonSet& lessons, std::span<const data::PackedBatch> held_out);

}  // namespace swarm::program
