#include "trainer/graph/decoder_pass.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace swarm::graph {
namespace {

constexpr std::size_t kLogitRows = 128;  // positions whose logits are in memory at the same time

std::size_t size(std::int64_t value) {
  return static_cast<std::size_t>(value);
}
std::int64_t extent(std::size_t value) {
  return static_cast<std::int64_t>(value);
}

void gather(const float* rows, std::size_t width, std::span<const std::int32_t> places, float* to) {
  for (std::size_t i = 0; i < places.size(); ++i)
    std::copy_n(rows + static_cast<std::size_t>(places[i]) * width, width, to + i * width);
}
void scatter_add(const float* rows, std::size_t width, std::span<const std::int32_t> places, float* to) {
  for (std::size_t i = 0; i < places.size(); ++i)
    kernels::add(to + static_cast<std::size_t>(places[i]) * width, rows + i * width, width);
}

}  // namespace

std::uint64_t DecoderPass::bytes(const Decoder& decoder) {
  return DecoderPass(decoder).lay_out(nullptr) * sizeof(float);
}

void DecoderPass::allocate() {
  const std::size_t bytes = lay_out(nullptr) * sizeof(float);
  memory_.reset(static_cast<float*>(std::aligned_alloc(64, bytes)));
  if (!memory_) throw std::bad_alloc();
  std::memset(memory_.get(), 0, bytes);
  lay_out(memory_.get());
}

std::size_t DecoderPass::lay_out(float* memory) {
  const Qwen2Shape& shape = decoder_.shape;
  const std::size_t positions = decoder_.positions_max, width = size(shape.width), forward = size(shape.feed_forward);
  const std::size_t queries = size(shape.query_width()), key_values = 2 * size(shape.key_width());
  std::size_t used = 0;
  const auto take = [&](std::size_t floats) {
    float* taken = memory == nullptr ? nullptr : memory + used;
    used += (floats + 15) / 16 * 16;
    return taken;
  };
  layers_.clear();
  for (std::size_t layer = 0; layer < decoder_.layers.size(); ++layer) {
    LayerMemory of{.input = take(positions * width), .normed = take(positions * width), .scales = take(positions)};
    of.query_input = is_last(layer) ? take(positions * width) : of.input;
    of.query_normed = is_last(layer) ? take(positions * width) : of.normed;
    of.query = take(positions * queries);
    of.key_value = take(positions * key_values);
    of.normalisers = take(positions * size(shape.heads));
    of.mixed = take(positions * queries);
    of.middle = take(positions * width);
    of.middle_normed = take(positions * width);
    of.middle_scales = take(positions);
    of.gate = take(positions * forward);
    of.up = take(positions * forward);
    of.product = take(positions * forward);
    layers_.push_back(of);
  }
  last_ = take(positions * width);
  last_normed_ = take(positions * width);
  last_scales_ = take(positions);
  logits_ = take(std::min(kLogitRows, positions) * size(shape.vocabulary));
  for (float** gradient : {&stream_, &stream_other_, &normed_, &normed_other_})
    *gradient = take(positions * width);
  product_ = take(positions * forward);
  query_ = take(positions * queries);
  key_value_ = take(positions * key_values);
  mixed_ = take(positions * queries);
  inner_ = take(positions * size(decoder_.rank));
  inner_gradient_ = take(positions * size(decoder_.rank));
  merged_ = take(decoder_.merged_floats);
  scratch_ = take(kernels::attention_scratch(size(shape.head_width), decoder_.columns));
  gradients_ = take(decoder_.gradient_floats);
  return used;
}

void DecoderPass::clear_gradients() {
  std::fill_n(gradients_, decoder_.gradient_floats, 0.0F);
}

double DecoderPass::run(const Chunk& chunk, bool backward) {
  forward(chunk);
  const double loss = head(chunk, backward);
  if (!backward) return loss;
  for (std::size_t layer = decoder_.layers.size(); layer-- > 0;) {
    feed_forward_back(layer, askers(chunk, layer));
    attention_back(chunk, layer);
  }
  if (decoder_.embedding_learns()) embedding_back(chunk);
  return loss;
}

