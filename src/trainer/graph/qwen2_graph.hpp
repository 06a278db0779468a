#pragma once

#include <functional>
#include <ggml.h>
#include <string>

#include "trainer/graph/learner.hpp"
#include "trainer/graph/qwen2_shape.hpp"

namespace swarm::graph {

struct GraphInputs {
  ggml_tensor* tokens = nullptr;     // I32 [positions]
  ggml_tensor* positions = nullptr;  // I32 [positions]: within the segment
  ggml_tensor* mask = nullptr;       // F32 [columns, columns, 1, rows]: 0 where a position sees another, else -inf
};

// Adds the decoder to `context` and returns the logits, [vocabulary, positions]. `weight` finds a tensor by its name;
// nullptr where there is none.
ggml_tensor* add_qwen2(ggml_context* context, const Qwen2Shape& shape, const LearnerSettings& settings,
                       const GraphInputs& inputs, const std::function<ggml_tensor*(const std::string&)>& weight);

}  // namespace swarm::graph
