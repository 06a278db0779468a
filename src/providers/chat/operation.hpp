#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace swarm::chat {

// What a client may ask of a model: the paths of OpenAI's API behind /v1.
enum class Operation { chat, completions, embeddings, responses };
constexpr std::array<json::EnumName<Operation>, 4> enum_names(Operation) {
  return {{{Operation::chat, "chat"},
           {Operation::completions, "completions"},
           {Operation::embeddings, "embeddings"},
           {Operation::responses, "responses"}}};
}

// "/chat/completions", "/completions", "/embeddings", "/responses".
std::string_view path_of(Operation operation);

// A piece of a text: where it begins and how long it is.
struct Span {
  std::size_t at = 0;
  std::size_t size = 0;
  bool operator==(const Span&) const = default;
};

// What governance needs to know of a request's body, which is otherwise opaque.
struct RequestFacts {
  std::string model{};
  Span model_at{};                              // its value in the body, quotes included
  bool stream = false;                          // asks for events
  bool usage_wanted = false;                    // stream_options.include_usage is true
  std::optional<Span> stream_options_at{};      // the object (or null) in the body
  std::optional<std::int64_t> output_tokens{};  // the largest of max_tokens, max_completion_tokens, max_output_tokens
  std::optional<Span> output_tokens_null_at{};  // a limit that stands there as null: it has to be replaced
  std::int64_t choices = 1;                     // n or best_of, times the prompts of a completion
  // Its input or its cost does not follow from its bytes: images, sound, files, references to what the provider keeps,
  // tools that the provider runs (search, code, MCP), sound as output.
  bool has_media = false;
  std::string session{};  // the member `user`, when it is a text of at most 256 bytes
};

// What a provider says that a call took.
struct TokenUsage {
  std::int64_t input = 0;
  std::int64_t output = 0;
  bool operator==(const TokenUsage&) const = default;
};

}  // namespace swarm::chat
