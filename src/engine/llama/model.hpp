#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/sizes.hpp"

struct llama_model;
struct llama_adapter_lora;

namespace swarm::llama {

using Token = std::int32_t;

// How a model is put on the machine. What is not said follows from the machine's profile.
struct LoadSettings {
  std::filesystem::path file{};
  std::optional<int> gpu_layers{};  // none: as many as fit the limit; 0 on a machine without a GPU
  std::vector<double> gpu_split{};  // shares of several GPUs; empty: by their free memory
  bool is_memory_mapped = true;
};

struct ModelFacts {
  std::string name;          // general.name, else the file's stem
  std::string architecture;  // "qwen2"
  std::int64_t parameters = 0;
  Bytes weight_bytes{};
  std::int64_t context_tokens = 0;  // that it was trained with
  std::int64_t embedding_length = 0;
  std::int64_t layers = 0;
  std::int64_t vocabulary = 0;
  std::int64_t bytes_per_kv_token = 0;  // of one sequence, keys and values in F16
};

struct ChatMessage {
  std::string role;
  std::string content;
};

// Text of a chat, ready to be answered, and what ends the answer besides the model's own end tokens.
struct ChatPrompt {
  std::string text;
  std::vector<std::string> stops;
};

// A loaded model: weights, vocabulary, chat template. Immutable but for its adapters; safe from every thread.
// Its file must have passed model_files' checks: llama.cpp aborts the process on some that did not.
class Model {
 public:
  // `invalid_input` (what llama.cpp says about it), `unavailable` (not enough memory).
  static Result<std::shared_ptr<Model>> load(const LoadSettings& settings);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const ModelFacts& facts() const { return facts_; }

  // Text as tokens. `parse_special` reads "<|user|>" as one token: only for text that a template made, never for text
  // that came from outside. Bytes that are no UTF-8 are taken as they are.
  std::vector<Token> tokenize(std::string_view text, bool parse_special, bool add_beginning) const;
  std::string bytes_of(Token token) const;  // special tokens: empty
  bool is_end_of_generation(Token token) const;

  // The model's own template over a conversation. The contents are tokenized as plain text: what a person wrote can
  // never become a special token. `invalid_input` when the template refuses the conversation.
  Result<std::vector<Token>> chat_tokens(std::span<const ChatMessage> messages, bool add_generation_prompt) const;

  // A JSON schema, as text, in the grammar language of llama.cpp. `invalid_input` says what it cannot express.
  static Result<std::string> grammar_of_schema(std::string_view json_schema);

  llama_model* handle() const { return handle_; }

 private:
  explicit Model(llama_model* handle);
  llama_model* handle_;
  ModelFacts facts_;
  struct Templates;
  std::unique_ptr<Templates> templates_;
};

// LoRA weights beside a model. The model outlives them; the contexts that use them end first.
class Adapter {
 public:
  static Result<std::shared_ptr<Adapter>> load(std::shared_ptr<Model> model, const std::filesystem::path& gguf_file);
  ~Adapter();
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;

  llama_adapter_lora* handle() const { return handle_; }
  Bytes bytes() const { return bytes_; }

 private:
  Adapter(std::shared_ptr<Model> model, llama_adapter_lora* handle, Bytes bytes);
  std::shared_ptr<Model> model_;
  llama_adapter_lora* handle_;
  Bytes bytes_;
};

}  // namespace swarm::llama
