#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/model_files/gguf_file.hpp"

namespace swarm::graph {

// The numbers that make a Qwen2 decoder, read from a GGUF file and checked against each other.
struct Qwen2Shape {
  std::int64_t vocabulary = 0, width = 0, layers = 0, heads = 0, key_heads = 0, head_width = 0, feed_forward = 0;
  float epsilon = 1e-6F;
  float rope_base = 10'000;
  bool tied = true;    // the output matrix is the embedding
  bool biases = true;  // of q, k and v

  std::int64_t query_width() const { return heads * head_width; }
  std::int64_t key_width() const { return key_heads * head_width; }
};

// A tensor that the decoder needs, as ggml has shapes: the length of a row first.
struct TensorPlan {
  std::string name;
  std::vector<std::uint64_t> shape;
};

// `invalid_input` names the key or tensor that is missing or does not fit.
Result<Qwen2Shape> read_qwen2_shape(const model_files::GgufFile& file);

// All tensors of the base, in the order of the computation.
std::vector<TensorPlan> base_tensors(const Qwen2Shape& shape);
// lora_a and lora_b for q, k, v, o, gate, up and down of every layer.
std::vector<TensorPlan> adapter_tensors(const Qwen2Shape& shape, std::int64_t rank);

std::string layer_tensor(std::int64_t layer, std::string_view part);  // "blk.3.attn_q.weight"

}  // namespace swarm::graph