// The weight with its adapter added, which costs less than to take every position through the adapter.
const float* DecoderPass::merged(const LinearLayer& layer) {
  if (layer.lora_a.values == nullptr) return layer.weight.values;
  std::copy_n(layer.weight.values, size(layer.inputs) * size(layer.outputs), merged_);
  multiply({layer.outputs, layer.inputs, decoder_.rank}, {layer.lora_b.values, decoder_.rank},
           {layer.lora_a.values, layer.inputs}, {merged_, layer.inputs, 1, decoder_.lora_scale});
  return merged_;
}

void DecoderPass::apply(const LinearLayer& layer, std::size_t rows, Block input, Block output, float keep) {
  multiply({extent(rows), layer.outputs, layer.inputs}, {input.values, input.stride},
           {merged(layer), layer.inputs, true}, {output.values, output.stride, keep});
  if (layer.bias.values != nullptr)
    kernels::add_to_rows(output.values, size(output.stride), rows, layer.bias.values, size(layer.outputs));
}

void DecoderPass::apply_back(const LinearLayer& layer, std::size_t rows, Block gradient, Block input_gradient,
                             float keep) {
  multiply({extent(rows), layer.inputs, layer.outputs}, {gradient.values, gradient.stride},
           {merged(layer), layer.inputs}, {input_gradient.values, input_gradient.stride, keep});
}

void DecoderPass::learn(const LinearLayer& layer, std::size_t rows, Block input, Block gradient) {
  const Matrix inputs{input.values, input.stride}, gradients{gradient.values, gradient.stride};
  const Matrix transposed{gradient.values, gradient.stride, true};
  const std::int64_t positions = extent(rows), rank = decoder_.rank;
  if (float* to = gradient_of(layer.weight))
    multiply({layer.outputs, layer.inputs, positions}, transposed, inputs, {to, layer.inputs, 1});
  if (float* to = gradient_of(layer.bias))
    kernels::add_sum_of_rows(to, gradient.values, size(gradient.stride), rows, size(layer.outputs));
  if (layer.lora_a.values == nullptr) return;
  multiply({positions, rank, layer.inputs}, inputs, {layer.lora_a.values, layer.inputs, true}, {inner_, rank});
  multiply({positions, rank, layer.outputs}, gradients, {layer.lora_b.values, rank}, {inner_gradient_, rank});
  const float scale = decoder_.lora_scale;
  multiply({layer.outputs, rank, positions}, transposed, {inner_, rank}, {gradient_of(layer.lora_b), rank, 1, scale});
  multiply({rank, layer.inputs, positions}, {inner_gradient_, rank, true}, inputs,
           {gradient_of(layer.lora_a), layer.inputs, 1, scale});
}

void DecoderPass::forward(const Chunk& chunk) {
  const std::size_t width = size(decoder_.shape.width);
  gather(decoder_.embedding.values, width, chunk.tokens, layers_[0].input);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    attention_forward(chunk, layer);
    float* output = is_last(layer) ? last_ : layers_[layer + 1].input;
    const LayerMemory& of = layers_[layer];
    std::copy_n(of.middle, askers(chunk, layer) * width, output);
    const std::size_t rows = askers(chunk, layer);
    const DecoderLayer& weights = decoder_.layers[layer];
    kernels::rms_norm(norm_shape(rows), of.middle, weights.feed_forward_norm.values, of.middle_normed,
                      of.middle_scales);
    const std::int64_t inner = decoder_.shape.feed_forward;
    apply(weights.gate, rows, {of.middle_normed, extent(width)}, {of.gate, inner});
    apply(weights.up, rows, {of.middle_normed, extent(width)}, {of.up, inner});
    kernels::swiglu(of.gate, of.up, of.product, rows * size(inner));
    apply(weights.down, rows, {of.product, inner}, {output, extent(width)}, 1);
  }
}

