#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/model_files/element_types.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "engine/model_files/lora_adapter.hpp"
#include "support/byte_pairs.hpp"

namespace swarm::tests {

// The shape of a Qwen2 model with random weights. Widths are multiples of 32 where the type is Q8_0.
struct QwenShape {
  std::string architecture = "qwen2";  // or "qwen3", "llama": the same family
  std::uint64_t embedding = 64, layers = 2, heads = 4, key_value_heads = 2, feed_forward = 160, context = 256;
  std::uint32_t type = model_files::kF32;  // of the matrices
  bool is_tied = true;                     // the output is the token table
  std::uint64_t seed = 1;
};

// Metadata and tensors of a model, to be written as they are or broken first. The bytes live as long as it does.
struct QwenModel {
  model_files::GgufMetadata metadata{};
  std::vector<model_files::Tensor> tensors{};
  std::deque<std::vector<std::byte>> bytes{};  // whose addresses stay

  model_files::Tensor& tensor(std::string_view name);
  Result<Done> write(const std::filesystem::path& file) const {
    return model_files::write_gguf(file, metadata, tensors);
  }
};

// The specials are Qwen's and stand behind the merges: <|endoftext|>, <|im_start|>, <|im_end|>, <think>, </think>.
QwenModel make_qwen_model(const QwenShape& shape, const BytePairs& vocabulary);

// LoRA pairs of that rank for all seven matrices of every layer, random in both halves.
model_files::LoraAdapter make_qwen_adapter(const QwenShape& shape, std::uint64_t rank, double alpha,
                                           std::uint64_t seed = 2);

}  // namespace swarm::tests
