// Sums, products and subtractions, as people ask for them.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "swarm/lessons/arithmetic_wordings.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"
#include "swarm/lessons/wording.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

std::string sign_for(char sign, Dice& dice) {
  constexpr std::array<std::string_view, 9> kPlus{" + ", "+", " + ", "+", " plus ", " plus ", " plus ", " +", " & "};
  constexpr std::array<std::string_view, 10> kMinus{" - ",     "-",       " - ", "-",           " minus ",
                                                    " minus ", " minus ", " − ", " take away ", " – "};
  constexpr std::array<std::string_view, 11> kTimes{
      " * ", "*", " x ", "x", " × ", "×", " times ", " times ", " times ", "*", " multiplied by "};
  return std::string(sign == '+'   ? dice.pick(std::span(kPlus).first(8))
                     : sign == '-' ? dice.pick(kMinus)
                                   : dice.pick(kTimes));
}

// Both numbers small enough to be words, and sometimes words.
std::string shown(std::int64_t number, bool words) {
  return words ? std::string(word_for(number)) : std::to_string(number);
}

std::string_view table_of(char sign) {
  return sign == '+' ? adding_wordings() : sign == '-' ? subtracting_wordings() : multiplying_wordings();
}

std::int64_t number_of(int digits, Dice& dice) {
  return digits == 1 ? dice.between(0, 9) : digits == 2 ? dice.between(10, 99) : dice.between(100, 999);
}

int some_digits(Dice& dice) {
  const std::int64_t roll = dice.between(1, 100);
  return roll <= 20 ? 1 : roll <= 50 ? 2 : 3;
}

// "12 + 7 - 5"
std::string signed_chain(const std::array<std::string, 3>& shown, char first, char second, Dice& dice) {
  constexpr std::array<std::string_view, 3> kPlus{"+", " + ", " plus "}, kMinus{"-", " - ", " minus "};
  const bool digits = std::ranges::all_of(shown, [](const std::string& one) { return one[0] <= '9'; });
  const std::size_t style = digits ? dice.below(3) : 2;
  const auto sign = [&](char of) { return (of == '+' ? kPlus : kMinus)[style]; };
  return fmt::format("{}{}{}{}{}", shown[0], sign(first), shown[1], sign(second), shown[2]);
}

// "take off 12", for one step of a chain.
std::string ordered(char sign, const std::string& number, Dice& dice) {
  constexpr auto kAdd = std::to_array<std::string_view>(
      {"add {}", "add {}", "add {}", "add {} more", "add {} to it", "increase it by {}", "put {} on top"});
  constexpr auto kTake =
      std::to_array<std::string_view>({"subtract {}", "subtract {}", "take off {}", "take away {}", "take {} away",
                                       "remove {}", "decrease it by {}", "deduct {}", "take {} off"});
  return fmt::format(fmt::runtime(sign == '+' ? dice.pick(kAdd) : dice.pick(kTake)), number);
}

std::string capital(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string worded_chain(const std::array<std::string, 3>& shown, char first, char second, Dice& dice) {
  Phrasing phrasing(dice);
  constexpr std::string_view kNames = "abc";
  for (std::size_t i = 0; i < shown.size(); ++i)
    phrasing.bind(std::string(1, kNames[i]), shown[i]);
  const std::string one = ordered(first, shown[1], dice), two = ordered(second, shown[2], dice);
  phrasing.bind("f", one);
  phrasing.bind("g", two);
  phrasing.bind("F", capital(one));
  phrasing.bind("G", capital(two));
  phrasing.bind("e", signed_chain(shown, first, second, dice));
  if (dice.chance(40)) return phrasing.fill(dice.pick(lines_of(around_wordings())));
  if (first != second || dice.chance(40)) return phrasing.fill(dice.pick(lines_of(chain_wordings())));
  return phrasing.fill(dice.pick(lines_of(first == '+' ? adding_three_wordings() : taking_two_wordings())));
}

// Two steps, one after the other.
Posed pose_chain(Dice& dice) {
  const auto number = [&](int small) { return number_of(dice.chance(small) ? 1 : dice.chance(88) ? 2 : 3, dice); };
  for (;;) {
    const std::int64_t a = number(20), b = number(40), c = number(40);
    const char first = dice.chance(55) ? '+' : '-', second = dice.chance(55) ? '+' : '-';
    const Calculation one{a, first, b}, two{one.value(), second, c};
    const Problem problem = Calculations{{one, two}, false};
    if (one.value() < 0 || two.value() < 0 || family_of(problem) != Family::sums || !worked(problem)) continue;
    const bool words = dice.chance(15);
    const auto said = [&](std::int64_t value) { return shown(value, words && value <= 12); };
    return {problem, typed(worded_chain({said(a), said(b), said(c)}, first, second, dice), dice)};
  }
}

// As programmers type it.
std::string programmed(const Calculation& step, Dice& dice) {
  Phrasing phrasing(dice);
  const auto [left, sign, right] = step;
  phrasing.bind("a", std::to_string(left));
  phrasing.bind("b", std::to_string(right));
  phrasing.bind("s", std::string(1, sign));
  phrasing.bind("p", fmt::format(fmt::runtime(dice.chance(60) ? "{} {} {}" : "{}{}{}"), left, sign, right));
  return phrasing.fill(dice.pick(lines_of(code_wordings())));
}

// "double 34", "three times 34": the factor is a word.
std::string doubled(std::int64_t factor, const std::string& other, Dice& dice) {
  constexpr std::array<std::string_view, 3> kVerbs{"double", "triple", "quadruple"},
      kTimes{"twice", "three times", "four times"};
  const auto at = static_cast<std::size_t>(factor - 2);
  const std::string verb(kVerbs.at(at));
  Phrasing phrasing(dice);
  phrasing.bind("b", other);
  phrasing.bind("double", verb);
  phrasing.bind("Double", capital(verb));
  phrasing.bind("doubled", verb + "d");
  phrasing.bind("twice", std::string(kTimes.at(at)));
  return phrasing.fill(dice.pick(lines_of(doubling_wordings())));
}

}  // namespace

