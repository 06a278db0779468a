// Truth values joined by and, or, not: in words, in letters, in the signs of logic and of programming languages.
#include <algorithm>
#include <fmt/format.h>

#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kWordings = R"(
{e}
{e}
{e}
{e}?
{e} =
{e} = ?
What is {e}?
What's {e}?
What does {e} evaluate to?
What does {e} give?
What does {e} equal?
What is the value of {e}?
What is the truth value of {e}?
What is the result of {e}?
What's the truth value of {e}?
Truth value of {e}
Evaluate {e}.
Evaluate: {e}
Evaluate the expression {e}.
Evaluate the [logical|boolean|Boolean] expression {e}.
Compute {e}.
Simplify {e}.
Calculate {e}.
Work out {e}.
Solve {e}.
Find the truth value of {e}.
Find the value of {e}.
Determine whether {e} is true.
Is {e} true?
Is {e} true or false?
Is this true: {e}?
True or false: {e}
Does {e} hold?
Does {e} come out true?
Tell me whether {e} is true.
Tell me what {e} is.
Can you evaluate {e}?
Could you evaluate {e} for me?
I want to know if {e} is true.
{e} is?
{e} is true or false?
{e} - true or false?
Boolean: {e}
Boolean logic: {e}
Logic: {e}
What would {e} be?
What does the expression {e} return?
In boolean logic, what is {e}?
What does Python say for {e}?
Result of {e}
Reduce {e} to true or false.
Decide {e}.
the expression {e} is true, right?
If I have {e}, what is it?
)";

struct Signs {
  std::string_view yes, no, both, either, denial;
};

constexpr std::array<Signs, 12> kSigns{{{"true", "false", " and ", " or ", "not "},
                                        {"True", "False", " and ", " or ", "not "},
                                        {"true", "false", " and ", " or ", "not "},
                                        {"TRUE", "FALSE", " AND ", " OR ", "NOT "},
                                        {"T", "F", " & ", " | ", "!"},
                                        {"T", "F", " and ", " or ", "not "},
                                        {"T", "F", " AND ", " OR ", "NOT "},
                                        {"T", "F", " ∧ ", " ∨ ", "¬"},
                                        {"true", "false", " && ", " || ", "!"},
                                        {"true", "false", " & ", " | ", "!"},
                                        {"true", "false", " ∧ ", " ∨ ", "¬"},
                                        {"T", "F", "&", "|", "!"}}};

Expression leaf(Dice& dice) {
  Expression value{dice.chance(50) ? 'T' : 'F'};
  return dice.chance(30) ? Expression{'!', {std::move(value)}} : value;
}

Expression grown(std::size_t leaves, Dice& dice) {
  if (leaves == 1) return leaf(dice);
  const std::size_t left = 1 + dice.below(leaves - 1);
  Expression joined{dice.chance(50) ? '&' : '|', {grown(left, dice), grown(leaves - left, dice)}};
  return dice.chance(leaves < 4 ? 10 : 0) ? Expression{'!', {std::move(joined)}} : joined;
}

std::string written(const Expression& expression, const Signs& signs, bool outer) {
  switch (expression.kind) {
    case 'T':
      return std::string(signs.yes);
    case 'F':
      return std::string(signs.no);
    case '!':
      return std::string(signs.denial) + written(expression.parts[0], signs, false);
    default: {
      const Expression& first = expression.parts[0];
      // "a and b and c" needs no brackets; where both kinds meet they always stand.
      const std::string left = written(first, signs, first.kind == expression.kind);
      const std::string right = written(expression.parts[1], signs, false);
      const std::string text = left + std::string(expression.kind == '&' ? signs.both : signs.either) + right;
      return outer ? text : "(" + text + ")";
    }
  }
}

}  // namespace

Posed pose_boolean(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  const Expression expression = roll <= 2 ? Expression{'!', {{dice.chance(50) ? 'T' : 'F'}}}
                                          : grown(roll <= 20   ? 2
                                                  : roll <= 58 ? 3
                                                               : 4,
                                                  dice);
  Phrasing phrasing(dice);
  const Signs& signs = dice.pick(kSigns);
  phrasing.bind("e", written(expression, signs, !dice.chance(8)));
  return {expression, typed(phrasing.fill(dice.pick(lines_of(kWordings))), dice)};
}

std::vector<std::string_view> wordings_of_booleans() {
  return lines_of(kWordings);
}

}  // namespace swarm::lessons
