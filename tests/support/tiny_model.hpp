#pragma once

#include <cstdint>
#include <filesystem>

namespace swarm::tests {

// A model of Qwen2's shape with weights by chance, in the built-in model's format: 256 byte tokens, then the specials
// "<|endoftext|>", "<|end|>", "<|user|>", "<|assistant|>", "<think>", "</think>", "<|math|>", "<|logic|>", "<|code|>",
// "<|reasoning|>", then merges.
struct TinyModelShape {
  int vocabulary = 300;
  int embedding = 32, layers = 2, heads = 2, kv_heads = 1, feed_forward = 64;
  int context = 512;
  std::uint64_t seed = 1;
  bool has_chat_template = true;
};

// The shape that the built-in model has.
inline constexpr TinyModelShape kBuiltInShape{
    .vocabulary = 512, .embedding = 128, .layers = 5, .heads = 4, .kv_heads = 2, .feed_forward = 384};

void write_tiny_model(const std::filesystem::path& path, const TinyModelShape& shape = {});

// A LoRA adapter for it: rank 4 on q and v, weights by chance.
void write_tiny_adapter(const std::filesystem::path& path, const TinyModelShape& shape = {}, std::uint64_t seed = 2);

}  // namespace swarm::tests
