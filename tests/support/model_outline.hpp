#pragma once

#include <filesystem>
#include <string>

namespace swarm::tests {

// The shape of a model that was published, to count memory with.
struct OutlineShape {
  std::string name;
  int layers, embedding, heads, kv_heads, feed_forward, vocabulary;
  bool has_tied_output;
  int context = 32'768;
};
enum class OutlineType { f16, q8_0, q4_0 };

// A GGUF file of Qwen2's architecture with every tensor in its place and nothing in it: the file is a hole, and takes
// no room on the disk. It can be measured, and not decoded with. Matrices have the type; Q4_0 leaves the embedding and
// the output in Q8_0; vectors are F32.
void write_model_outline(const std::filesystem::path& path, const OutlineShape& shape, OutlineType type);

}  // namespace swarm::tests
