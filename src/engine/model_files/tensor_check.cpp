#include "engine/model_files/tensor_check.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/ranges.h>

#include "engine/model_files/element_types.hpp"
#include "engine/model_files/file_access.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

using Shape = std::vector<std::uint64_t>;

std::string_view type_name(std::uint32_t type) {
  const ElementType* const element = find_element_type(type);
  return element == nullptr ? "unknown" : element->name;
}

// All bits of the exponent set: infinite, or no number.
template <class T, T kExponent>
bool is_all_finite(std::span<const std::byte> bytes) {
  bool is_finite = true;
  for (std::size_t offset = 0; offset + sizeof(T) <= bytes.size(); offset += sizeof(T)) {
    T bits;
    std::memcpy(&bits, bytes.data() + offset, sizeof(T));
    is_finite = is_finite && (bits & kExponent) != kExponent;
  }
  return is_finite;
}

// Where the blocks of a quantised type have their F16 scales; the other numbers are whole and cannot be wrong.
struct ScalePlaces {
  std::uint32_t type;
  std::array<std::size_t, 2> offsets;  // twice the same where there is one
};
constexpr std::array<ScalePlaces, 20> kScalePlaces = {{
    {2, {0, 0}},    {3, {0, 2}},      {6, {0, 0}},  {7, {0, 2}},    {8, {0, 0}},       // Q4_0 to Q8_0
    {10, {80, 82}}, {11, {108, 108}}, {12, {0, 2}}, {13, {0, 2}},   {14, {208, 208}},  // Q2_K to Q6_K
    {16, {0, 0}},   {17, {0, 0}},     {18, {0, 0}}, {19, {0, 0}},   {20, {0, 0}},      // IQ2_XXS to IQ4_NL
    {21, {0, 0}},   {22, {0, 0}},     {23, {0, 0}}, {34, {52, 52}}, {35, {64, 64}},    // IQ3_S to IQ4_XS, TQ1_0, TQ2_0
}};

bool are_scales_finite(const Tensor& tensor) {
  const auto* const places = std::ranges::find(kScalePlaces, tensor.type, &ScalePlaces::type);
  const ElementType* const element = find_element_type(tensor.type);
  if (places == kScalePlaces.end() || element == nullptr) return true;
  bool is_finite = true;
  for (std::size_t block = 0; block + element->block_bytes <= tensor.bytes.size(); block += element->block_bytes) {
    for (const std::size_t offset : places->offsets)
      is_finite = is_finite && is_all_finite<std::uint16_t, 0x7C00U>(tensor.bytes.subspan(block + offset, 2));
  }
  return is_finite;
}

bool is_all_finite(const Tensor& tensor) {
  switch (tensor.type) {
    case kF32:
      return is_all_finite<std::uint32_t, 0x7F80'0000U>(tensor.bytes);
    case kF16:
      return is_all_finite<std::uint16_t, 0x7C00U>(tensor.bytes);
    case kBF16:
      return is_all_finite<std::uint16_t, 0x7F80U>(tensor.bytes);
    default:
      return are_scales_finite(tensor);
  }
}

// Vectors are added or multiplied as they are, and that is done in F32 only.
bool is_vector_name(std::string_view name) {
  return name.ends_with("norm.weight") || name.ends_with(".bias") || name.ends_with(".scale") ||
         name.starts_with("rope_f");
}

class ShapeCheck {
 public:
  ShapeCheck(const GgufFile& model, const Hyperparameters& numbers, std::uint64_t vocabulary)
      : model_(model), numbers_(numbers), vocabulary_(vocabulary) {}

  Result<Done> check() const;

 private:
  Result<Done> check_layer(std::uint64_t layer) const;
  Result<Done> check_attention(const std::string& block) const;
  Result<Done> check_forward(const std::string& block) const;
  Result<Done> matrix(const std::string& name, const Shape& shape) const;
  Result<Done> vector(const std::string& name, std::uint64_t length) const;
  Result<Done> vector_if_there(const std::string& name, std::uint64_t length) const;
  Result<const Tensor*> required(const std::string& name, const Shape& shape) const;

  const GgufFile& model_;
  const Hyperparameters& numbers_;
  std::uint64_t vocabulary_;
};

Result<const Tensor*> ShapeCheck::required(const std::string& name, const Shape& shape) const {
  const Tensor* const tensor = model_.find(name);
  if (tensor == nullptr) return refuse("the tensor '{}' is missing", name);
  Shape found = tensor->shape;
  while (found.size() > shape.size() && found.back() == 1)
    found.pop_back();
  if (found != shape)
    return refuse("the tensor '{}' has the shape [{}], [{}] is expected", name, fmt::join(tensor->shape, ", "),
                  fmt::join(shape, ", "));
  return tensor;
}

Result<Done> ShapeCheck::matrix(const std::string& name, const Shape& shape) const {
  const Tensor* const tensor = TRY(required(name, shape));
  if (!is_matrix_type(tensor->type))
    return refuse("the tensor '{}' has the type {}, which cannot be multiplied with", name, type_name(tensor->type));
  return Done{};
}

Result<Done> ShapeCheck::vector(const std::string& name, std::uint64_t length) const {
  const Tensor* const tensor = TRY(required(name, {length}));
  if (tensor->type != kF32)
    return refuse("the tensor '{}' has the type {}, F32 is expected", name, type_name(tensor->type));
  return Done{};
}

Result<Done> ShapeCheck::vector_if_there(const std::string& name, std::uint64_t length) const {
  if (model_.find(name) == nullptr) return Done{};
  return vector(name, length);
}

