#pragma once

#include <cmath>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/model_files/gguf_file.hpp"
#include "trainer/graph/qwen2_shape.hpp"

namespace swarm::graph {

inline Qwen2Shape tiny_shape() {
  return {.vocabulary = 29,
          .width = 24,
          .layers = 2,
          .heads = 6,
          .key_heads = 2,
          .head_width = 4,
          .feed_forward = 20,
          .epsilon = 1e-5F,
          .rope_base = 100,
          .tied = true,
          .biases = true};
}

inline model_files::GgufMetadata metadata_of(const Qwen2Shape& shape) {
  const auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  return {{"general.architecture", std::string("qwen2")},
          {"qwen2.block_count", number(shape.layers)},
          {"qwen2.embedding_length", number(shape.width)},
          {"qwen2.feed_forward_length", number(shape.feed_forward)},
          {"qwen2.attention.head_count", number(shape.heads)},
          {"qwen2.attention.head_count_kv", number(shape.key_heads)},
          {"qwen2.attention.layer_norm_rms_epsilon", static_cast<double>(shape.epsilon)},
          {"qwen2.rope.freq_base", static_cast<double>(shape.rope_base)}};
}

using FloatTensors = std::map<std::string, std::vector<float>>;

// Values that make every part of the decoder count: norms around one, biases that are not zero.
inline FloatTensors random_tensors(const Qwen2Shape& shape, std::uint64_t seed, double matrix_deviation) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  FloatTensors tensors;
  for (const TensorPlan& plan : base_tensors(shape)) {
    std::uint64_t count = 1;
    for (const std::uint64_t extent : plan.shape)
      count *= extent;
    const double mean = plan.name.ends_with("norm.weight") ? 1 : 0;
    const double deviation = plan.shape.size() == 2 ? matrix_deviation : 0.2;
    for (std::uint64_t i = 0; i < count; ++i)
      tensors[plan.name].push_back(static_cast<float>(mean + deviation * normal(engine)));
  }
  return tensors;
}

inline void write_decoder(const std::filesystem::path& path, const Qwen2Shape& shape, const FloatTensors& values) {
  std::vector<model_files::Tensor> tensors;
  for (const TensorPlan& plan : base_tensors(shape))
    tensors.push_back(
        {.name = plan.name, .type = 0, .shape = plan.shape, .bytes = std::as_bytes(std::span(values.at(plan.name)))});
  const auto written = model_files::write_gguf(path, metadata_of(shape), tensors);
  ASSERT_TRUE(written) << written.error().message;
}

// Rows of lessons of different lengths with padding at the end of each, and weights of every kind.
struct OwnedBatch {
  std::vector<std::int32_t> tokens, segments, targets;
  std::vector<float> weights;
  operator Batch() const { return {tokens, segments, targets, weights}; }  // NOLINT: it is one
};

inline OwnedBatch random_batch(const Qwen2Shape& shape, std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto below = [&engine](std::uint64_t limit) { return static_cast<std::int32_t>(engine() % limit); };
  OwnedBatch batch;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t column = 0; column < columns; ++column) {
      const bool padding = column >= columns - 2;
      const std::int32_t segment = padding ? 9 : column < columns / 3 + row ? 4 : 5;
      batch.tokens.push_back(padding ? 0 : below(static_cast<std::uint64_t>(shape.vocabulary)));
      batch.segments.push_back(segment);
      batch.targets.push_back(padding ? 0 : below(static_cast<std::uint64_t>(shape.vocabulary)));
      const float weights[] = {0, 1, 1, 0.25F, 2};
      batch.weights.push_back(padding ? 0 : weights[below(5)]);
    }
  return batch;
}

}  // namespace swarm::graph
