#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/batching/inference.hpp"
#include "engine/server/utf8_assembler.hpp"

namespace swarm::engine_server {

// The tokens between which a model thinks. None: it shows no thoughts.
struct ThinkingMarks {
  std::optional<llama::Token> begin{}, end{};
  bool are_known() const { return begin && end; }
};

// Whether a prompt ends inside of thoughts, as some templates begin them.
bool ends_in_thoughts(const std::vector<llama::Token>& prompt, const ThinkingMarks& marks);

// A part of an answer, as it is shown.
struct Piece {
  std::string reasoning{};
  std::string content{};
  std::vector<batching::GeneratedToken> tokens{};  // where log probabilities are wanted: every one, marks included
  bool empty() const { return reasoning.empty() && content.empty() && tokens.empty(); }
};

// Makes text of the tokens of one answer: whole characters, thoughts apart from what is said.
class ChoiceText {
 public:
  ChoiceText(ThinkingMarks marks, bool begins_in_thoughts, bool keeps_tokens)
      : marks_(marks), is_thinking_(begins_in_thoughts), keeps_tokens_(keeps_tokens) {}

  void add(std::vector<batching::GeneratedToken> tokens, Piece& piece);
  void finish(Piece& piece);
  std::int64_t reasoning_tokens() const { return reasoning_tokens_; }

 private:
  void add_one(const batching::GeneratedToken& token, Piece& piece);
  void change_to(bool thinking, Piece& piece);
  std::string& target(Piece& piece) const { return is_thinking_ ? piece.reasoning : piece.content; }

  const ThinkingMarks marks_;
  bool is_thinking_;
  const bool keeps_tokens_;
  bool skips_line_ends_ = false;  // right behind a mark
  Utf8Assembler characters_;
  std::int64_t reasoning_tokens_ = 0;
};

}  // namespace swarm::engine_server