Result<Done> ShapeCheck::check_attention(const std::string& block) const {
  const std::uint64_t wide = numbers_.embedding;
  const std::uint64_t queries = numbers_.heads * numbers_.key_length;
  const std::uint64_t shared = numbers_.key_value_heads * numbers_.key_length;
  TRY(vector(block + "attn_norm.weight", wide));
  TRY(matrix(block + "attn_output.weight", {queries, wide}));
  TRY(vector_if_there(block + "attn_output.bias", wide));
  if (model_.find(block + "attn_qkv.weight") != nullptr) {
    TRY(matrix(block + "attn_qkv.weight", {wide, queries + 2 * shared}));
    TRY(vector_if_there(block + "attn_qkv.bias", queries + 2 * shared));
  } else {
    TRY(matrix(block + "attn_q.weight", {wide, queries}));
    TRY(matrix(block + "attn_k.weight", {wide, shared}));
    TRY(matrix(block + "attn_v.weight", {wide, shared}));
  }
  TRY(vector_if_there(block + "attn_q.bias", queries));
  TRY(vector_if_there(block + "attn_k.bias", shared));
  TRY(vector_if_there(block + "attn_v.bias", shared));
  if (numbers_.architecture != "qwen3") return Done{};
  TRY(vector(block + "attn_q_norm.weight", numbers_.key_length));
  return vector(block + "attn_k_norm.weight", numbers_.key_length);
}

Result<Done> ShapeCheck::check_forward(const std::string& block) const {
  const std::uint64_t wide = numbers_.embedding, inner = numbers_.feed_forward, experts = numbers_.experts;
  TRY(vector(block + "ffn_norm.weight", wide));
  if (experts == 0) {
    TRY(matrix(block + "ffn_gate.weight", {wide, inner}));
    TRY(matrix(block + "ffn_up.weight", {wide, inner}));
    TRY(vector_if_there(block + "ffn_gate.bias", inner));
    TRY(vector_if_there(block + "ffn_up.bias", inner));
    TRY(vector_if_there(block + "ffn_down.bias", wide));
    return matrix(block + "ffn_down.weight", {inner, wide});
  }
  TRY(matrix(block + "ffn_gate_inp.weight", {wide, experts}));
  TRY(matrix(block + "ffn_gate_exps.weight", {wide, inner, experts}));
  TRY(matrix(block + "ffn_up_exps.weight", {wide, inner, experts}));
  return matrix(block + "ffn_down_exps.weight", {inner, wide, experts});
}

Result<Done> ShapeCheck::check_layer(std::uint64_t layer) const {
  const std::string block = fmt::format("blk.{}.", layer);
  TRY(check_attention(block));
  return check_forward(block);
}

Result<Done> ShapeCheck::check() const {
  const std::string& architecture = numbers_.architecture;
  if (!numbers_.are_layers_equal)
    return refuse("the layers differ in their heads or widths, which {} cannot", architecture);
  if (numbers_.heads == 0) return refuse("{}.attention.head_count is missing or 0", architecture);
  if (numbers_.key_value_heads == 0) return refuse("{}.attention.head_count_kv is 0", architecture);
  if (numbers_.feed_forward == 0) return refuse("{}.feed_forward_length is missing or 0", architecture);
  if (numbers_.experts > 0 && architecture != "llama")
    return refuse("{} has no experts, but the file says some", architecture);
  if (architecture == "qwen2" && numbers_.heads * numbers_.key_length != numbers_.embedding) {
    return refuse("{} heads of {} numbers are not the model's width of {}", numbers_.heads, numbers_.key_length,
                  numbers_.embedding);
  }
  TRY(matrix("token_embd.weight", {numbers_.embedding, vocabulary_}));
  TRY(vector("output_norm.weight", numbers_.embedding));
  if (model_.find("output.weight") != nullptr) TRY(matrix("output.weight", {numbers_.embedding, vocabulary_}));
  TRY(vector_if_there("output.bias", vocabulary_));
  for (std::uint64_t layer = 0; layer < numbers_.layers; ++layer)
    TRY(check_layer(layer));
  return Done{};
}

Result<Done> check_types(const GgufFile& model, const std::atomic<bool>* stop) {
  for (const Tensor& tensor : model.tensors()) {
    TRY(check_not_stopped(stop));
    constexpr std::uint32_t kQ8_1 = 9, kQ8_K = 15;
    if (tensor.type == kQ8_1 || tensor.type == kQ8_K)
      return refuse("the tensor '{}' has the type {}, which is for intermediate results", tensor.name,
                    type_name(tensor.type));
    if (is_vector_name(tensor.name) && tensor.type != kF32)
      return refuse("the tensor '{}' has the type {}, F32 is expected", tensor.name, type_name(tensor.type));
    TRY(check_values(tensor));
  }
  return Done{};
}

}  // namespace

bool is_matrix_type(std::uint32_t type) {
  constexpr std::array<std::uint32_t, 7> kNever = {9, 15, 24, 25, 26, 27, 28};  // Q8_1, Q8_K, I8 to I64, F64
  return find_element_type(type) != nullptr && std::ranges::find(kNever, type) == kNever.end();
}

Result<Done> check_values(const Tensor& tensor) {
  if (is_all_finite(tensor)) return Done{};
  return refuse("the tensor '{}' has a value that is infinite or no number", tensor.name);
}

Result<Done> check_tensors(const GgufFile& model, const Hyperparameters& numbers, std::uint64_t vocabulary,
                           const std::atomic<bool>* stop) {
  if (model.tensors().empty()) return refuse("the file has no tensors: it is a vocabulary only");
  TRY(check_types(model, stop));
  constexpr std::array<std::string_view, 3> kKnown = {"qwen2", "qwen3", "llama"};
  if (std::ranges::find(kKnown, numbers.architecture) == kKnown.end()) return Done{};
  return ShapeCheck(model, numbers, vocabulary).check();
}

}  // namespace swarm::model_files
