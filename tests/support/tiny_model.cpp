#include "support/tiny_model.hpp"

#include <array>
#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ggml.h"
#include "gguf.h"

namespace swarm::tests {
namespace {

constexpr std::array<const char*, 10> kSpecials{"<|endoftext|>", "<|end|>",      "<|user|>", "<|assistant|>",
                                                "<think>",       "</think>",     "<|math|>", "<|logic|>",
                                                "<|code|>",      "<|reasoning|>"};

constexpr const char* kTemplate = R"({%- set ns = namespace(user='') -%}
{%- for message in messages -%}
{%- if message.role == 'system' and message.content in ['math', 'logic', 'code', 'reasoning'] -%}
{%- if message.content == 'math' -%}{{- '<|math|>' -}}{%- endif -%}
{%- if message.content == 'logic' -%}{{- '<|logic|>' -}}{%- endif -%}
{%- if message.content == 'code' -%}{{- '<|code|>' -}}{%- endif -%}
{%- if message.content == 'reasoning' -%}{{- '<|reasoning|>' -}}{%- endif -%}
{%- endif -%}
{%- if message.role == 'user' -%}{%- set ns.user = message.content -%}{%- endif -%}
{%- endfor -%}
{{- '<|user|>' + ns.user | trim -}}
{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%})";

std::string utf8_of(unsigned code) {
  if (code < 0x80) return {static_cast<char>(code)};
  return {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
}

// GPT-2's letters for bytes: those that can be seen stand for themselves, the others for U+0100 and on.
std::vector<std::string> byte_letters() {
  std::vector<std::string> letters(256);
  unsigned next = 256;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool is_seen = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    letters[byte] = utf8_of(is_seen ? byte : next++);
  }
  return letters;
}

struct Vocabulary {
  std::vector<std::string> tokens;
  std::vector<std::int32_t> types;
  std::vector<std::string> merges;
};

Vocabulary vocabulary_of(const TinyModelShape& shape) {
  Vocabulary out{.tokens = byte_letters()};
  out.types.assign(256, 1);
  for (const char* const special : kSpecials) {
    out.tokens.emplace_back(special);
    out.types.push_back(3);
  }
  std::mt19937_64 chance(shape.seed);
  std::set<std::string> known(out.tokens.begin(), out.tokens.end());
  std::vector<std::string> words;
  for (char letter = 'a'; letter <= 'z'; ++letter)
    words.emplace_back(1, letter);
  while (static_cast<int>(out.tokens.size()) < shape.vocabulary) {
    const std::string& left = words[chance() % words.size()];
    const std::string& right = words[chance() % 26];
    const std::string merged = left + right;
    if (merged.size() > 4 || !known.insert(merged).second) continue;
    out.merges.push_back(left + " " + right);
    out.tokens.push_back(merged);
    out.types.push_back(1);
    words.push_back(merged);
  }
  return out;
}

// A GGUF file of F32 tensors, freed with the object.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : chance_(seed), file_(gguf_init_empty()) {}
  ~Writer() {
    gguf_free(file_);
    for (ggml_context* const context : contexts_)
      ggml_free(context);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  gguf_context* file() { return file_; }

  void add(const std::string& name, std::int64_t columns, std::int64_t rows, double scale, double mean = 0) {
    const auto bytes = static_cast<std::size_t>(columns * rows) * sizeof(float);
    ggml_context* context = ggml_init({.mem_size = bytes + 4096, .mem_buffer = nullptr, .no_alloc = false});
    contexts_.push_back(context);
    ggml_tensor* tensor = rows == 1 ? ggml_new_tensor_1d(context, GGML_TYPE_F32, columns)
                                    : ggml_new_tensor_2d(context, GGML_TYPE_F32, columns, rows);
    ggml_set_name(tensor, name.c_str());
    std::normal_distribution<double> normal(mean, scale);
    auto* const values = static_cast<float*>(tensor->data);
    for (std::int64_t i = 0; i < columns * rows; ++i)
      values[i] = static_cast<float>(scale == 0 ? mean : normal(chance_));
    gguf_add_tensor(file_, tensor);
  }
  void write(const std::filesystem::path& path) { gguf_write_to_file(file_, path.c_str(), false); }

 private:
  std::mt19937_64 chance_;
  gguf_context* file_;
  std::vector<ggml_context*> contexts_;
};

void set_texts(gguf_context* file, const char* key, const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts)
    pointers.push_back(text.c_str());
  gguf_set_arr_str(file, key, pointers.data(), pointers.size());
}

