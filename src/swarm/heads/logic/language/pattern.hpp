#pragma once

#include <bitset>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/heads/logic/language/token.hpp"

namespace swarm::logic {

// A sentence with holes: "does it [logically] follow that <s>". Words stand for themselves, "a|b" for either,
// "[…]" for what may be left out, "(… / …)" for alternatives of several words, "<name>" for any tokens that are left.
// Commas between words are passed over; a hole neither begins nor ends with one.
class Pattern {
 public:
  // Which words there are, each as one of kPlaces: two words may share a place, but a word is never without its own.
  static constexpr std::size_t kPlaces = 256;
  using WordPlaces = std::bitset<kPlaces>;
  static WordPlaces places_of(Span tokens);

  explicit Pattern(std::string_view text);

  struct Match {
    std::vector<std::pair<std::string, Span>> holes;
    Span operator[](std::string_view name) const;
    bool has(std::string_view name) const;
  };
  // Calls `accept` for each way in which the whole of `tokens` fits, shortest holes first, until it returns true.
  bool match(Span tokens, const std::function<bool(const Match&)>& accept) const;
  bool fits(Span tokens) const;
  // False only when no tokens with these places fit, because a word that cannot be left out is not among them. Most
  // patterns are about other sentences: this tells it for the price of a few comparisons.
  bool may_fit(const WordPlaces& places) const;

 private:
  friend class PatternText;
  enum class Kind { words, hole, branch, jump };
  struct Step {
    Kind kind;
    std::vector<std::string> words;  // words; the name of a hole stands first
    std::size_t to = 0;              // branch, jump
  };
  struct Walk;
  bool walk(std::size_t step, std::size_t at, Walk& walk) const;

  std::vector<Step> steps_;
  std::vector<WordPlaces> needs_;  // of each set, one must be there
};

// Compiled once, tried in order.
class Patterns {
 public:
  Patterns(std::initializer_list<std::string_view> texts);
  bool fit(Span tokens) const;
  bool match(Span tokens, const std::function<bool(const Pattern::Match&)>& accept) const;

 private:
  std::vector<Pattern> patterns_;
};

}  // namespace swarm::logic
