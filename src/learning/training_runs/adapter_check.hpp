#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.hpp"
#include "base/sizes.hpp"

namespace swarm::training_runs {

// Whether a safetensors file holds an adapter that may be used: a header that fits the file, tensors inside of it that
// have the size of their shape, LoRA matrices among them, and no number that is none (training may have diverged).
// `invalid_input` says what is wrong; `cancelled` once `is_stopping` says so. Reads the file once. Blocks.
Result<Done> check_adapter_file(const std::filesystem::path& file, Bytes size_max,
                                const std::function<bool()>& is_stopping);

// Whether the file begins as GGUF does. Its content is checked before it is loaded (swarm-engine --check).
Result<Done> check_gguf_beginning(const std::filesystem::path& file, Bytes size_max);

}  // namespace swarm::training_runs
