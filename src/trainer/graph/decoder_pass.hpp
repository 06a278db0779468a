#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "trainer/graph/lesson_plan.hpp"
#include "trainer/graph/matrix_product.hpp"
#include "trainer/graph/vector_kernels.hpp"
#include "trainer/graph/weights.hpp"

namespace swarm::graph {

// A weight and the place of its gradient among a thread's; -1: it is not learnt.
struct Learnable {
  const float* values = nullptr;  // nullptr: there is none
  std::ptrdiff_t gradient = -1;
};

struct LinearLayer {
  Learnable weight, bias, lora_a, lora_b;
  std::int64_t inputs = 0, outputs = 0;
};

struct DecoderLayer {
  Learnable attention_norm, feed_forward_norm;
  LinearLayer query, key, value, output, gate, up, down;
};

// The decoder as the passes of all threads read it.
struct Decoder {
  Qwen2Shape shape;
  std::int64_t rank = 0;
  float lora_scale = 0;
  std::size_t positions_max = 0;  // of a chunk
  std::size_t columns = 0;
  Learnable embedding, output_norm;
  LinearLayer output;
  std::vector<DecoderLayer> layers;
  std::vector<float> rotations;     // see kernels::Rotation
  std::size_t gradient_floats = 0;  // of all that is learnt, each from a multiple of 16
  std::size_t merged_floats = 0;    // of the largest weight that has an adapter
  bool embedding_learns() const { return embedding.gradient >= 0; }
};

// The way of one chunk through the decoder and back, with the memory for it. One thread at a time.
class DecoderPass {
 public:
  explicit DecoderPass(const Decoder& decoder) : decoder_(decoder) {}

  static std::uint64_t bytes(const Decoder& decoder);  // that allocate() asks for
  void allocate();

  void clear_gradients();
  // Adds to the gradients, when asked for; returns the chunk's part of the loss.
  double run(const Chunk& chunk, bool backward);
  std::span<float> gradients() { return {gradients_, decoder_.gradient_floats}; }

 private:
  struct LayerMemory {
    float *input, *normed, *scales;     // all positions
    float *query_input, *query_normed;  // those that ask: all, but in the last layer only the learnt ones
    float *query, *key_value, *normalisers, *mixed;
    float *middle, *middle_normed, *middle_scales, *gate, *up, *product;
  };
  // A matrix in memory: `rows` follow at `stride`.
  struct Block {
    float* values;
    std::int64_t stride;
  };

  std::size_t lay_out(float* memory);  // returns the number of floats
  void forward(const Chunk& chunk);
  void attention_forward(const Chunk& chunk, std::size_t index);
  double head(const Chunk& chunk, bool backward);
  void feed_forward_back(std::size_t index, std::size_t rows);
  void attention_back(const Chunk& chunk, std::size_t index);
  void attend_all(const Chunk& chunk, std::size_t index, bool backward);
  void input_back(const Chunk& chunk, std::size_t index);
  void embedding_back(const Chunk& chunk);

  const float* merged(const LinearLayer& layer);
  void apply(const LinearLayer& layer, std::size_t rows, Block input, Block output, float keep = 0);
  void apply_back(const LinearLayer& layer, std::size_t rows, Block gradient, Block input_gradient, float keep);
  void learn(const LinearLayer& layer, std::size_t rows, Block input, Block gradient);
  float* gradient_of(const Learnable& of) { return of.gradient < 0 ? nullptr : gradients_ + of.gradient; }
  bool is_last(std::size_t layer) const { return layer + 1 == decoder_.layers.size(); }
  std::size_t askers(const Chunk& chunk, std::size_t layer) const {
    return is_last(layer) ? chunk.learnt.size() : chunk.tokens.size();
  }
  kernels::NormShape norm_shape(std::size_t rows) const {
    return {rows, static_cast<std::size_t>(decoder_.shape.width), decoder_.shape.epsilon};
  }

  const Decoder& decoder_;
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  std::unique_ptr<float, Free> memory_;
  std::vector<LayerMemory> layers_;
  float *last_ = nullptr, *last_normed_ = nullptr, *last_scales_ = nullptr, *logits_ = nullptr;
  float *stream_ = nullptr, *stream_other_ = nullptr, *normed_ = nullptr,
        *normed_other_ = nullptr;                                                          // gradients of them
  float *product_ = nullptr, *query_ = nullptr, *key_value_ = nullptr, *mixed_ = nullptr;  // gradients of them
  float *inner_ = nullptr, *inner_gradient_ = nullptr, *merged_ = nullptr, *scratch_ = nullptr, *gradients_ = nullptr;
};

}  // namespace swarm::graph
