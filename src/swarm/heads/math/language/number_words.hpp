#pragma once

#include <optional>
#include <vector>

#include "swarm/heads/math/language/token.hpp"
#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

// Numbers in words. Adds its words to the vocabulary; afterwards read from any thread.
class NumberWords {
 public:
  explicit NumberWords(Vocabulary& vocabulary);

  // Replaces runs of number words by one number token each: "three hundred and twelve", "a dozen", "2.5 million",
  // "three point one four", "twenty first" (an ordinal). Runs that are no number, such as a year's "nineteen eighty",
  // stay several numbers, which no rule of the grammar accepts side by side.
  void join(Tokens& tokens) const;

  std::optional<std::int64_t> ordinal(WordId word) const;      // "third": 3
  std::optional<std::int64_t> denominator(WordId word) const;  // "thirds", "third", "half", "quarters": 3, 3, 2, 4

 private:
  enum class Kind : std::uint8_t { none, unit, teen, tens, hundred, scale, conjunction, article, point };
  struct Meaning {
    Kind kind = Kind::none;
    std::int64_t value = 0;
  };
  struct Run {
    Rational value;
    std::size_t end = 0;
    bool decimal = false;
  };

  Meaning meaning(const Token& token) const;
  std::optional<Run> read(const Tokens& tokens, std::size_t at) const;
  std::optional<Run> read_below_thousand(const Tokens& tokens, std::size_t at) const;
  void read_decimals(const Tokens& tokens, Run& run) const;

  std::vector<Meaning> meanings_;           // by word
  std::vector<std::int64_t> ordinals_;      // by word, 0 for none
  std::vector<std::int64_t> denominators_;  // likewise
};

}  // namespace swarm::math