void DecoderPass::attention_forward(const Chunk& chunk, std::size_t index) {
  const LayerMemory& of = layers_[index];
  const DecoderLayer& weights = decoder_.layers[index];
  const std::int64_t width = decoder_.shape.width, queries = decoder_.shape.query_width();
  const std::int64_t keys = decoder_.shape.key_width();
  const std::size_t all = chunk.tokens.size(), rows = askers(chunk, index);
  const kernels::Rotation rotation{decoder_.rotations.data(), size(decoder_.shape.head_width)};
  kernels::rms_norm(norm_shape(all), of.input, weights.attention_norm.values, of.normed, of.scales);
  apply(weights.key, all, {of.normed, width}, {of.key_value, 2 * keys});
  apply(weights.value, all, {of.normed, width}, {of.key_value + keys, 2 * keys});
  if (is_last(index)) {
    gather(of.input, size(width), chunk.learnt, of.query_input);
    gather(of.normed, size(width), chunk.learnt, of.query_normed);
  }
  apply(weights.query, rows, {of.query_normed, width}, {of.query, queries});
  kernels::rotate(rotation, of.key_value, size(2 * keys), size(decoder_.shape.key_heads), chunk.positions, false);
  kernels::rotate(rotation, of.query, size(queries), size(decoder_.shape.heads),
                  is_last(index) ? chunk.learnt_positions : chunk.positions, false);
  attend_all(chunk, index, false);
  std::copy_n(of.query_input, rows * size(width), of.middle);
  apply(weights.output, rows, {of.mixed, queries}, {of.middle, width}, 1);
}

void DecoderPass::attend_all(const Chunk& chunk, std::size_t index, bool backward) {
  const Qwen2Shape& shape = decoder_.shape;
  const LayerMemory& of = layers_[index];
  const std::size_t queries = size(shape.query_width()), keys = size(shape.key_width());
  const std::size_t heads = size(shape.heads), head_width = size(shape.head_width);
  const std::vector<std::int32_t>& positions = is_last(index) ? chunk.learnt_positions : chunk.positions;
  for (const Chunk::Segment& segment : chunk.segments) {
    const std::size_t begin = is_last(index) ? segment.learnt_begin : segment.begin;
    const std::size_t count = is_last(index) ? segment.learnt_count : segment.length;
    for (std::size_t head = 0; head < heads; ++head) {
      const std::size_t query = begin * queries + head * head_width;
      const std::size_t key = segment.begin * 2 * keys + head / (heads / size(shape.key_heads)) * head_width;
      const kernels::Attention attention{.head_width = head_width,
                                         .keys = segment.length,
                                         .positions = std::span(positions).subspan(begin, count),
                                         .query = of.query + query,
                                         .key = of.key_value + key,
                                         .value = of.key_value + key + keys,
                                         .query_stride = queries,
                                         .key_stride = 2 * keys,
                                         .mixed = of.mixed + query,
                                         .mixed_stride = queries,
                                         .normalisers = of.normalisers + begin * heads + head,
                                         .normaliser_stride = heads};
      if (backward)
        kernels::attend_back(attention, {mixed_ + query, query_ + query, key_value_ + key, key_value_ + key + keys},
                             scratch_);
      else
        kernels::attend(attention, scratch_);
    }
  }
}

double DecoderPass::head(const Chunk& chunk, bool backward) {
  const std::int64_t width = decoder_.shape.width;
  const std::size_t rows = chunk.learnt.size(), vocabulary = size(decoder_.shape.vocabulary);
  kernels::rms_norm(norm_shape(rows), last_, decoder_.output_norm.values, last_normed_, last_scales_);
  double loss = 0;
  for (std::size_t begin = 0; begin < rows; begin += kLogitRows) {
    const std::size_t count = std::min(kLogitRows, rows - begin);
    const Block logits{logits_, extent(vocabulary)}, normed{last_normed_ + begin * size(width), width};
    apply(decoder_.output, count, normed, logits);
    loss += kernels::cross_entropy(logits_, vocabulary, std::span(chunk.targets).subspan(begin, count),
                                   std::span(chunk.weights).subspan(begin, count));
    if (!backward) continue;
    apply_back(decoder_.output, count, logits, {normed_ + begin * size(width), width}, 0);
    learn(decoder_.output, count, normed, logits);
  }
  if (!backward) return loss;
  std::fill_n(stream_, rows * size(width), 0.0F);
  kernels::rms_norm_back(norm_shape(rows), last_, decoder_.output_norm.values, last_scales_, normed_, stream_,
                         gradient_of(decoder_.output_norm));
  return loss;
}

