#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.hpp"
#include "base/result.hpp"
#include "base/sizes.hpp"
#include "engine/llama/chat_template.hpp"
#include "engine/llama/tokenizer.hpp"

struct llama_model;
struct llama_adapter_lora;

namespace swarm::llama {

class TokenOrder;

// How a model is put on the machine. What is not said follows from the machine's profile.
struct LoadSettings {
  std::filesystem::path file{};
  std::vector<std::string> devices{};  // that compute, as DeviceFacts::name; empty: all. The processor always does
  std::optional<int> gpu_layers{};     // none: all of them when there is a GPU (Profile says how many fit)
  std::vector<double> gpu_split{};     // shares of several GPUs; empty: by their free memory
  bool is_memory_mapped = true;
  bool is_repacked = true;          // into forms that compute faster, which takes the weights' memory once more
  bool is_measured_only = false;    // reads the header and counts memory, but no weights: it cannot be decoded with
  bool is_vocabulary_only = false;  // tokens, template, name and context: neither weights nor their facts
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
  bool is_causal = true;                // each token sees only those before it: it can generate
  bool has_chat_template = false;
};

enum class Pooling { mean, last, first };  // how the vectors of a text's tokens become one

// A loaded model: weights, vocabulary, chat template. Immutable but for its adapters; safe from every thread.
// Its file must have passed model_files' checks: llama.cpp aborts the process on some that did not.
class Model {
 public:
  // `invalid_input` (what llama.cpp says about it), `not_found`, `unavailable` (not enough memory).
  static Result<std::shared_ptr<Model>> load(const LoadSettings& settings);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const ModelFacts& facts() const { return facts_; }
  Pooling pooling() const { return pooling_; }  // by the file's metadata; mean where it says nothing
  bool tells_pooling() const { return tells_pooling_; }

  // Text as tokens. `parse_special` reads "<|user|>" as one token: only for text that a template made, never for text
  // that came from outside. Bytes that are no UTF-8 are taken as they are.
  std::vector<Token> tokenize(std::string_view text, bool parse_special, bool add_beginning) const;
  std::optional<Token> special(std::string_view text) const;  // the token that "<think>" is, if it is one
  std::string bytes_of(Token token) const;                    // special tokens: empty
  bool is_end_of_generation(Token token) const;
  bool is_control(Token token) const;  // means something to the template, and is no text

  // The model's own template over a conversation. The contents are tokenized as plain text: what a person wrote can
  // never become a special token. `invalid_input` when the template refuses the conversation, or there is none.
  // `is_thinking_wanted`: what the template is told by `enable_thinking`.
  Result<std::vector<Token>> chat_tokens(std::span<const ChatMessage> messages, bool add_generation_prompt,
                                         bool is_thinking_wanted = true) const;

  // Why no conversation can be had with it; null: one can.
  const Error* template_error() const { return template_error_ ? &*template_error_ : nullptr; }

  const TokenOrder& token_order() const;  // made when it is first asked for, which takes a moment

  llama_model* handle() const { return handle_; }
  bool is_measured_only() const { return is_measured_only_; }
  Bytes adapter_bytes() const { return Bytes{adapter_bytes_}; }  // of all its adapters
  // llama.cpp keeps a list of the adapters in its model, and reads it when a context is made.
  Mutex& adapters_mutex() __attribute__((lock_returned(adapters_mutex_))) { return adapters_mutex_; }
  // False while an adapter is being loaded, which holds that lock for as long as it reads.
  bool are_adapters_at_rest() const { return adapters_loading_ == 0; }

 private:
  friend class Adapter;
  Model(llama_model* handle, const LoadSettings& settings);
  void read_facts(const LoadSettings& settings);
  void read_shape();
  Result<Done> read_template();
  std::string metadata(const std::string& key) const;  // empty: the file has none
  std::int64_t metadata_number(const std::string& key, std::int64_t otherwise) const;

  llama_model* handle_;
  const bool is_measured_only_;
  Mutex adapters_mutex_;
  std::atomic<std::uint64_t> adapter_bytes_ = 0;
  std::atomic<int> adapters_loading_ = 0;
  ModelFacts facts_;
  Pooling pooling_ = Pooling::mean;
  bool tells_pooling_ = false;
  std::unique_ptr<Tokenizer> tokenizer_;
  mutable std::once_flag has_token_order_;
  mutable std::unique_ptr<TokenOrder> token_order_;
  std::unique_ptr<ChatTemplate> template_;
  std::optional<Error> template_error_;  // the model can be used without its template
};

// LoRA weights beside a model. The model outlives them; the contexts that use them end first.
class Adapter {
 public:
  // `invalid_input` (what llama.cpp says about it), `not_found`.
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
