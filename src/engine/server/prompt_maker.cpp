#include "engine/server/prompt_maker.hpp"

#include <fmt/format.h>

#include "base/json.hpp"

namespace swarm::engine_server {

namespace {

Error at_place(std::string place, Error error) {
  if (error.code == ErrorCode::invalid_input && error.faults.empty())
    error.faults.push_back({std::move(place), error.message});
  return error;
}

Result<Done> add_grammars(const TextModel& text, const GenerationOptions& options, PreparedPrompts& prepared) {
  if (options.json_schema.empty()) return Done{};
  const std::size_t answers = prepared.prompts.size() * static_cast<std::size_t>(options.choices);
  Result<Constraints> constraints = text.constraints(options.json_schema, answers);
  if (!constraints) return std::unexpected(at_place(options.schema_place, std::move(constraints).error()));
  prepared.grammars = std::move(*constraints);
  return Done{};
}

// No schema has thoughts: what a template has opened is closed before the answer begins.
void close_thoughts(const TextModel& text, std::vector<llama::Token>& prompt) {
  const ThinkingMarks marks = thinking_marks(text);
  if (ends_in_thoughts(prompt, marks)) prompt.push_back(*marks.end);
}

Result<std::vector<std::vector<llama::Token>>> tokens_of(const TextModel& text, const std::vector<PromptInput>& inputs,
                                                         std::string_view member) {
  std::vector<std::vector<llama::Token>> all;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    all.push_back(inputs[i].tokens.empty() ? text.tokens_of(inputs[i].text) : inputs[i].tokens);
    if (!all.back().empty()) continue;
    const std::string place = inputs.size() == 1 ? fmt::format("$.{}", member) : fmt::format("$.{}[{}]", member, i);
    return std::unexpected(json::error_of({{place, "a text that is not empty expected"}}));
  }
  return all;
}

}  // namespace

Result<PreparedPrompts> prepare(const TextModel& text, const ChatRequest& request) {
  PreparedPrompts prepared;
  Result<std::vector<llama::Token>> tokens = text.chat_tokens(request.messages, request.options.is_thinking_wanted);
  if (!tokens && tokens.error().reason == "no_chat_template") return std::unexpected(std::move(tokens).error());
  if (!tokens) return std::unexpected(at_place("$.messages", std::move(tokens).error()));
  if (!request.options.json_schema.empty()) close_thoughts(text, *tokens);
  prepared.prompts.push_back(std::move(*tokens));
  TRY(add_grammars(text, request.options, prepared));
  return prepared;
}

Result<PreparedPrompts> prepare(const TextModel& text, const CompletionRequest& request) {
  PreparedPrompts prepared;
  prepared.prompts = TRY(tokens_of(text, request.prompts, "prompt"));
  TRY(add_grammars(text, request.options, prepared));
  return prepared;
}

Result<std::vector<std::vector<llama::Token>>> prepare(const TextModel& text, const EmbeddingsRequest& request) {
  return tokens_of(text, request.inputs, "input");
}

ThinkingMarks thinking_marks(const TextModel& text) {
  return {text.special_token("<think>"), text.special_token("</think>")};
}

}  // namespace swarm::engine_server
