#pragma once

#include <string>
#include <vector>

#include "engine/batching/inference.hpp"

namespace swarm::engine_server {

// What every request for generated text says beside its prompt, checked.
struct GenerationOptions {
  batching::Sampling sampling{};
  std::vector<std::string> stops{};
  std::int64_t output_tokens_max = 0;  // 0: as much as the context holds
  std::int32_t choices = 1;            // of each prompt
  bool stream = false;
  bool usage_wanted = false;  // stream_options.include_usage
  bool log_probabilities = false;
  std::int32_t top_log_probabilities = 0;
  std::string json_schema{};       // empty: free text
  std::string schema_place{};      // of the request, as "$.guided_json"
  bool is_thinking_wanted = true;  // chat_template_kwargs.enable_thinking
  std::string user{};              // whose turn it is among others
};

struct ChatRequest {
  std::string model{};
  std::vector<llama::ChatMessage> messages{};
  GenerationOptions options{};
};

// A text, or its tokens as the client counted them.
struct PromptInput {
  std::string text{};
  std::vector<llama::Token> tokens{};  // instead of the text
};

struct CompletionRequest {
  std::string model{};
  std::vector<PromptInput> prompts{};
  GenerationOptions options{};
};

struct EmbeddingsRequest {
  std::string model{};
  std::vector<PromptInput> inputs{};
  bool is_base64 = false;
  std::optional<std::int64_t> dimensions{};
  std::string user{};
};

struct LoadAdapterRequest {
  std::string name{};
  std::string path{};
  std::optional<std::string> sha256{};
  bool is_in_place = false;
};

}  // namespace swarm::engine_server
