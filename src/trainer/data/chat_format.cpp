#include "trainer/data/chat_format.hpp"

#include "trainer/data/byte_pairs.hpp"

namespace swarm::data {

// Heads are spelled out: what a template puts together from a message is text, and no special token.
std::string_view chat_template() {
  return "{%- set said = namespace(head='', prompt='') -%}"
         "{%- for message in messages -%}"
         "{%- if message['role'] == 'system' -%}"
         "{%- if message['content'] == 'math' -%}{%- set said.head = '<|math|>' -%}"
         "{%- elif message['content'] == 'logic' -%}{%- set said.head = '<|logic|>' -%}"
         "{%- elif message['content'] == 'code' -%}{%- set said.head = '<|code|>' -%}"
         "{%- elif message['content'] == 'reasoning' -%}{%- set said.head = '<|reasoning|>' -%}"
         "{%- endif -%}"
         "{%- elif message['role'] == 'user' -%}"
         "{%- set said.prompt = message['content'] -%}"
         "{%- endif -%}"
         "{%- endfor -%}"
         "{{- said.head + '<|user|>' + said.prompt -}}"
         "{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}";
}

void ChatFormat::find_special_tokens() {
  if (const auto begin = model_->special("<think>"), end = model_->special("</think>"); begin && end)
    thinking_ = Thinking{*begin, *end};
  std::array<llama::Token, kSpecialTokens.size()> found{};
  for (std::size_t i = 0; i < kSpecialTokens.size(); ++i) {
    const std::optional<llama::Token> token = model_->special(kSpecialTokens[i]);
    if (!token) return;
    found[i] = *token;
  }
  end_of_turn_ = found[1];
  roles_ = Roles{.user = found[2], .assistant = found[3], .heads = {found[6], found[7], found[8], found[9]}};
}

Result<ChatFormat> ChatFormat::of(std::shared_ptr<llama::Model> model, llama::Token end_of_turn) {
  ChatFormat format(std::move(model), end_of_turn);
  format.find_special_tokens();
  const llama::Token end = format.end_of_turn_;
  if (end < 0 || end >= format.model_->facts().vocabulary || !format.model_->is_end_of_generation(end))
    return fail(ErrorCode::invalid_input, fmt::format("the model has no token that ends a turn ({} does not)", end));
  return format;
}

std::optional<llama::Token> ChatFormat::thinking_end() const {
  return thinking_ ? std::optional(thinking_->end) : std::nullopt;
}

void ChatFormat::append(std::vector<llama::Token>& tokens, std::string_view text) const {
  const std::vector<llama::Token> more = model_->tokenize(text, false, false);
  tokens.insert(tokens.end(), more.begin(), more.end());
}

Result<std::vector<llama::Token>> ChatFormat::prompt(const Lesson& lesson, bool with_head) const {
  if (!roles_) {
    const std::array<llama::ChatMessage, 1> messages{{{"user", lesson.prompt}}};
    return model_->chat_tokens(messages, true);
  }
  std::vector<llama::Token> tokens;
  if (with_head) tokens.push_back(roles_->heads[static_cast<std::size_t>(lesson.head)]);
  tokens.push_back(roles_->user);
  append(tokens, lesson.prompt);
  tokens.push_back(roles_->assistant);
  return tokens;
}

void ChatFormat::append_thinking(std::vector<llama::Token>& tokens, const std::string& thinking) const {
  if (!thinking_) return append(tokens, "<think>" + thinking + "</think>");
  tokens.push_back(thinking_->begin);
  append(tokens, thinking);
  tokens.push_back(thinking_->end);
}

Result<EncodedLesson> ChatFormat::encode(const Lesson& lesson) const {
  EncodedLesson encoded {
    .tokens = TRY(prompt(lesson, true))
    , .has_head_token = roles_.has_value()
  };
  encoded.learnt_from = static_cast<std::uint32_t>(encoded.tokens.size());
  if (!lesson.thinking.empty()) append_thinking(encoded.tokens, lesson.thinking);
  append(encoded.tokens, lesson.answer);
  encoded.tokens.push_back(end_of_turn_);
  return encoded;
}

}  // namespace swarm::data
