#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/model_files/gguf_file.hpp"
#include "trainer/export/model_description.hpp"
#include "trainer/graph/learner.hpp"

namespace swarm::exporting {

// A tensor with its numbers.
struct Weights {
  std::string name;
  std::vector<std::uint64_t> shape;  // the length of a row first
  std::vector<float> values;
};

// What training begins with: matrices normal with a deviation of 0.0343 * sqrt(128 / embedding), those that write into
// the residual stream divided by sqrt(2 * layers); norms 1, biases 0. The same seed gives the same numbers everywhere.
std::vector<Weights> initial_weights(const ModelShape& shape, std::uint64_t vocabulary, std::uint64_t seed);

std::vector<Weights> weights_of(const graph::Learner& learner);

enum class Precision { single, half };  // of matrices; vectors are always single

// Writes a model and reads it back: `internal` when the file does not hold what was written, `invalid_input` for a
// number that the precision cannot hold.
Result<Done> write_model(const std::filesystem::path& path, const model_files::GgufMetadata& metadata,
                         std::span<const Weights> weights, Precision precision);

}  // namespace swarm::exporting
