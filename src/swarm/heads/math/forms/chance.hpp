#pragma once

#include "swarm/heads/math/question.hpp"

// What the questions about chance share: every probability is counted twice.
namespace swarm::math {

inline Rational ratio_of(std::int64_t part, std::int64_t whole) {
  return {Integer(part), Integer(whole)};
}

// The answer "P(reading) = formula", where going through all outcomes has counted the same share.
Outcome<Solution> probability(Question& question, std::string_view reading, const Rational& formula,
                              const Rational& counted);

// Parts of add_probability.
void add_dice_and_coins(Grammar& grammar);
void add_cards_and_balls(Grammar& grammar);

}  // namespace swarm::math
