#include "engine/model_files/lora_adapter.hpp"

#include <algorithm>
#include <array>

#include "base/invariant.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/hyperparameters.hpp"
#include "engine/model_files/model_check.hpp"
#include "engine/model_files/pair_check.hpp"
#include "engine/model_files/refusal.hpp"

namespace swarm::model_files {

namespace {

constexpr std::string_view kEmbedding = "token_embd.weight";

// llama.cpp has the A of a token table with a row per token.
Matrix transposed(const Matrix& matrix) {
  Matrix out{.type = matrix.type, .row_length = matrix.rows, .rows = matrix.row_length};
  out.bytes.resize(matrix.bytes.size());
  const std::size_t width = find_element_type(matrix.type)->block_bytes;
  for (std::uint64_t row = 0; row < matrix.rows; ++row) {
    for (std::uint64_t column = 0; column < matrix.row_length; ++column) {
      const std::byte* const from = matrix.bytes.data() + (row * matrix.row_length + column) * width;
      std::copy_n(from, width, out.bytes.data() + (column * matrix.rows + row) * width);
    }
  }
  return out;
}

Tensor tensor_of(std::string name, const Matrix& matrix) {
  return {
      .name = std::move(name), .type = matrix.type, .shape = {matrix.row_length, matrix.rows}, .bytes = matrix.bytes};
}

Result<Matrix> read_matrix(const Tensor& tensor) {
  if (tensor.type != kF32 && tensor.type != kF16 && tensor.type != kBF16)
    return refuse("the tensor '{}' is {}; F32, F16 and BF16 are read", tensor.name,
                  find_element_type(tensor.type)->name);
  if (tensor.shape.size() != 2) return refuse("the tensor '{}' is no matrix", tensor.name);
  return Matrix{.type = tensor.type,
                .row_length = tensor.shape[0],
                .rows = tensor.shape[1],
                .bytes = {tensor.bytes.begin(), tensor.bytes.end()}};
}

// The tensors of a GGUF adapter; `turned` keeps the matrices that had to be transposed for it.
std::vector<Tensor> tensors_of(const LoraAdapter& adapter, std::vector<Matrix>& turned) {
  std::vector<Tensor> tensors;
  turned.reserve(1);  // there is one token table
  for (const auto& [target, pair] : adapter.pairs) {
    if (target == kEmbedding) turned.push_back(transposed(pair.a));
    tensors.push_back(tensor_of(target + ".lora_a", target == kEmbedding ? turned.back() : pair.a));
    tensors.push_back(tensor_of(target + ".lora_b", pair.b));
  }
  return tensors;
}

}  // namespace

Matrix matrix_of(std::span<const float> values, std::uint64_t row_length) {
  SWARM_INVARIANT(row_length > 0 && values.size() % row_length == 0, "whoever has the numbers knows their shape");
  const std::span<const std::byte> bytes = std::as_bytes(values);
  return {.type = kF32,
          .row_length = row_length,
          .rows = values.size() / row_length,
          .bytes = {bytes.begin(), bytes.end()}};
}

Result<BaseShape> base_shape_of(const GgufFile& base) {
  const Hyperparameters numbers = TRY(read_hyperparameters(base));
  constexpr std::array<std::string_view, 3> kKnown = {"qwen2", "qwen3", "llama"};
  if (std::ranges::find(kKnown, numbers.architecture) == kKnown.end()) {
    return refuse("how PEFT names the weights of {} is not known here; qwen2, qwen3 and llama are",
                  numbers.architecture);
  }
  return BaseShape{numbers.architecture, numbers.heads, numbers.key_value_heads};
}

Result<LoraAdapter> read_gguf_adapter(const std::filesystem::path& file, const BaseShape& base) {
  const GgufFile opened = TRY(GgufFile::open(file));
  const FileFacts facts = TRY(check_adapter(opened));
  if (facts.architecture != base.architecture)
    return refuse("the adapter is for {}, the base model is {}", facts.architecture, base.architecture);
  LoraAdapter adapter{.base = base, .name = facts.name, .alpha = facts.alpha};
  const Pairs pairs = TRY(pairs_of(opened.tensors()));
  if (adapter.alpha == 0) {  // llama.cpp then adds B * A as it is
    adapter.alpha = static_cast<double>(facts.rank);
    for (const auto& [target, pair] : pairs) {
      if (TRY(rank_of(target, pair)) != facts.rank) return refuse("the adapter says no alpha and has several ranks");
    }
  }
  for (const auto& [target, pair] : pairs) {
    LoraPair read {
      .a = TRY(read_matrix(*pair.a))
      , .b = TRY(read_matrix(*pair.b))
    };
    if (target == kEmbedding) read.a = transposed(read.a);
    adapter.pairs.emplace(target, std::move(read));
  }
  return adapter;
}

Result<Done> write_gguf_adapter(const std::filesystem::path& file, const LoraAdapter& adapter) {
  GgufMetadata metadata{{"general.type", std::string("adapter")},
                        {"general.architecture", adapter.base.architecture},
                        {"adapter.type", std::string("lora")},
                        {"adapter.lora.alpha", adapter.alpha}};
  if (!adapter.name.empty()) metadata.emplace("general.name", adapter.name);
  std::vector<Matrix> turned;
  return write_gguf(file, metadata, tensors_of(adapter, turned));
}

Result<Done> check_against_base(const LoraAdapter& adapter, const GgufFile& base) {
  std::vector<Matrix> turned;
  const std::vector<Tensor> tensors = tensors_of(adapter, turned);
  return check_pairs(TRY(pairs_of(tensors)), base);
}

}  // namespace swarm::model_files
