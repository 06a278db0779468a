#include "trainer/graph/qwen2_graph.hpp"

#include <cmath>
#include <string_view>

namespace swarm::graph {
namespace {

class Builder {
 public:
  Builder(ggml_context* context, const Qwen2Shape& shape, const LearnerSettings& settings, const GraphInputs& inputs,
          const std::function<ggml_tensor*(const std::string&)>& weight)
      : context_(context), shape_(shape), settings_(settings), inputs_(inputs), weight_(weight) {}

  ggml_tensor* logits() {
    ggml_tensor* stream = ggml_get_rows(context_, weight_("token_embd.weight"), inputs_.tokens);
    for (std::int64_t layer = 0; layer < shape_.layers; ++layer) {
      stream = ggml_add(context_, stream, attention(layer, normed(stream, layer_tensor(layer, "attn_norm.weight"))));
      stream = ggml_add(context_, stream, feed_forward(layer, normed(stream, layer_tensor(layer, "ffn_norm.weight"))));
    }
    ggml_tensor* output = weight_(shape_.tied ? "token_embd.weight" : "output.weight");
    return ggml_mul_mat(context_, output, normed(stream, "output_norm.weight"));
  }

 private:
  ggml_tensor* normed(ggml_tensor* input, const std::string& name) {
    return ggml_mul(context_, ggml_rms_norm(context_, input, shape_.epsilon), weight_(name));
  }

  ggml_tensor* linear(const std::string& name, ggml_tensor* input) {
    ggml_tensor* output = ggml_mul_mat(context_, weight_(name), input);
    ggml_tensor* lora_a = weight_(name + ".lora_a");
    if (lora_a == nullptr) return output;
    const auto scale = static_cast<float>(settings_.alpha / static_cast<double>(settings_.rank));
    ggml_tensor* inner = ggml_scale(context_, ggml_mul_mat(context_, lora_a, input), scale);
    return ggml_add(context_, output, ggml_mul_mat(context_, weight_(name + ".lora_b"), inner));
  }

  ggml_tensor* projection(std::int64_t layer, const std::string& part, ggml_tensor* input, std::int64_t heads) {
    ggml_tensor* output = linear(layer_tensor(layer, part + ".weight"), input);
    if (shape_.biases) output = ggml_add(context_, output, weight_(layer_tensor(layer, part + ".bias")));
    return ggml_reshape_3d(context_, output, shape_.head_width, heads, settings_.rows * settings_.columns);
  }

  ggml_tensor* rotated(ggml_tensor* heads) {
    return ggml_rope_ext(context_, heads, inputs_.positions, nullptr, static_cast<int>(shape_.head_width),
                         GGML_ROPE_TYPE_NEOX, 0, shape_.rope_base, 1, 0, 1, 0, 0);
  }

  // [head_width, heads, positions] to [head_width, columns, heads * rows]. The backward pass of products with fewer key
  // heads than heads works in three dimensions only, so heads and rows are one.
  ggml_tensor* by_head(ggml_tensor* input, std::int64_t heads) {
    input = ggml_reshape_4d(context_, input, shape_.head_width, heads, settings_.columns, settings_.rows);
    input = ggml_cont(context_, ggml_permute(context_, input, 0, 2, 1, 3));
    return ggml_reshape_3d(context_, input, shape_.head_width, settings_.columns, heads * settings_.rows);
  }
  // … to [columns, head_width, heads * rows]
  ggml_tensor* by_head_transposed(ggml_tensor* input, std::int64_t heads) {
    input = ggml_reshape_4d(context_, input, shape_.head_width, heads, settings_.columns, settings_.rows);
    input = ggml_cont(context_, ggml_permute(context_, input, 1, 2, 0, 3));
    return ggml_reshape_3d(context_, input, settings_.columns, shape_.head_width, heads * settings_.rows);
  }

  ggml_tensor* attention(std::int64_t layer, ggml_tensor* input) {
    const std::int64_t columns = settings_.columns, rows = settings_.rows;
    ggml_tensor* queries = by_head(rotated(projection(layer, "attn_q", input, shape_.heads)), shape_.heads);
    ggml_tensor* keys = by_head(rotated(projection(layer, "attn_k", input, shape_.key_heads)), shape_.key_heads);
    ggml_tensor* values = by_head_transposed(projection(layer, "attn_v", input, shape_.key_heads), shape_.key_heads);
    ggml_tensor* scores = ggml_mul_mat(context_, keys, queries);
    scores = ggml_reshape_4d(context_, scores, columns, columns, shape_.heads, rows);
    const float scale = 1 / std::sqrt(static_cast<float>(shape_.head_width));
    ggml_tensor* shares = ggml_soft_max_ext(context_, scores, inputs_.mask, scale, 0);
    // Not an output of anybody's: ggml's allocator may let SOFT_MAX_BACK overwrite its own input, and the CPU's kernel
    // then reads what it has written. The gradients below would be wrong without a word (llama.cpp PR 27096).
    ggml_set_output(shares);
    shares = ggml_reshape_3d(context_, shares, columns, columns, shape_.heads * rows);
    ggml_tensor* mixed = ggml_mul_mat(context_, values, shares);
    mixed = ggml_reshape_4d(context_, mixed, shape_.head_width, columns, shape_.heads, rows);
    mixed = ggml_cont(context_, ggml_permute(context_, mixed, 0, 2, 1, 3));
    mixed = ggml_reshape_2d(context_, mixed, shape_.query_width(), columns * rows);
    return linear(layer_tensor(layer, "attn_output.weight"), mixed);
  }

  ggml_tensor* feed_forward(std::int64_t layer, ggml_tensor* input) {
    ggml_tensor* gate = linear(layer_tensor(layer, "ffn_gate.weight"), input);
    ggml_tensor* up = linear(layer_tensor(layer, "ffn_up.weight"), input);
    return linear(layer_tensor(layer, "ffn_down.weight"), ggml_swiglu_split(context_, gate, up));
  }

  ggml_context* context_;
  const Qwen2Shape& shape_;
  const LearnerSettings& settings_;
  const GraphInputs& inputs_;
  const std::function<ggml_tensor*(const std::string&)>& weight_;
};

}  // namespace

ggml_tensor* add_qwen2(ggml_context* context, const Qwen2Shape& shape, const LearnerSettings& settings,
                       const GraphInputs& inputs, const std::function<ggml_tensor*(const std::string&)>& weight) {
  return Builder(context, shape, settings, inputs, weight).logits();
}

}  // namespace swarm::graph
