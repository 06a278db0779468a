#include <fmt/format.h>
#include <functional>

#include "swarm/heads/math/forms/chance.hpp"
#include "swarm/heads/math/forms/families.hpp"

namespace swarm::math {

Outcome<Solution> probability(Question& question, std::string_view reading, const Rational& formula,
                              const Rational& counted) {
  if (formula != counted) return trouble(TroubleKind::unchecked, "formula and enumeration disagree");
  return question.solution(fmt::format("P({})", reading), question.text({Surd(formula), nullptr}),
                           "going through all outcomes gives the same share");
}

void add_probability(Grammar& grammar) {
  add_dice_and_coins(grammar);
  add_cards_and_balls(grammar);
}

}  // namespace swarm::math
