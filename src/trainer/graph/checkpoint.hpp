#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "trainer/graph/weights.hpp"

namespace swarm::graph {

// What a run continues from, in one GGUF file: trained values, AdamW's moments, and the number of steps. Bit for bit.
struct Progress {
  std::uint64_t steps = 0;
  std::vector<float> moments{};  // as AdamW::moments()
};

Result<Done> write_checkpoint(const std::filesystem::path& path, const Weights& weights, std::uint64_t steps,
                              std::span<const float> moments);

// Takes the values over into `weights` when everything has been checked; they stay as they are otherwise.
// `invalid_input`: damaged, or of a run with other parameters.
Result<Progress> read_checkpoint(const std::filesystem::path& path, Weights& weights);

}  // namespace swarm::graph
