#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/batching/model_runner.hpp"
#include "engine/llama/model.hpp"

namespace swarm::engine_server {

using Constraints = std::vector<std::shared_ptr<batching::Constraint>>;

// What a model makes of texts: its vocabulary and its chat template, without its weights. Thread-safe.
class TextModel {
 public:
  virtual ~TextModel() = default;
  virtual const llama::ModelFacts& facts() const = 0;
  // Text from outside: never special tokens. With the token that begins a text, where the model has one.
  virtual std::vector<llama::Token> tokens_of(std::string_view text) const = 0;
  // The one special token that is written like this; nothing when there is none.
  virtual std::optional<llama::Token> special_token(std::string_view text) const = 0;
  // The template over a conversation, ready to be answered. `invalid_input` when it refuses the conversation.
  virtual Result<std::vector<llama::Token>> chat_tokens(std::span<const llama::ChatMessage> messages,
                                                        bool is_thinking_wanted) const = 0;
  // What holds so many answers to a JSON schema: one for each, since they move on by themselves. `invalid_input` says
  // what cannot be kept to.
  virtual Result<Constraints> constraints(std::string_view json_schema, std::size_t answers) const = 0;
};

}  // namespace swarm::engine_server
