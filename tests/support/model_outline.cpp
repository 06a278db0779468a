#include "support/model_outline.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ggml.h"
#include "gguf.h"

namespace swarm::tests {
namespace {

constexpr std::size_t kTensorsMax = 1024;

struct Freed {
  void operator()(gguf_context* file) const { gguf_free(file); }
  void operator()(ggml_context* tensors) const { ggml_free(tensors); }
};

ggml_type type_of(OutlineType type, bool is_vocabulary) {
  switch (type) {
    case OutlineType::f16:
      return GGML_TYPE_F16;
    case OutlineType::q8_0:
      return GGML_TYPE_Q8_0;
    case OutlineType::q4_0:
      return is_vocabulary ? GGML_TYPE_Q8_0 : GGML_TYPE_Q4_0;
  }
  return GGML_TYPE_F16;
}

class Outline {
 public:
  explicit Outline(OutlineType type)
      : type_(type),
        file_(gguf_init_empty()),
        tensors_(
            ggml_init({.mem_size = kTensorsMax * ggml_tensor_overhead(), .mem_buffer = nullptr, .no_alloc = true})) {}

  gguf_context* file() { return file_.get(); }
  void vector(const std::string& name, int length) {
    add(name, ggml_new_tensor_1d(tensors_.get(), GGML_TYPE_F32, length));
  }
  void matrix(const std::string& name, int columns, int rows, bool is_vocabulary = false) {
    add(name, ggml_new_tensor_2d(tensors_.get(), type_of(type_, is_vocabulary), columns, rows));
  }
  void write(const std::filesystem::path& path) {
    gguf_write_to_file(file_.get(), path.c_str(), true);
    std::filesystem::resize_file(path, gguf_get_meta_size(file_.get()) + bytes_);
  }

 private:
  void add(const std::string& name, ggml_tensor* tensor) {
    ggml_set_name(tensor, name.c_str());
    gguf_add_tensor(file_.get(), tensor);
    bytes_ += (ggml_nbytes(tensor) + 31) / 32 * 32;
  }
  const OutlineType type_;
  std::unique_ptr<gguf_context, Freed> file_;
  std::unique_ptr<ggml_context, Freed> tensors_;
  std::uint64_t bytes_ = 0;
};

void set_number(gguf_context* file, const char* key, int value) {
  gguf_set_val_u32(file, key, static_cast<std::uint32_t>(value));
}

void set_metadata(gguf_context* file, const OutlineShape& shape) {
  gguf_set_val_str(file, "general.architecture", "qwen2");
  gguf_set_val_str(file, "general.name", shape.name.c_str());
  set_number(file, "qwen2.block_count", shape.layers);
  set_number(file, "qwen2.context_length", shape.context);
  set_number(file, "qwen2.embedding_length", shape.embedding);
  set_number(file, "qwen2.feed_forward_length", shape.feed_forward);
  set_number(file, "qwen2.attention.head_count", shape.heads);
  set_number(file, "qwen2.attention.head_count_kv", shape.kv_heads);
  gguf_set_val_f32(file, "qwen2.attention.layer_norm_rms_epsilon", 1e-6F);
  gguf_set_val_f32(file, "qwen2.rope.freq_base", 1e6F);
  gguf_set_val_str(file, "tokenizer.ggml.model", "gpt2");
  gguf_set_val_str(file, "tokenizer.ggml.pre", "qwen2");
  std::vector<std::string> tokens;
  for (int i = 0; i < shape.vocabulary; ++i)
    tokens.push_back("t" + std::to_string(i));
  std::vector<const char*> texts;
  for (const std::string& token : tokens)
    texts.push_back(token.c_str());
  gguf_set_arr_str(file, "tokenizer.ggml.tokens", texts.data(), texts.size());
  const char* merge = "t 1";
  gguf_set_arr_str(file, "tokenizer.ggml.merges", &merge, 1);
  set_number(file, "tokenizer.ggml.eos_token_id", 1);
}

}  // namespace

void write_model_outline(const std::filesystem::path& path, const OutlineShape& shape, OutlineType type) {
  Outline outline(type);
  set_metadata(outline.file(), shape);
  const int width = shape.embedding;
  const int kv_width = width / shape.heads * shape.kv_heads;
  outline.matrix("token_embd.weight", width, shape.vocabulary, true);
  if (!shape.has_tied_output) outline.matrix("output.weight", width, shape.vocabulary, true);
  outline.vector("output_norm.weight", width);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const std::string at = "blk." + std::to_string(layer) + ".";
    outline.vector(at + "attn_norm.weight", width);
    outline.vector(at + "ffn_norm.weight", width);
    outline.matrix(at + "attn_q.weight", width, width);
    outline.vector(at + "attn_q.bias", width);
    for (const char* const part : {"attn_k", "attn_v"}) {
      outline.matrix(at + part + ".weight", width, kv_width);
      outline.vector(at + part + ".bias", kv_width);
    }
    outline.matrix(at + "attn_output.weight", width, width);
    outline.matrix(at + "ffn_gate.weight", width, shape.feed_forward);
    outline.matrix(at + "ffn_up.weight", width, shape.feed_forward);
    outline.matrix(at + "ffn_down.weight", shape.feed_forward, width);
  }
  outline.write(path);
}

}  // namespace swarm::tests
