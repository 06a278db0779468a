#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "swarm/heads/math/number/rational.hpp"

namespace swarm::math {

// A word of the vocabulary; kNoWord for every other word.
using WordId = std::uint16_t;
inline constexpr WordId kNoWord = 0;

enum class TokenKind : std::uint8_t { number, ordinal, word, symbol, end };

// How a number was written; labels such as dates and telephone numbers are recognised by it.
struct NumberShape {
  bool decimal = false;       // with a point
  bool grouped = false;       // with thousands separators
  bool leading_zero = false;  // "05": a label, never a quantity
  bool words = false;         // "twelve"
  bool glyph = false;         // ½
  std::uint16_t digits = 0;   // before the point
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool space_before = false;
  bool capital = false;   // begins with a capital letter
  WordId word = kNoWord;  // also of a number that was one word, such as "one"
  char32_t symbol = 0;
  NumberShape shape;
  Rational number;          // of a number or an ordinal
  std::string text;         // lower case
  std::uint32_t begin = 0;  // bytes of the prompt
};

// Ends with one token of kind `end`.
using Tokens = std::vector<Token>;

}  // namespace swarm::math
