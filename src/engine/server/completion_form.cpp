// Completions of a text: whole ones and their chunks.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "engine/server/answer_form.hpp"

namespace swarm::engine_server {

namespace {

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// An object by texts of tokens; two tokens may have one text, and an object has no name twice.
void append_likeliest(std::string& out, const std::vector<batching::TokenChance>& likeliest) {
  std::vector<std::string> written;
  out += '{';
  for (const batching::TokenChance& chance : likeliest) {
    std::string text = token_text(chance.bytes);
    if (std::ranges::find(written, text) != written.end()) continue;
    out += written.empty() ? "\"" : ",\"";
    append_json_text(out, text);
    out += "\":";
    append_log_probability(out, chance.log_probability);
    written.push_back(std::move(text));
  }
  out += '}';
}

class CompletionForm final : public AnswerForm {
 public:
  explicit CompletionForm(const AnswerFacts& facts) : facts_(facts), frames_(facts, "text_completion") {}

  void append_begin(std::string&, std::size_t) override {}

  void append_piece(std::string& out, std::size_t choice, const Piece& piece) override {
    append_frame(out, choice, piece, "null");
  }

  void append_end(std::string& out, std::size_t choice, batching::FinishReason reason) override {
    append_frame(out, choice, Piece{}, fmt::format("\"{}\"", name_of(reason)));
  }

  void append_close(std::string& out, const TokenUsage& usage) override { frames_.append_close(out, usage); }

  std::string whole(std::span<const WholeChoice> choices, const TokenUsage& usage) override {
    std::string out = answer_head(facts_, "text_completion");
    for (std::size_t i = 0; i < choices.size(); ++i) {
      fmt::format_to(std::back_inserter(out), R"({}{{"index":{},)", i > 0 ? "," : "", i);
      append_choice(out, i, choices[i].text, fmt::format("\"{}\"", name_of(choices[i].reason)));
      out += '}';
    }
    out += R"(],"usage":)";
    append_usage(out, usage);
    return out += '}';
  }

 private:
  void append_frame(std::string& out, std::size_t choice, const Piece& piece, std::string_view reason) {
    frames_.append_open(out, choice);
    append_choice(out, choice, piece, reason);
    frames_.append_shut(out);
  }

  void append_choice(std::string& out, std::size_t choice, const Piece& piece, std::string_view reason) {
    out += R"("text":")";
    append_json_text(out, piece.content);
    out += R"(","logprobs":)";
    append_log_probabilities(out, choice, piece);
    (out += R"(,"finish_reason":)") += reason;
  }

  void append_log_probabilities(std::string& out, std::size_t choice, const Piece& piece) {
    if (!facts_.log_probabilities) {
      out += "null";
      return;
    }
    std::string tokens, chances, likeliest, offsets;
    std::size_t& offset = offsets_[choice];
    for (const batching::GeneratedToken& token : piece.tokens) {
      const std::string_view comma = tokens.empty() ? "" : ",";
      (tokens += comma) += '"';
      append_json_text(tokens, token_text(token.bytes));
      tokens += '"';
      append_log_probability(chances += comma, token.log_probability);
      append_likeliest(likeliest += comma, token.likeliest);
      fmt::format_to(std::back_inserter(offsets), "{}{}", comma, offset);
      offset += characters_in(token.bytes);
    }
    fmt::format_to(std::back_inserter(out),
                   R"({{"tokens":[{}],"token_logprobs":[{}],"top_logprobs":[{}],"text_offset":[{}]}})", tokens, chances,
                   likeliest, offsets);
  }

  const AnswerFacts facts_;
  const FrameParts frames_;
  std::map<std::size_t, std::size_t> offsets_;  // by choice: where its next token begins, in characters
};

}  // namespace

std::unique_ptr<AnswerForm> make_completion_form(const AnswerFacts& facts) {
  return std::make_unique<CompletionForm>(facts);
}

}  // namespace swarm::engine_server
