#include "support/qwen_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <random>

#include "base/invariant.hpp"
#include "engine/model_files/float_formats.hpp"

namespace swarm::tests {

namespace {

using model_files::Matrix;
using model_files::Tensor;

constexpr std::string_view kChatTemplate =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + "
    "'\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

// Normal numbers, the same on every machine.
class Weights {
 public:
  explicit Weights(std::uint64_t seed) : engine_(seed) {}

  std::vector<float> take(std::uint64_t count, double deviation) {
    std::vector<float> values(count);
    for (float& value : values)
      value = static_cast<float>(normal() * deviation);
    return values;
  }

 private:
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform()); }

  std::mt19937_64 engine_;
};

class Maker {
 public:
  Maker(const QwenShape& shape, const BytePairs& vocabulary) : shape_(shape), weights_(shape.seed) {
    set_vocabulary(vocabulary);
    set_numbers();
    add_tensors();
  }
  QwenModel take() { return std::move(model_); }

 private:
  std::uint64_t head() const { return shape_.embedding / shape_.heads; }
  void set(std::string_view name, model_files::GgufValue value) {
    model_.metadata.emplace(fmt::format("{}.{}", shape_.architecture, name), std::move(value));
  }

  void set_vocabulary(const BytePairs& vocabulary) {
    std::vector<std::string> tokens = vocabulary.tokens;
    std::vector<std::int64_t> types(tokens.size(), 1);
    const std::uint64_t first = tokens.size();
    for (const char* const special : {"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"}) {
      tokens.emplace_back(special);
      types.push_back(3);  // control
    }
    tokens_ = tokens.size();
    model_.metadata = {{"general.type", std::string("model")},
                       {"general.architecture", shape_.architecture},
                       {"general.name", std::string("made for tests")},
                       {"tokenizer.ggml.model", std::string("gpt2")},
                       {"tokenizer.ggml.pre", std::string("qwen2")},
                       {"tokenizer.ggml.tokens", std::move(tokens)},
                       {"tokenizer.ggml.token_type", std::move(types)},
                       {"tokenizer.ggml.merges", vocabulary.merges},
                       {"tokenizer.ggml.bos_token_id", first},
                       {"tokenizer.ggml.padding_token_id", first},
                       {"tokenizer.ggml.eos_token_id", first + 2},
                       {"tokenizer.ggml.add_bos_token", false},
                       {"tokenizer.chat_template", std::string(kChatTemplate)}};
  }

  void set_numbers() {
    set("context_length", shape_.context);
    set("embedding_length", shape_.embedding);
    set("block_count", shape_.layers);
    set("feed_forward_length", shape_.feed_forward);
    set("attention.head_count", shape_.heads);
    set("attention.head_count_kv", shape_.key_value_heads);
    set("attention.layer_norm_rms_epsilon", 1e-6);
    set("rope.freq_base", 10'000.0);
    if (shape_.architecture == "llama") set("rope.dimension_count", head());
  }

  void add(std::string name, std::vector<std::uint64_t> lengths, std::uint32_t type, const std::vector<float>& values) {
    Result<std::vector<std::byte>> bytes = model_files::of_floats(type, values);
    SWARM_INVARIANT(bytes, "the shape's widths fit its type");
    model_.bytes.push_back(*std::move(bytes));
    model_.tensors.push_back(
        {.name = std::move(name), .type = type, .shape = std::move(lengths), .bytes = model_.bytes.back()});
  }
  void add_matrix(std::string name, std::uint64_t in, std::uint64_t out) {
    const double deviation = 0.7 / std::sqrt(static_cast<double>(shape_.embedding));
    add(std::move(name), {in, out}, shape_.type, weights_.take(in * out, deviation));
  }
  void add_norm(std::string name, std::uint64_t length) {
    add(std::move(name), {length}, model_files::kF32, std::vector<float>(length, 1.0F));
  }
  void add_bias(std::string name, std::uint64_t length) {
    add(std::move(name), {length}, model_files::kF32, weights_.take(length, 0.02));
  }

  void add_attention(const std::string& block) {
    const std::uint64_t wide = shape_.embedding, shared = shape_.key_value_heads * head();
    add_norm(block + "attn_norm.weight", wide);
    add_matrix(block + "attn_q.weight", wide, wide);
    add_matrix(block + "attn_k.weight", wide, shared);
    add_matrix(block + "attn_v.weight", wide, shared);
    add_matrix(block + "attn_output.weight", wide, wide);
    if (shape_.architecture == "qwen2") {
      add_bias(block + "attn_q.bias", wide);
      add_bias(block + "attn_k.bias", shared);
      add_bias(block + "attn_v.bias", shared);
    }
    if (shape_.architecture == "qwen3") {
      add_norm(block + "attn_q_norm.weight", head());
      add_norm(block + "attn_k_norm.weight", head());
    }
  }

  void add_tensors() {
    const std::uint64_t wide = shape_.embedding;
    add_matrix("token_embd.weight", wide, tokens_);
    for (std::uint64_t layer = 0; layer < shape_.layers; ++layer) {
      const std::string block = fmt::format("blk.{}.", layer);
      add_attention(block);
      add_norm(block + "ffn_norm.weight", wide);
      add_matrix(block + "ffn_gate.weight", wide, shape_.feed_forward);
      add_matrix(block + "ffn_up.weight", wide, shape_.feed_forward);
      add_matrix(block + "ffn_down.weight", shape_.feed_forward, wide);
    }
    add_norm("output_norm.weight", wide);
    if (!shape_.is_tied) add_matrix("output.weight", wide, tokens_);
  }

  const QwenShape& shape_;
  Weights weights_;
  std::uint64_t tokens_ = 0;
  QwenModel model_;
};

}  // namespace

Tensor& QwenModel::tensor(std::string_view name) {
  const auto found = std::ranges::find(tensors, name, &Tensor::name);
  SWARM_INVARIANT(found != tensors.end(), "a test asks for tensors that there are");
  return *found;
}

QwenModel make_qwen_model(const QwenShape& shape, const BytePairs& vocabulary) {
  return Maker(shape, vocabulary).take();
}

model_files::LoraAdapter make_qwen_adapter(const QwenShape& shape, std::uint64_t rank, double alpha,
                                           std::uint64_t seed) {
  Weights weights(seed);
  model_files::LoraAdapter adapter{
      .base = {shape.architecture, shape.heads, shape.key_value_heads}, .name = "made for tests", .alpha = alpha};
  const std::uint64_t wide = shape.embedding, inner = shape.feed_forward;
  const std::uint64_t shared = shape.key_value_heads * (wide / shape.heads);
  struct Target {
    const char* name;
    std::uint64_t in, out;
  };
  for (std::uint64_t layer = 0; layer < shape.layers; ++layer) {
    for (const Target& target :
         {Target{"attn_q", wide, wide}, Target{"attn_k", wide, shared}, Target{"attn_v", wide, shared},
          Target{"attn_output", wide, wide}, Target{"ffn_gate", wide, inner}, Target{"ffn_up", wide, inner},
          Target{"ffn_down", inner, wide}}) {
      adapter.pairs.emplace(
          fmt::format("blk.{}.{}.weight", layer, target.name),
          model_files::LoraPair{.a = model_files::matrix_of(weights.take(rank * target.in, 0.1), target.in),
                                .b = model_files::matrix_of(weights.take(target.out * rank, 0.1), rank)});
    }
  }
  return adapter;
}

}  // namespace swarm::tests
