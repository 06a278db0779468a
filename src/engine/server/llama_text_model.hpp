#pragma once

#include "base/json.hpp"
#include "engine/batching/llama_runner.hpp"
#include "engine/grammars/schema_rules.hpp"
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
  Result<Constraints> constraints(std::string_view json_schema, std::size_t answers) const override {
    const json::Value schema = TRY(json::parse(json_schema, 64));
    const auto rules = TRY(grammars::rules_of_schema(schema));
    Constraints out;
    for (std::size_t i = 0; i < answers; ++i)
      out.push_back(TRY(batching::make_constraint(model_, rules)));
    return out;
  }

 private:
  const std::shared_ptr<llama::Model> model_;
};

}  // namespace swarm::engine_server
