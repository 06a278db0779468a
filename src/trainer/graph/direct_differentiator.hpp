#pragma once

#include <memory>

#include "trainer/graph/differentiator.hpp"
#include "trainer/graph/workers.hpp"

namespace swarm::graph {

// Forward and backward pass written out by hand over oneDNN's products, for the CPU. Each thread takes whole lessons
// through the decoder and back, in chunks that stay near its caches, and has gradients of its own, which are added up
// at the end: threads meet twice in a step. What cannot change the loss (padding, the rest of a lesson behind its last
// weight, the last layer of prompts) is not computed. `weights` and `workers` must outlive the result.
std::unique_ptr<Differentiator> make_direct_differentiator(const Qwen2Shape& shape, const LearnerSettings& settings,
                                                           Weights& weights, Workers& workers);

}  // namespace swarm::graph
