#pragma once

#include <cstdint>
#include <string>

#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

// The numbers of a model's first layer; where layers differ, that is said.
struct Hyperparameters {
  std::string architecture;
  std::uint64_t layers = 0;
  std::uint64_t context = 0;
  std::uint64_t embedding = 0;
  std::uint64_t heads = 0;
  std::uint64_t key_value_heads = 0;
  std::uint64_t key_length = 0;    // of a head
  std::uint64_t value_length = 0;  // of a head
  std::uint64_t rotated = 0;       // of a head's numbers
  std::uint64_t feed_forward = 0;  // 0: not said
  std::uint64_t experts = 0;
  bool are_layers_equal = true;
};

// Reads them, and refuses numbers on which llama.cpp aborts.
Result<Hyperparameters> read_hyperparameters(const GgufFile& model);

}  // namespace swarm::model_files
