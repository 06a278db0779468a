#pragma once

#include <atomic>
#include <cstdint>

#include "engine/model_files/gguf_file.hpp"
#include "engine/model_files/hyperparameters.hpp"

namespace swarm::model_files {

// Types in which llama.cpp can multiply with a matrix; the others abort it.
bool is_matrix_type(std::uint32_t type);

// `invalid_input` when a number of an F32, F16 or BF16 tensor, or the scale of a quantised block, is infinite or none
// at all: what it touches would be lost.
Result<Done> check_values(const Tensor& tensor);

// Element types by their use in every architecture; for qwen2, qwen3 and llama all tensors that must be there and their
// shapes. `cancelled` when `stop` becomes true, which is seen between tensors.
Result<Done> check_tensors(const GgufFile& model, const Hyperparameters& numbers, std::uint64_t vocabulary,
                           const std::atomic<bool>* stop);

}  // namespace swarm::model_files