void set_number(gguf_context* file, const char* key, int value) {
  gguf_set_val_u32(file, key, static_cast<std::uint32_t>(value));
}

void set_metadata(gguf_context* file, const TinyModelShape& shape) {
  gguf_set_val_str(file, "general.architecture", "qwen2");
  gguf_set_val_str(file, "general.name", "tiny");
  set_number(file, "qwen2.block_count", shape.layers);
  set_number(file, "qwen2.context_length", shape.context);
  set_number(file, "qwen2.embedding_length", shape.embedding);
  set_number(file, "qwen2.feed_forward_length", shape.feed_forward);
  set_number(file, "qwen2.attention.head_count", shape.heads);
  set_number(file, "qwen2.attention.head_count_kv", shape.kv_heads);
  gguf_set_val_f32(file, "qwen2.attention.layer_norm_rms_epsilon", 1e-5F);
  gguf_set_val_f32(file, "qwen2.rope.freq_base", 10000);
  gguf_set_val_str(file, "tokenizer.ggml.model", "gpt2");
  gguf_set_val_str(file, "tokenizer.ggml.pre", "qwen2");
  const Vocabulary vocabulary = vocabulary_of(shape);
  set_texts(file, "tokenizer.ggml.tokens", vocabulary.tokens);
  set_texts(file, "tokenizer.ggml.merges", vocabulary.merges);
  gguf_set_arr_data(file, "tokenizer.ggml.token_type", GGUF_TYPE_INT32, vocabulary.types.data(),
                    vocabulary.types.size());
  set_number(file, "tokenizer.ggml.eos_token_id", 257);
  set_number(file, "tokenizer.ggml.padding_token_id", 256);
  gguf_set_val_bool(file, "tokenizer.ggml.add_bos_token", false);
  if (shape.has_chat_template) gguf_set_val_str(file, "tokenizer.chat_template", kTemplate);
}

}  // namespace

void write_tiny_model(const std::filesystem::path& path, const TinyModelShape& shape) {
  Writer writer(shape.seed);
  set_metadata(writer.file(), shape);
  const int width = shape.embedding;
  const int kv_width = width / shape.heads * shape.kv_heads;
  const double scale = 1.0 / std::sqrt(width);
  writer.add("token_embd.weight", width, shape.vocabulary, 0.5);
  writer.add("output_norm.weight", width, 1, 0, 1);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const std::string at = "blk." + std::to_string(layer) + ".";
    writer.add(at + "attn_norm.weight", width, 1, 0, 1);
    writer.add(at + "ffn_norm.weight", width, 1, 0, 1);
    writer.add(at + "attn_q.weight", width, width, 2 * scale);
    writer.add(at + "attn_q.bias", width, 1, 0.1);
    writer.add(at + "attn_k.weight", width, kv_width, 2 * scale);
    writer.add(at + "attn_k.bias", kv_width, 1, 0.1);
    writer.add(at + "attn_v.weight", width, kv_width, scale);
    writer.add(at + "attn_v.bias", kv_width, 1, 0.1);
    writer.add(at + "attn_output.weight", width, width, scale);
    writer.add(at + "ffn_gate.weight", width, shape.feed_forward, scale);
    writer.add(at + "ffn_up.weight", width, shape.feed_forward, scale);
    writer.add(at + "ffn_down.weight", shape.feed_forward, width, 1.0 / std::sqrt(shape.feed_forward));
  }
  writer.write(path);
}

void write_tiny_adapter(const std::filesystem::path& path, const TinyModelShape& shape, std::uint64_t seed) {
  constexpr int kRank = 4;
  Writer writer(seed);
  gguf_set_val_str(writer.file(), "general.type", "adapter");
  gguf_set_val_str(writer.file(), "general.architecture", "qwen2");
  gguf_set_val_str(writer.file(), "adapter.type", "lora");
  gguf_set_val_f32(writer.file(), "adapter.lora.alpha", 8);
  const int kv_width = shape.embedding / shape.heads * shape.kv_heads;
  for (int layer = 0; layer < shape.layers; ++layer) {
    for (const char* const matrix : {"attn_q", "attn_v"}) {
      const std::string name = "blk." + std::to_string(layer) + "." + matrix + ".weight";
      const int rows = std::string(matrix) == "attn_q" ? shape.embedding : kv_width;
      writer.add(name + ".lora_a", shape.embedding, kRank, 0.2);
      writer.add(name + ".lora_b", kRank, rows, 0.2);
    }
  }
  writer.write(path);
}

}  // namespace swarm::tests
