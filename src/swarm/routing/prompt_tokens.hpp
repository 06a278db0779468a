#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/routing/word_classes.hpp"

namespace swarm::routing {

enum class TokenKind : std::uint8_t {
  word,
  number,
  name,      // a word that is written like an identifier: snake_case, camelCase, os.path, main.cpp, --flag
  symbol,    // an operator or a mark, of up to three characters
  line_end,  // a line break
};

struct Token {
  std::string_view text;   // in lower case
  std::uint32_t hash = 0;  // of the text
  TokenKind kind = TokenKind::word;
  WordClass word_class = WordClass::other;
  bool capital = false;   // the word began with a capital letter
  bool capitals = false;  // it is longer than one letter and all capitals: "SELECT"
  bool glued = false;     // no blank stands before it: "x^2", "print("
};

// A prompt, or the two ends of a long one, cut into tokens.
struct PromptTokens {
  explicit PromptTokens(std::string_view prompt);
  PromptTokens(const PromptTokens&) = delete;  // the tokens point into `lower`
  PromptTokens& operator=(const PromptTokens&) = delete;

  std::string original;  // what was looked at
  std::string lower;     // the same in lower case
  std::vector<Token> tokens;
};

// Of a longer prompt the first and the last bytes are looked at, and of their tokens the first and the last: what is
// wanted stands before or after the material. Together with kBuckets these bound the time of a decision.
inline constexpr std::size_t kHeadBytes = 1024;
inline constexpr std::size_t kTailBytes = 640;
inline constexpr std::size_t kHeadTokens = 160;
inline constexpr std::size_t kTailTokens = 96;

}  // namespace swarm::routing
