#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// The loops of the decoder that are no matrix products. Each works on the caller's thread; rows follow each other
// without gaps unless a stride is told. Sums are made lane by lane: the same on each call, not the order of the text.
namespace swarm::graph::kernels {

struct NormShape {
  std::size_t rows = 0, width = 0;
  float epsilon = 0;
};
// output = input * scale * weight, scale = 1 / root mean square of the row (kept for the way back)
void rms_norm(const NormShape& shape, const float* input, const float* weight, float* output, float* scales);
// Adds to `input_gradient`, and to `weight_gradient` where it is not nullptr.
void rms_norm_back(const NormShape& shape, const float* input, const float* weight, const float* scales,
                   const float* gradient, float* input_gradient, float* weight_gradient);

// Cosine and sine for the pairs of a head: table[position][pair][2].
struct Rotation {
  const float* table = nullptr;
  std::size_t head_width = 0;
};
// Turns `heads` heads of each row by the row's position; back: the other way.
void rotate(const Rotation& rotation, float* rows, std::size_t stride, std::size_t heads,
            std::span<const std::int32_t> positions, bool back);

void swiglu(const float* gate, const float* up, float* product, std::size_t count);
// In place: gate and up become their gradients.
void swiglu_back(const float* product_gradient, float* gate, float* up, std::size_t count);

void add(float* to, const float* what, std::size_t count);
void add_to_rows(float* rows, std::size_t stride, std::size_t count, const float* bias, std::size_t width);
void add_sum_of_rows(float* bias, const float* rows, std::size_t stride, std::size_t count, std::size_t width);

// Turns logits into the gradient of weight * cross entropy, and returns the sum of weight * cross entropy times
// `scale`. `weights` are already multiplied by it.
double cross_entropy(float* logits, std::size_t vocabulary, std::span<const std::int32_t> targets,
                     std::span<const float> weights);

// One head of one segment. Queries are some of the segment's positions, ascending; each sees the keys up to its own.
struct Attention {
  std::size_t head_width = 0;
  std::size_t keys = 0;                       // positions of the segment
  std::span<const std::int32_t> positions{};  // of each query
  const float *query = nullptr, *key = nullptr, *value = nullptr;
  std::size_t query_stride = 0, key_stride = 0;  // of value as of key
  float* mixed = nullptr;                        // the result, a row per query
  std::size_t mixed_stride = 0;
  float* normalisers = nullptr;  // log of the sum of exp(score), per query, for the way back
  std::size_t normaliser_stride = 0;
};
struct AttentionGradient {
  const float* mixed = nullptr;                              // stride as Attention::mixed
  float *query = nullptr, *key = nullptr, *value = nullptr;  // strides as there; key and value are added to
};
std::size_t attention_scratch(std::size_t head_width, std::size_t keys_max);  // floats, for both ways
void attend(const Attention& of, float* scratch);
void attend_back(const Attention& of, const AttentionGradient& gradient, float* scratch);

}  // namespace swarm::graph::kernels
