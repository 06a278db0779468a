#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "engine/llama/model.hpp"
#include "trainer/data/lesson.hpp"
#include "trainer/data/lesson_set.hpp"

namespace swarm::data {

// The chat template (Jinja) of the built-in model: the head's token when a system message says just its name, the last
// user message, and the token that makes the model answer.
std::string_view chat_template();

// Lessons in the tokens of one model. A model with the special tokens of the built-in one gets
//   [<|HEAD|>]<|user|>PROMPT<|assistant|><think>THINKING</think>ANSWER<|end|>
// and any other one what its own chat template makes of the prompt, then the steps between <think> and </think> (as
// text where it has no such tokens), the answer and the token that ends a turn. Texts never become special tokens. Safe
// from every thread.
class ChatFormat {
 public:
  // `end_of_turn`: what the model's file calls its end-of-sequence token. `invalid_input` when that ends no answer.
  static Result<ChatFormat> of(std::shared_ptr<llama::Model> model, llama::Token end_of_turn);

  Result<EncodedLesson> encode(const Lesson& lesson) const;
  // What stands before the answer: the beginning of `encode`, with the head's token or without.
  Result<std::vector<llama::Token>> prompt(const Lesson& lesson, bool with_head) const;
  bool is_built_in() const { return roles_.has_value(); }
  const llama::Model& model() const { return *model_; }
  // The token where thinking ends; nothing for a model whose thinking is plain text.
  std::optional<llama::Token> thinking_end() const;

 private:
  struct Roles {  // of the built-in model
    llama::Token user, assistant;
    std::array<llama::Token, 4> heads;  // in the order of Head
  };
  struct Thinking {
    llama::Token begin, end;
  };
  ChatFormat(std::shared_ptr<llama::Model> model, llama::Token end_of_turn)
      : model_(std::move(model)), end_of_turn_(end_of_turn) {}
  void find_special_tokens();
  void append_thinking(std::vector<llama::Token>& tokens, const std::string& thinking) const;
  void append(std::vector<llama::Token>& tokens, std::string_view text) const;

  std::shared_ptr<llama::Model> model_;
  llama::Token end_of_turn_;
  std::optional<Roles> roles_{};
  std::optional<Thinking> thinking_{};
};

}  // namespace swarm::data
