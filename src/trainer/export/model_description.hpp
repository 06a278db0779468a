#pragma once

#include <cstdint>
#include <string>

#include "engine/model_files/gguf_file.hpp"
#include "trainer/data/byte_pairs.hpp"

namespace swarm::exporting {

// The shape of a Qwen2 decoder.
struct ModelShape {
  std::int64_t layers = 5;
  std::int64_t embedding = 128;
  std::int64_t heads = 4;
  std::int64_t key_value_heads = 2;
  std::int64_t feed_forward = 384;
  std::int64_t context = 512;
  double rope_base = 10'000;
  double norm_epsilon = 1e-6;
  bool tied_output = true;  // the output uses the embedding's matrix

  std::int64_t head_length() const { return embedding / heads; }
};

// `invalid_input` where the numbers do not fit each other.
Result<Done> check(const ModelShape& shape);

// Where a model comes from: what its file says about itself.
struct ModelOrigin {
  std::string name;
  std::string version;
  std::string license;
  std::string description;
  std::string recipe_sha256;
  std::string data_sha256;
  std::uint64_t seed = 0;
};

// Everything of a model's GGUF file but its tensors and their precision.
model_files::GgufMetadata describe(const ModelShape& shape, const data::Vocabulary& vocabulary,
                                   const ModelOrigin& origin);

}  // namespace swarm::exporting
