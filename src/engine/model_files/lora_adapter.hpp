#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/model_files/gguf_file.hpp"

namespace swarm::model_files {

// Rows of numbers, F32, F16 or BF16.
struct Matrix {
  std::uint32_t type = 0;
  std::uint64_t row_length = 0, rows = 0;
  std::vector<std::byte> bytes;
};
Matrix matrix_of(std::span<const float> values, std::uint64_t row_length);

// What is added to a weight: B * A * alpha / rank.
struct LoraPair {
  Matrix a;  // a row per rank, as long as the weight's input
  Matrix b;  // a row per output, as long as the rank
};

// The part of the base that names and orders an adapter's numbers.
struct BaseShape {
  std::string architecture;  // qwen2, qwen3 or llama
  std::uint64_t heads = 0, key_value_heads = 0;
};
// `invalid_input` for a model whose numbers make no sense, or an architecture whose names are not known here.
Result<BaseShape> base_shape_of(const GgufFile& base);

// A LoRA adapter in memory, by llama.cpp's names ("blk.0.attn_q.weight"; "token_embd.weight" has A and B as PEFT has
// them). It is what PEFT folders and GGUF adapters are read to and written from; values are never rounded on the way
// between equal types.
struct LoraAdapter {
  BaseShape base;
  std::string name;  // may be empty
  double alpha = 0;  // the same for all pairs
  std::map<std::string, LoraPair> pairs;
};

// A folder with adapter_config.json and adapter_model.safetensors. Another strength of some pairs (use_rslora with
// several ranks, alpha_pattern) is multiplied into their B, in F32.
// `invalid_input` says which file or setting; what cannot be carried over is named (adapter_config.hpp).
Result<LoraAdapter> read_peft(const std::filesystem::path& folder, const BaseShape& base);
// Makes the folder when it is not there. `base_model` goes into adapter_config.json.
Result<Done> write_peft(const std::filesystem::path& folder, const LoraAdapter& adapter, std::string_view base_model);

Result<LoraAdapter> read_gguf_adapter(const std::filesystem::path& file, const BaseShape& base);
Result<Done> write_gguf_adapter(const std::filesystem::path& file, const LoraAdapter& adapter);

// `invalid_input` when a pair does not fit the weight that it is for.
Result<Done> check_against_base(const LoraAdapter& adapter, const GgufFile& base);

// SHA-256 of the text that `sha256sum adapter_config.json adapter_model.safetensors` prints inside of the folder.
Result<std::string> peft_sha256(const std::filesystem::path& folder);

}  // namespace swarm::model_files
