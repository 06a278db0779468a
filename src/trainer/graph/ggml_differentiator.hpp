#pragma once

#include <memory>

#include "trainer/graph/differentiator.hpp"
#include "trainer/graph/workers.hpp"

namespace swarm::graph {

bool has_gpu();  // that ggml was built for and finds

// Forward and backward pass as graphs of ggml, the second made by its autograd: on a GPU where there is one, else on
// the CPU, where the other way is much faster (docs/decisions/0011-trainer-on-ggml.md). `weights` must outlive the
// result.
std::unique_ptr<Differentiator> make_ggml_differentiator(const Qwen2Shape& shape, const LearnerSettings& settings,
                                                         Weights& weights, Workers& workers);

}  // namespace swarm::graph
