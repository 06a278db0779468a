#pragma once

#include <cstdint>

#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

inline constexpr std::uint64_t kTemplateBytesMax = 1 << 20;  // of the chat template

// The number of tokens, when llama.cpp can load the vocabulary and every byte of a prompt can be spelt with it.
Result<std::uint64_t> check_vocabulary(const GgufFile& model);

}  // namespace swarm::model_files
