#pragma once

#include <string>
#include <vector>

#include "engine/server/choice_text.hpp"
#include "engine/server/request_types.hpp"
#include "engine/server/text_model.hpp"

namespace swarm::engine_server {

// What the engine is given to go on from.
struct PreparedPrompts {
  std::vector<std::vector<llama::Token>> prompts{};
  Constraints grammars{};  // of each answer, prompt by prompt; none: free text
};

// Requests to tokens and grammars, by the model's vocabulary and template. Work for a pool when a request is large.
// `invalid_input` with the place of what cannot be one.
Result<PreparedPrompts> prepare(const TextModel& text, const ChatRequest& request);
Result<PreparedPrompts> prepare(const TextModel& text, const CompletionRequest& request);
Result<std::vector<std::vector<llama::Token>>> prepare(const TextModel& text, const EmbeddingsRequest& request);

ThinkingMarks thinking_marks(const TextModel& text);

}  // namespace swarm::engine_server
