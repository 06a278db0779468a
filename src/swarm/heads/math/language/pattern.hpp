#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/heads/math/expression/tree.hpp"
#include "swarm/heads/math/language/token.hpp"
#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

// What a capture of a pattern takes. Each kind is read by Parser.
enum class PieceKind : std::uint8_t {
  expression,  // any value, the longest first, then what stands before its last operators
  operand,     // a value without blanks or words between its operations: what a phrase binds to
  atom,        // a number, a bracket or a phrase, and what is written behind it
  list,        // several expressions
  integer,     // a plain whole number that is not negative
  ordinal,     // "10th", "tenth"
  unit,
  unknown,        // an expression in which letters are unknowns
  equation,       // two such expressions and what stands between
  equations,      // one or more, separated
  variable,       // one letter
  chain,          // "add 3 to 4, then double it"
  unknown_chain,  // the same with "it" as an unknown
  word,           // one word, whatever it is
  thing,          // a noun from the list of countable things, with up to one adjective
  person,         // a first name or a pronoun
  color,
};
inline constexpr std::size_t kPieceKinds = 17;

// One way to read tokens from a place on.
struct Piece {
  std::size_t end = 0;
  NodeId node = kNoNode;
  std::vector<NodeId> items{};
  const Unit* unit = nullptr;
  std::int64_t number = 0;  // of an integer or ordinal; of an equation, its relation as a character
};

// Where the pieces come from. References stay good as long as the source.
class PieceSource {
 public:
  virtual ~PieceSource() = default;
  virtual const std::vector<Piece>& pieces(PieceKind kind, std::size_t at) = 0;
  virtual bool step() = 0;  // counts work; false when there was too much
};

// A phrase of the language, compiled from a text:
//   words stand for themselves, numbers for their value in digits or words
//   (a|b|)  one of   [a]  perhaps   {name:kind}  a capture, kind `expression` if not said
//   ~  punctuation, perhaps      @name   a macro  $  an ellipsis   \(   the character itself; other characters stand
//   for themselves
class Pattern {
 public:
  using Macros = std::map<std::string, std::string, std::less<>>;
  using WordSet = std::bitset<512>;  // hashed words and signs

  Pattern(std::string_view text, const Macros& macros, Vocabulary& vocabulary);

  struct Taken {
    const Piece* piece = nullptr;
    std::size_t begin = 0;
  };
  // Tries the ways to match from a token on; `accept(end)` returns whether to stop there. The captures taken stand in
  // `taken`, by slot.
  template <class Accept>
  bool match(const Tokens& tokens, std::size_t at, PieceSource& source, std::vector<Taken>& taken,
             Accept&& accept) const {
    if (!can_start(tokens[at])) return false;
    taken.assign(names_.size(), {});
    return Run<Accept>{*this, tokens, source, taken, accept}.from(0, at);
  }

  // Whether the words and signs that it cannot do without are there; cheap, and right when it says no.
  bool possible(const WordSet& present) const;
  static WordSet present_in(const Tokens& tokens);
  const std::vector<WordId>& first_words() const { return first_words_; }
  bool can_start(const Token& token) const;
  bool starts_openly() const { return starts_openly_; }  // with a capture or a number
  bool ends_openly() const { return ends_openly_; }      // with a capture
  std::size_t slot(std::string_view name) const;         // names_.size() when there is none
  const std::string& text() const { return text_; }

 private:
  friend class PatternCompiler;
  enum class Code : std::uint8_t { word, number, symbol, punctuation, split, jump, capture, accept };
  struct Instruction {
    Code code;
    PieceKind kind = PieceKind::expression;
    std::uint32_t first = 0;   // word, symbol, slot, or the place to go on at
    std::uint32_t second = 0;  // the other place of a split
  };

  template <class Accept>
  struct Run {
    const Pattern& pattern;
    const Tokens& tokens;
    PieceSource& source;
    std::vector<Taken>& taken;
    Accept& accept;

    bool from(std::size_t pc, std::size_t at) {
      while (source.step()) {
        const Instruction& now = pattern.program_[pc];
        switch (now.code) {
          case Code::word:
            if (tokens[at].word != now.first || tokens[at].kind == TokenKind::ordinal) return false;
            ++at, ++pc;
            break;
          case Code::number:
            if (tokens[at].kind != TokenKind::number || tokens[at].number.small() != now.first) return false;
            ++at, ++pc;
            break;
          case Code::symbol:
            if (tokens[at].kind != TokenKind::symbol || tokens[at].symbol != now.first) return false;
            ++at, ++pc;
            break;
          case Code::punctuation:
            if (is_punctuation(tokens[at]) && from(pc + 1, at + 1)) return true;
            ++pc;
            break;
          case Code::split:
            if (may_begin(pattern.program_[now.first], tokens[at]) && from(now.first, at)) return true;
            pc = now.second;
            break;
          case Code::jump:
            pc = now.first;
            break;
          case Code::capture:
            return capture(now, pc, at);
          case Code::accept:
            return accept(at);
        }
      }
      return false;
    }

    // Most alternatives fail at their first word: seen without descending into them.
    static bool may_begin(const Instruction& first, const Token& token) {
      if (first.code == Code::word) return token.word == first.first;
      return first.code != Code::symbol || token.kind == TokenKind::symbol;
    }

    bool capture(const Instruction& now, std::size_t pc, std::size_t at) {
      const Taken before = taken[now.first];
      for (const Piece& piece : source.pieces(now.kind, at)) {
        taken[now.first] = {&piece, at};
        if (from(pc + 1, piece.end)) return true;
      }
      taken[now.first] = before;
      return false;
    }
  };

  static bool is_punctuation(const Token& token);
  static std::size_t bit_of(WordId word) { return word % 509u; }
  static std::size_t bit_of_symbol(char32_t code) { return (code * 7u + 3u) % 509u; }

  std::string text_;
  std::vector<Instruction> program_;
  std::vector<std::string> names_;
  WordSet required_;
  std::vector<WordSet> any_of_;  // of each, one at least
  std::vector<WordId> first_words_;
  std::u32string first_symbols_;
  bool starts_openly_ = false;
  bool ends_openly_ = false;
};

// A pattern that matched, with what its captures took.
class Match {
 public:
  Match(const Pattern& pattern, const std::vector<Pattern::Taken>& taken, std::size_t begin, std::size_t end)
      : pattern_(pattern), taken_(taken), begin_(begin), end_(end) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }
  NodeId node(std::string_view name) const { return piece(name).node; }
  const std::vector<NodeId>& list(std::string_view name) const { return piece(name).items; }
  const Unit& unit(std::string_view name) const { return *piece(name).unit; }
  std::int64_t number(std::string_view name) const { return piece(name).number; }
  const Piece& piece(std::string_view name) const;
  std::size_t place(std::string_view name) const;  // the token at which the capture begins
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

 private:
  const Piece* find(std::string_view name) const;

  const Pattern& pattern_;
  const std::vector<Pattern::Taken>& taken_;
  std::size_t begin_;
  std::size_t end_;
};

}  // namespace swarm::math
