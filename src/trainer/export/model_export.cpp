#include "trainer/export/model_export.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/model_files/float_formats.hpp"
#include "engine/model_files/model_check.hpp"
#include "trainer/data/seeded_bits.hpp"

namespace swarm::exporting {

namespace {

constexpr std::uint32_t kSingleType = 0, kHalfType = 1;   // ggml's numbers
constexpr std::uint64_t kAllSingle = 0, kMostlyHalf = 1;  // llama.cpp's kinds of files
constexpr float kHalfMax = 65'504;
constexpr double kDeviation = 0.0343;  // at an embedding of 128

// Makes tensors one after the other out of one stream of chance.
class WeightMaker {
 public:
  WeightMaker(const ModelShape& shape, std::uint64_t seed)
      : bits_(data::derived_seed(seed, 77)),
        deviation_(kDeviation * std::sqrt(128.0 / static_cast<double>(shape.embedding))),
        residual_deviation_(deviation_ / std::sqrt(2.0 * static_cast<double>(shape.layers))) {}

  void matrix(const std::string& name, std::int64_t columns, std::int64_t rows, bool is_residual = false) {
    Weights weights{.name = name + ".weight", .shape = {count(columns), count(rows)}, .values = {}};
    weights.values.resize(count(columns * rows));
    for (float& value : weights.values)
      value = static_cast<float>(bits_.normal() * (is_residual ? residual_deviation_ : deviation_));
    made_.push_back(std::move(weights));
  }
  void vector(const std::string& name, std::int64_t length, float value) {
    made_.push_back({name, {count(length)}, std::vector<float>(count(length), value)});
  }
  std::vector<Weights> take() { return std::move(made_); }

 private:
  static std::uint64_t count(std::int64_t number) { return static_cast<std::uint64_t>(number); }
  data::SeededBits bits_;
  double deviation_, residual_deviation_;
  std::vector<Weights> made_;
};

void add_layer(WeightMaker& maker, const ModelShape& shape, std::int64_t layer) {
  const std::string block = fmt::format("blk.{}.", layer);
  const std::int64_t keys = shape.key_value_heads * shape.head_length();
  maker.vector(block + "attn_norm.weight", shape.embedding, 1);
  maker.matrix(block + "attn_q", shape.embedding, shape.embedding);
  maker.vector(block + "attn_q.bias", shape.embedding, 0);
  maker.matrix(block + "attn_k", shape.embedding, keys);
  maker.vector(block + "attn_k.bias", keys, 0);
  maker.matrix(block + "attn_v", shape.embedding, keys);
  maker.vector(block + "attn_v.bias", keys, 0);
  maker.matrix(block + "attn_output", shape.embedding, shape.embedding, true);
  maker.vector(block + "ffn_norm.weight", shape.embedding, 1);
  maker.matrix(block + "ffn_gate", shape.embedding, shape.feed_forward);
  maker.matrix(block + "ffn_up", shape.embedding, shape.feed_forward);
  maker.matrix(block + "ffn_down", shape.feed_forward, shape.embedding, true);
}

Result<std::vector<std::byte>> bytes_of(const Weights& weights, std::uint32_t type) {
  const float largest = type == kHalfType ? kHalfMax : std::numeric_limits<float>::max();
  for (std::size_t i = 0; i < weights.values.size(); ++i) {
    const float value = weights.values[i];
    if (std::abs(value) <= largest) continue;  // also false for what is no number
    return fail(ErrorCode::invalid_input,
                fmt::format("{}[{}] is {}, which the file cannot hold", weights.name, i, value));
  }
  return model_files::of_floats(type, weights.values);
}

Result<Done> compare(const std::filesystem::path& path, const std::vector<model_files::Tensor>& written) {
  const model_files::GgufFile file = TRY(model_files::GgufFile::open(path));
  for (const model_files::Tensor& tensor : written) {
    const model_files::Tensor* found = file.find(tensor.name);
    if (found == nullptr || found->type != tensor.type || found->shape != tensor.shape ||
        !std::ranges::equal(found->bytes, tensor.bytes)) {
      return fail(ErrorCode::internal, fmt::format("{}: {} is not what was written", path.string(), tensor.name));
    }
  }
  if (file.tensors().size() != written.size())
    return fail(ErrorCode::internal, fmt::format("{}: other tensors than were written", path.string()));
  TRY(model_files::check_model(file));
  return Done{};
}

}  // namespace

std::vector<Weights> initial_weights(const ModelShape& shape, std::uint64_t vocabulary, std::uint64_t seed) {
  WeightMaker maker(shape, seed);
  maker.matrix("token_embd", shape.embedding, static_cast<std::int64_t>(vocabulary));
  for (std::int64_t layer = 0; layer < shape.layers; ++layer)
    add_layer(maker, shape, layer);
  maker.vector("output_norm.weight", shape.embedding, 1);
  if (!shape.tied_output) maker.matrix("output", shape.embedding, static_cast<std::int64_t>(vocabulary));
  return maker.take();
}

std::vector<Weights> weights_of(const graph::Learner& learner) {
  std::vector<Weights> weights;
  const std::vector<graph::Parameter>& parameters = learner.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    weights.push_back({parameters[i].name, parameters[i].shape, learner.values(i)});
  return weights;
}

Result<Done> write_model(const std::filesystem::path& path, const model_files::GgufMetadata& metadata,
                         std::span<const Weights> weights, Precision precision) {
  std::vector<std::vector<std::byte>> bytes;
  std::vector<model_files::Tensor> tensors;
  for (const Weights& one : weights) {
    const std::uint32_t type = precision == Precision::half && one.shape.size() > 1 ? kHalfType : kSingleType;
    bytes.push_back(TRY(bytes_of(one, type)));
    tensors.push_back({.name = one.name, .type = type, .shape = one.shape, .bytes = std::span(bytes.back())});
  }
  model_files::GgufMetadata described = metadata;
  described["general.file_type"] = precision == Precision::half ? kMostlyHalf : kAllSingle;
  TRY(model_files::write_gguf(path, described, tensors));
  return compare(path, tensors);
}

}  // namespace swarm::exporting
