#include "trainer/graph/qwen2_shape.hpp"

#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace swarm::graph {
namespace {

using model_files::GgufFile;
using model_files::Tensor;

constexpr std::uint64_t kDimensionMax = 1U << 24;  // of anything: products of two stay far below 2^63

Result<std::int64_t> count(const GgufFile& file, std::string_view key) {
  const auto value = file.number(key);
  if (!value) return fail(ErrorCode::invalid_input, fmt::format("the model's metadata lack {}", key));
  if (*value == 0 || *value > kDimensionMax)
    return fail(ErrorCode::invalid_input, fmt::format("{} is {}: 1 to {} expected", key, *value, kDimensionMax));
  return static_cast<std::int64_t>(*value);
}

Result<float> positive(std::string_view key, double value) {
  constexpr double kMax = 1e12;
  if (!std::isfinite(value) || value <= 0 || value > kMax)
    return fail(ErrorCode::invalid_input,
                fmt::format("{} is {:g}: a number above 0 and up to {:g} expected", key, value, kMax));
  return static_cast<float>(value);
}

Result<Done> check_tensor(const GgufFile& file, const TensorPlan& plan) {
  const Tensor* tensor = file.find(plan.name);
  if (tensor == nullptr) return fail(ErrorCode::invalid_input, fmt::format("the model lacks the tensor {}", plan.name));
  std::vector<std::uint64_t> shape = tensor->shape;
  while (shape.size() > plan.shape.size() && shape.back() == 1)
    shape.pop_back();
  if (shape != plan.shape)
    return fail(ErrorCode::invalid_input, fmt::format("tensor {} has the shape [{}], its metadata ask for [{}]",
                                                      plan.name, fmt::join(shape, ", "), fmt::join(plan.shape, ", ")));
  return Done{};
}

// What this decoder does not compute would be learnt wrongly: refused.
Result<Done> check_nothing_else(const GgufFile& file, const std::vector<TensorPlan>& plans) {
  const auto scaling = file.text("qwen2.rope.scaling.type");
  if (scaling && *scaling != "none")
    return fail(ErrorCode::invalid_input, fmt::format("RoPE scaling ({}) cannot be trained", *scaling));
  std::set<std::string_view> known;
  for (const TensorPlan& plan : plans)
    known.insert(plan.name);
  for (const Tensor& tensor : file.tensors())
    if (!known.contains(tensor.name))
      return fail(ErrorCode::invalid_input,
                  fmt::format("the model has the tensor {}, which cannot be trained", tensor.name));
  return Done{};
}

Result<Done> read_heads(const GgufFile& file, Qwen2Shape& shape) {
  shape.heads = TRY(count(file, "qwen2.attention.head_count"));
  shape.key_heads = file.number("qwen2.attention.head_count_kv") ? TRY(count(file, "qwen2.attention.head_count_kv")) : shape.heads;
  shape.head_width = shape.width / shape.heads;
  if (shape.width % shape.heads != 0 || shape.heads % shape.key_heads != 0 || shape.head_width % 2 != 0)
    return fail(ErrorCode::invalid_input, fmt::format("width {}, {} heads and {} key heads do not go together",
                                                      shape.width, shape.heads, shape.key_heads));
  const auto expected = static_cast<std::uint64_t>(shape.head_width);
  for (const std::string_view key :
       {"qwen2.attention.key_length", "qwen2.attention.value_length", "qwen2.rope.dimension_count"})
    if (file.number(key).value_or(expected) != expected)
      return fail(ErrorCode::invalid_input, fmt::format("{} is {}: {} expected", key, *file.number(key), expected));
  return Done{};
}

}  // namespace

std::string layer_tensor(std::int64_t layer, std::string_view part) {
  return fmt::format("blk.{}.{}", layer, part);
}

Result<Qwen2Shape> read_qwen2_shape(const GgufFile& file) {
  const auto architecture = file.text("general.architecture");
  if (architecture != "qwen2")
    return fail(ErrorCode::invalid_input, fmt::format("the model's architecture is {}: only qwen2 can be trained",
                                                      architecture.value_or("not told")));
  Qwen2Shape shape;
  shape.width = TRY(count(file, "qwen2.embedding_length"));
  shape.layers = TRY(count(file, "qwen2.block_count"));
  shape.feed_forward = TRY(count(file, "qwen2.feed_forward_length"));
  (void)TRY(read_heads(file, shape));
  constexpr std::string_view epsilon = "qwen2.attention.layer_norm_rms_epsilon", base = "qwen2.rope.freq_base";
  shape.epsilon = TRY(positive(epsilon, file.real(epsilon).value_or(0)));
  shape.rope_base = TRY(positive(base, file.real(base).value_or(10'000)));
  const Tensor* embedding = file.find("token_embd.weight");
  if (embedding == nullptr || embedding->shape.size() < 2 || embedding->shape[1] > kDimensionMax)
    return fail(ErrorCode::invalid_input, "the model lacks token_embd.weight, or its shape is wrong");
  shape.vocabulary = static_cast<std::int64_t>(embedding->shape[1]);
  shape.tied = file.find("output.weight") == nullptr;
  shape.biases = file.find("blk.0.attn_q.bias") != nullptr;
  if (static_cast<std::uint64_t>(shape.layers) > file.tensors().size())
    return fail(ErrorCode::invalid_input,
                fmt::format("the model tells of {} layers and has {} tensors", shape.layers, file.tensors().size()));
  const std::vector<TensorPlan> plans = base_tensors(shape);
  for (const TensorPlan& plan : plans)
    (void)TRY(check_tensor(file, plan));
  (void)TRY(check_nothing_else(file, plans));
  return shape;
}

std::vector<TensorPlan> base_tensors(const Qwen2Shape& shape) {
  const auto size = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t width = size(shape.width), query = size(shape.query_width()), key = size(shape.key_width());
  const std::uint64_t forward = size(shape.feed_forward), vocabulary = size(shape.vocabulary);
  std::vector<TensorPlan> plans{{"token_embd.weight", {width, vocabulary}}};
  for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
    const auto add = [&](std::string_view part, std::vector<std::uint64_t> extent) {
      plans.push_back({layer_tensor(layer, part), std::move(extent)});
    };
    add("attn_norm.weight", {width});
    add("attn_q.weight", {width, query});
    add("attn_k.weight", {width, key});
    add("attn_v.weight", {width, key});
    if (shape.biases) {
      add("attn_q.bias", {query});
      add("attn_k.bias", {key});
      add("attn_v.bias", {key});
    }
    add("attn_output.weight", {query, width});
    add("ffn_norm.weight", {width});
    add("ffn_gate.weight", {width, forward});
    add("ffn_up.weight", {width, forward});
    add("ffn_down.weight", {forward, width});
  }
  plans.push_back({"output_norm.weight", {width}});
  if (!shape.tied) plans.push_back({"output.weight", {width, vocabulary}});
  return plans;
}

std::vector<TensorPlan> adapter_tensors(const Qwen2Shape& shape, std::int64_t rank) {
  const auto width = static_cast<std::uint64_t>(rank);
  std::vector<TensorPlan> plans;
  for (const TensorPlan& base : base_tensors(shape)) {
    if (!base.name.starts_with("blk.") || base.shape.size() != 2) continue;
    plans.push_back({base.name + ".lora_a", {base.shape[0], width}});
    plans.push_back({base.name + ".lora_b", {width, base.shape[1]}});
  }
  return plans;
}

}  // namespace swarm::graph
