// Chat completions: whole ones and their chunks.
#include <fmt/format.h>

#include "engine/server/answer_form.hpp"

namespace swarm::engine_server {

namespace {

void append_chance(std::string& out, std::string_view bytes, double log_probability) {
  out += R"({"token":")";
  append_json_text(out, token_text(bytes));
  out += R"(","logprob":)";
  append_log_probability(out, log_probability);
  out += R"(,"bytes":[)";
  for (std::size_t i = 0; i < bytes.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}{}", i > 0 ? "," : "", static_cast<unsigned char>(bytes[i]));
  out += ']';
}

void append_token(std::string& out, const batching::GeneratedToken& token) {
  append_chance(out, token.bytes, token.log_probability);
  out += R"(,"top_logprobs":[)";
  for (std::size_t i = 0; i < token.likeliest.size(); ++i) {
    if (i > 0) out += ',';
    append_chance(out, token.likeliest[i].bytes, token.likeliest[i].log_probability);
    out += '}';
  }
  out += "]}";
}

class ChatForm final : public AnswerForm {
 public:
  explicit ChatForm(const AnswerFacts& facts) : facts_(facts), frames_(facts, "chat.completion.chunk") {}

  void append_begin(std::string& out, std::size_t choice) override {
    frames_.append_open(out, choice);
    out += R"("delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null)";
    frames_.append_shut(out);
  }

  void append_piece(std::string& out, std::size_t choice, const Piece& piece) override {
    frames_.append_open(out, choice);
    out += R"("delta":{)";
    append_texts(out, piece);
    out += R"(},"logprobs":)";
    append_log_probabilities(out, piece);
    out += R"(,"finish_reason":null)";
    frames_.append_shut(out);
  }

  void append_end(std::string& out, std::size_t choice, batching::FinishReason reason) override {
    frames_.append_open(out, choice);
    fmt::format_to(std::back_inserter(out), R"("delta":{{}},"logprobs":null,"finish_reason":"{}")", name_of(reason));
    frames_.append_shut(out);
  }

  void append_close(std::string& out, const TokenUsage& usage) override { frames_.append_close(out, usage); }

  std::string whole(std::span<const WholeChoice> choices, const TokenUsage& usage) override {
    std::string out = answer_head(facts_, "chat.completion");
    for (std::size_t i = 0; i < choices.size(); ++i) {
      fmt::format_to(std::back_inserter(out), R"({}{{"index":{},"message":{{"role":"assistant","content":")",
                     i > 0 ? "," : "", i);
      append_json_text(out, choices[i].text.content);
      out += R"(","refusal":null)";
      append_thoughts(out, choices[i].text);
      out += R"(},"logprobs":)";
      append_log_probabilities(out, choices[i].text);
      fmt::format_to(std::back_inserter(out), R"(,"finish_reason":"{}"}})", name_of(choices[i].reason));
    }
    out += R"(],"usage":)";
    append_usage(out, usage);
    return out += '}';
  }

 private:
  static void append_thoughts(std::string& out, const Piece& piece) {
    if (piece.reasoning.empty()) return;
    out += R"(,"reasoning_content":")";
    append_json_text(out, piece.reasoning);
    out += '"';
  }

  static void append_texts(std::string& out, const Piece& piece) {
    if (!piece.reasoning.empty()) {
      out += R"("reasoning_content":")";
      append_json_text(out, piece.reasoning);
      out += piece.content.empty() ? "\"" : "\",";
    }
    if (piece.content.empty() && !piece.reasoning.empty()) return;
    out += R"("content":")";
    append_json_text(out, piece.content);
    out += '"';
  }

  void append_log_probabilities(std::string& out, const Piece& piece) const {
    if (!facts_.log_probabilities) {
      out += "null";
      return;
    }
    out += R"({"content":[)";
    for (std::size_t i = 0; i < piece.tokens.size(); ++i) {
      if (i > 0) out += ',';
      append_token(out, piece.tokens[i]);
    }
    out += R"(],"refusal":null})";
  }

  const AnswerFacts facts_;
  const FrameParts frames_;
};

}  // namespace

std::unique_ptr<AnswerForm> make_chat_form(const AnswerFacts& facts) {
  return std::make_unique<ChatForm>(facts);
}

}  // namespace swarm::engine_server
