#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace swarm::logic {

enum class TokenKind : std::uint8_t { word, number, sign, connective };

// A word, number, mark or logical sign. Contractions are taken apart ("isn't" is "is", "not"), and every spelling of a
// logical sign has one text: "->", "<->", "not", "and", "or", "xor", "therefore".
struct Token {
  TokenKind kind = TokenKind::word;
  std::string text;      // lower case
  std::string shown;     // as typed
  bool capital = false;  // typed with a capital letter
  bool single = false;   // one capital letter: a sentence letter of a formula, or a name

  bool is(std::string_view word) const { return text == word; }
};

using Tokens = std::vector<Token>;
using Span = std::span<const Token>;

struct Sentence {
  Tokens tokens;   // without the mark at its end
  char end = '.';  // '.', '?', '!', ';', or '\n' where only the line ends
};
using Sentences = std::vector<Sentence>;

// std::ranges::contains, which this standard library does not have.
template <class Range, class T>
bool is_in(const Range& range, const T& value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}
template <class Range, class T, class Projection>
bool is_in(const Range& range, const T& value, Projection projection) {
  return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

// As a person would write it again.
std::string words_of(Span tokens);
bool has_word(Span tokens, std::string_view word);

}  // namespace swarm::logic