void DecoderPass::feed_forward_back(std::size_t index, std::size_t rows) {
  const LayerMemory& of = layers_[index];
  const DecoderLayer& weights = decoder_.layers[index];
  const std::int64_t width = decoder_.shape.width, inner = decoder_.shape.feed_forward;
  const Block stream{stream_, width}, normed{of.middle_normed, width};
  learn(weights.down, rows, {of.product, inner}, stream);
  apply_back(weights.down, rows, stream, {product_, inner}, 0);
  kernels::swiglu_back(product_, of.gate, of.up, rows * size(inner));
  learn(weights.gate, rows, normed, {of.gate, inner});
  learn(weights.up, rows, normed, {of.up, inner});
  apply_back(weights.gate, rows, {of.gate, inner}, {normed_, width}, 0);
  apply_back(weights.up, rows, {of.up, inner}, {normed_, width}, 1);
  kernels::rms_norm_back(norm_shape(rows), of.middle, weights.feed_forward_norm.values, of.middle_scales, normed_,
                         stream_, gradient_of(weights.feed_forward_norm));
}

void DecoderPass::attention_back(const Chunk& chunk, std::size_t index) {
  const LayerMemory& of = layers_[index];
  const DecoderLayer& weights = decoder_.layers[index];
  const std::int64_t width = decoder_.shape.width, queries = decoder_.shape.query_width();
  const std::int64_t keys = decoder_.shape.key_width();
  const std::size_t all = chunk.tokens.size(), rows = askers(chunk, index);
  const kernels::Rotation rotation{decoder_.rotations.data(), size(decoder_.shape.head_width)};
  learn(weights.output, rows, {of.mixed, queries}, {stream_, width});
  apply_back(weights.output, rows, {stream_, width}, {mixed_, queries}, 0);
  std::fill_n(key_value_, all * size(2 * keys), 0.0F);
  attend_all(chunk, index, true);
  kernels::rotate(rotation, query_, size(queries), size(decoder_.shape.heads),
                  is_last(index) ? chunk.learnt_positions : chunk.positions, true);
  kernels::rotate(rotation, key_value_, size(2 * keys), size(decoder_.shape.key_heads), chunk.positions, true);
  learn(weights.query, rows, {of.query_normed, width}, {query_, queries});
  learn(weights.key, all, {of.normed, width}, {key_value_, 2 * keys});
  learn(weights.value, all, {of.normed, width}, {key_value_ + keys, 2 * keys});
  if (index > 0 || decoder_.embedding_learns()) input_back(chunk, index);
}

// From the gradients of queries, keys and values to that of the layer's input.
void DecoderPass::input_back(const Chunk& chunk, std::size_t index) {
  const LayerMemory& of = layers_[index];
  const DecoderLayer& weights = decoder_.layers[index];
  const std::int64_t width = decoder_.shape.width, queries = decoder_.shape.query_width();
  const std::int64_t keys = decoder_.shape.key_width();
  const std::size_t all = chunk.tokens.size(), rows = askers(chunk, index);
  apply_back(weights.key, all, {key_value_, 2 * keys}, {normed_, width}, 0);
  apply_back(weights.value, all, {key_value_ + keys, 2 * keys}, {normed_, width}, 1);
  if (is_last(index)) {
    apply_back(weights.query, rows, {query_, queries}, {normed_other_, width}, 0);
    scatter_add(normed_other_, size(width), chunk.learnt, normed_);
    std::fill_n(stream_other_, all * size(width), 0.0F);
    scatter_add(stream_, size(width), chunk.learnt, stream_other_);
    std::swap(stream_, stream_other_);
  } else {
    apply_back(weights.query, rows, {query_, queries}, {normed_, width}, 1);
  }
  kernels::rms_norm_back(norm_shape(all), of.input, weights.attention_norm.values, of.scales, normed_, stream_,
                         gradient_of(weights.attention_norm));
}

void DecoderPass::embedding_back(const Chunk& chunk) {
  scatter_add(stream_, size(decoder_.shape.width), chunk.tokens, gradient_of(decoder_.embedding));
}

}  // namespace swarm::graph
