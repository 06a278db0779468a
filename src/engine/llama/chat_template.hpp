#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/llama/tokenizer.hpp"

namespace swarm::llama {

struct TemplateLimits;

struct ChatMessage {
  std::string role;
  std::string content;
};

struct TemplateOptions {
  bool add_generation_prompt = true;
  bool is_thinking_wanted = true;  // the template's `enable_thinking`, where it has one
};

// A model's template over conversations (Jinja). Immutable; safe from every thread.
class ChatTemplate {
 public:
  // `invalid_input` when the template cannot be read; with reason "chat_template_limit" when it reaches its limits with
  // a few messages already.
  static Result<std::unique_ptr<ChatTemplate>> parse(const std::string& source, const std::string& beginning,
                                                     const std::string& end, const TemplateLimits& limits);
  ~ChatTemplate();

  // The conversation's text. What stands in a content is not trusted, also behind every filter of the template:
  // besides the marks that the interpreter keeps on texts, a number that nobody can guess is put into whatever spells
  // a special token before, and taken out after. `invalid_input` says why the template refuses, or
  // with reason "chat_template_limit" what it does too much of.
  Result<MarkedText> render(std::span<const ChatMessage> messages, TemplateOptions options,
                            const Tokenizer& tokenizer) const;

 private:
  struct Program;
  explicit ChatTemplate(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace swarm::llama
