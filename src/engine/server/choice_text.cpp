#include "engine/server/choice_text.hpp"

#include <algorithm>
#include <ranges>

namespace swarm::engine_server {

bool ends_in_thoughts(const std::vector<llama::Token>& prompt, const ThinkingMarks& marks) {
  if (!marks.are_known()) return false;
  for (const llama::Token token : std::views::reverse(prompt)) {
    if (token == *marks.end) return false;
    if (token == *marks.begin) return true;
  }
  return false;
}

void ChoiceText::add(std::vector<batching::GeneratedToken> tokens, Piece& piece) {
  for (const batching::GeneratedToken& token : tokens)
    add_one(token, piece);
  if (!keeps_tokens_) return;
  if (piece.tokens.empty())
    piece.tokens = std::move(tokens);
  else
    std::ranges::move(tokens, std::back_inserter(piece.tokens));
}

void ChoiceText::add_one(const batching::GeneratedToken& token, Piece& piece) {
  if (marks_.are_known() && (token.token == *marks_.begin || token.token == *marks_.end))
    return change_to(token.token == *marks_.begin, piece);
  if (is_thinking_) ++reasoning_tokens_;
  std::string_view bytes = token.bytes;
  if (skips_line_ends_) {
    bytes.remove_prefix(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
    if (bytes.empty()) return;
    skips_line_ends_ = false;
  }
  characters_.add(bytes, target(piece));
}

void ChoiceText::change_to(bool thinking, Piece& piece) {
  characters_.finish(target(piece));
  is_thinking_ = thinking;
  skips_line_ends_ = true;
}

void ChoiceText::finish(Piece& piece) {
  characters_.finish(target(piece));
}

}  // namespace swarm::engine_server
