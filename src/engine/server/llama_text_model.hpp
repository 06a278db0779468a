#pragma once

#include "engine/batching/llama_runner.hpp"
#include "engine/server/text_model.hpp"

namespace swarm::engine_server {

// The texts of a loaded model.
class LlamaTextModel final : public TextModel {
 public:
  explicit LlamaTextModel(std::shared_ptr<llama::Model> model) : model_(std::move(model)) {}

  const llama::ModelFacts& facts() const override { return model_->facts(); }
  std::vector<llama::Token> tokens_of(std::string_view text) const override {
    return model_->tokenize(text, false, true);
  }
  std::optional<llama::Token> special_token(std::string_view text) const override { return model_->special(text); }
  Result<std::vector<llama::Token>> chat_tokens(std::span<const llama::ChatMessage> messages,
                                                bool is_thinking_wanted) const override {
    return model_->chat_tokens(messages, true, is_thinking_wanted);
  }
  Result<std::string> grammar_of_schema(std::string_view json_schema) const override {
    return llama::Model::grammar_of_schema(json_schema);
  }
  Result<std::unique_ptr<batching::Constraint>> constraint(const std::string& grammar) const override {
    return batching::make_constraint(model_, grammar);
  }

 private:
  const std::shared_ptr<llama::Model> model_;
};

}  // namespace swarm::engine_server