std::string phrased(const Calculation& step, Dice& dice) {
  const auto [left, sign, right] = step;
  if (dice.chance(7)) return programmed(step, dice);
  const bool words = dice.chance(25);
  const auto said = [&](std::int64_t value) { return shown(value, words && value >= 0 && value <= 12); };
  if (sign == '*' && left >= 2 && left <= 4 && dice.chance(40)) return doubled(left, said(right), dice);
  Phrasing phrasing(dice);
  phrasing.bind("a", said(left));
  phrasing.bind("b", said(right));
  // The difference between 5 and 12 is 7 for most people: only signs go below zero.
  if ((sign != '-' || left >= right) && dice.chance(48)) return phrasing.fill(dice.pick(lines_of(table_of(sign))));
  std::string between = sign_for(sign, dice);
  const bool worded = said(left)[0] > '9' || said(right)[0] > '9';
  if (worded && std::ranges::none_of(between, [](char c) { return c >= 'a' && c <= 'z'; }))
    between = sign == '+' ? " plus " : sign == '-' ? " minus " : " times ";
  const std::string expression = said(left) + between + said(right);
  if (dice.chance(9)) return expression;
  phrasing.bind("e", expression);
  return phrasing.fill(dice.pick(lines_of(around_wordings())));
}

Posed pose_sum(Dice& dice) {
  if (dice.chance(20)) return pose_chain(dice);
  for (;;) {
    const bool adding = dice.chance(50);
    Calculation step{number_of(some_digits(dice), dice), adding ? '+' : '-', number_of(some_digits(dice), dice)};
    if (!adding && step.left < step.right && dice.chance(85)) std::swap(step.left, step.right);
    const Problem problem = Calculations{{step}, false};
    if (family_of(problem) != Family::sums) continue;
    return {problem, typed(phrased(step, dice), dice)};
  }
}

Posed pose_multiplication(Dice& dice) {
  Calculation step{number_of(1, dice), '*', number_of(some_digits(dice), dice)};
  if (dice.chance(50)) std::swap(step.left, step.right);
  return {Calculations{{step}, false}, typed(phrased(step, dice), dice)};
}

Posed pose_borrow(Dice& dice) {
  for (;;) {
    const Calculation step{number_of(3, dice), '-', number_of(dice.chance(80) ? 3 : 2, dice)};
    const Problem problem = Calculations{{step}, false};
    if (step.value() < 0 || family_of(problem) != Family::borrow) continue;
    return {problem, typed(phrased(step, dice), dice)};
  }
}

std::vector<std::string_view> wordings_of_arithmetic(Family family) {
  std::vector<std::string_view> all;
  const auto append = [&](std::string_view table) { std::ranges::copy(lines_of(table), std::back_inserter(all)); };
  append(around_wordings());
  append(code_wordings());
  if (family == Family::multiplication) {
    append(multiplying_wordings());
    append(doubling_wordings());
    return all;
  }
  append(subtracting_wordings());
  if (family != Family::sums) return all;
  for (const std::string_view table :
       {adding_wordings(), chain_wordings(), adding_three_wordings(), taking_two_wordings()})
    append(table);
  return all;
}

}  // namespace swarm::lessons
