// What the built-in model must decline.
#include <algorithm>
#include <fmt/format.h>

#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/unrelated_wordings.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {

namespace {

struct Wordings {
  std::vector<std::string_view> train, held_out;
  const std::vector<std::string_view>& of(Side side) const { return side == Side::train ? train : held_out; }
};

Wordings wordings_in(std::string_view table) {
  Wordings wordings;
  for (const std::string_view line : lines_of(table))
    (side_of(line) == Side::train ? wordings.train : wordings.held_out).push_back(line);
  return wordings;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string filled(const Wordings& wordings, Dice& dice, Side side) {
  Phrasing phrasing(dice, side);
  const bool he = dice.chance(50);
  phrasing.bind("he", he ? "he" : "she");
  phrasing.bind("He", he ? "He" : "She");
  phrasing.bind("his", he ? "his" : "her");
  std::string text = phrasing.fill(dice.pick(wordings.of(side)));
  replace_all(text, "\\n", "\n");
  return text;
}

// Numbers stand in all kinds of questions: they are no sign of the families.
std::string with_number(std::string text, Dice& dice) {
  constexpr auto kTails = std::to_array<std::string_view>({" Give me two examples.", " Name three.",
                                                           " in one sentence",       " in 50 words",
                                                           " and give a famous one", " for 2 people",
                                                           " in five steps",         " Which one?",
                                                           " from 1 to 10",          " Pick one of them.",
                                                           " and one of 4 others",   " on page 12",
                                                           " in 3 minutes",          " Give me ten of them.",
                                                           " at 8 o'clock",          " out of seven",
                                                           " within 24 hours",       " the 2 of us",
                                                           " for 15 dollars",        " twice",
                                                           " in two or three words", " (at most 100 characters)"});
  if (dice.chance(16)) text += dice.pick(kTails);
  return text;
}

// Numbers that are too long for the families, in their wordings.
std::string too_long(Dice& dice) {
  const auto power = [&](std::int64_t digits) {
    std::int64_t value = 1;
    while (--digits > 0)
      value *= 10;
    return value;
  };
  const auto number = [&](std::int64_t digits) { return dice.between(power(digits), power(digits + 1) - 1); };
  Calculation step{number(dice.between(4, 9)), "+-*"[dice.below(3)], number(dice.between(1, 8))};
  if (step.sign == '*' && dice.chance(70)) step = {number(dice.between(2, 4)), '*', number(dice.between(2, 4))};
  if (dice.chance(40)) std::swap(step.left, step.right);
  return phrased(step, dice);
}

std::string unfit_list(Dice& dice) {
  ListTask task;
  task.operation = static_cast<ListTask::Operation>(dice.between(0, 10));
  const bool big = dice.chance(60);
  // Numbers of three digits are too large for a list, but not for a sum.
  const std::int64_t least = task.operation == ListTask::Operation::sum ? 1000 : 100;
  for (std::int64_t count = big ? dice.between(3, 5) : dice.between(8, 14); count > 0; --count)
    task.items.push_back(big ? dice.between(least, 9999) : dice.between(0, 99));
  task.at = static_cast<std::size_t>(dice.between(1, 3));
  return phrased(task, dice);
}

// A sum one of whose numbers is no whole one after all: "3.5 + 2", "45% - 3".
std::string unfit_number(Dice& dice) {
  constexpr std::array<std::string_view, 9> kTails{".5", ".25", ".{}", ".{}", "/{}", "%", "^{}", "!", ",{}00"};
  for (;;) {
    const Calculation step{dice.between(2, 400), "+-*"[dice.below(3)], dice.between(2, 99)};
    const std::string fit = phrased(step, dice);
    std::string text = fit;
    for (const std::int64_t number : {step.left, step.right}) {
      const std::string digits = std::to_string(number);
      const std::size_t at = text.find(digits);
      if (at == std::string::npos) continue;
      text.insert(at + digits.size(), fmt::format(fmt::runtime(dice.pick(kTails)), dice.between(1, 9)));
      if (dice.chance(60)) break;
    }
    if (text != fit) return text;  // in "twice seven" there is nothing to spoil
  }
}

std::string gibberish(Dice& dice) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  std::string text;
  const std::int64_t kind = dice.between(0, 5);
  for (std::int64_t words = dice.between(1, 8); words > 0; --words) {
    for (std::int64_t length = dice.between(1, 9); length > 0; --length) {
      if (kind == 0)
        text += static_cast<char>(dice.between(0x21, 0x7E));
      else if (kind == 1)  // two bytes of UTF-8 each
        text += {static_cast<char>(dice.between(0xC4, 0xDF)), static_cast<char>(dice.between(0x80, 0xBF))};
      else if (kind == 2 && dice.chance(30))
        text += static_cast<char>(dice.between('0', '9'));
      else if (kind == 3 && dice.chance(8))  // an emoji, four bytes
        text += {static_cast<char>(0xF0), static_cast<char>(0x9F), static_cast<char>(dice.between(0x98, 0x9A)),
                 static_cast<char>(dice.between(0x80, 0xBF))};
      else
        text += kLetters[dice.below(kLetters.size())];
    }
    if (words > 1) text += ' ';
  }
  return text;
}

// Words without a sense, so that no single word says what is known.
std::string salad(Dice& dice, Side side) {
  constexpr std::array<std::string_view, 12> kKinds{"{scrap}", "{scrap}",  "{scrap}",     "{scrap}",
                                                    "{noun}",  "{verb}",   "{adjective}", "{noun}s",
                                                    "{job}",   "{animal}", "{food}",      "{name}"};
  constexpr std::array<std::string_view, 14> kStarts{"what is ", "how do ",  "why ",   "who ", "when ",
                                                     "where ",   "can you ", "which ", "is ",  "are ",
                                                     "give me ", "tell me ", "",       ""};
  Phrasing phrasing(dice, side);
  std::string text(dice.pick(kStarts));
  for (std::int64_t words = dice.between(1, 14); words > 0; --words)
    text += phrasing.fill(dice.pick(kKinds)) + (words > 1 ? " " : "");
  return text + (dice.chance(50) ? "?" : dice.chance(50) ? "." : "");
}

// Typing errors: two letters swapped, one lost or doubled.
std::string mistyped(std::string text, Dice& dice) {
  for (std::int64_t errors = dice.between(1, 2); errors > 0 && text.size() > 3; --errors) {
    const std::size_t at = dice.below(text.size() - 1);
    if ((text[at] & 0x80) != 0 || (text[at + 1] & 0x80) != 0) continue;  // whole UTF-8 sequences only
    const std::int64_t kind = dice.between(0, 2);
    if (kind == 0)
      std::swap(text[at], text[at + 1]);
    else if (kind == 1)
      text.erase(at, 1);
    else
      text.insert(at, 1, text[at]);
  }
  return text;
}

std::string some_unrelated(Dice& dice, Side side) {
  static const Wordings knowledge = wordings_in(knowledge_wordings()), requests = wordings_in(request_wordings()),
                        near_misses = wordings_in(near_miss_wordings()), others = wordings_in(other_problem_wordings()),
                        unsolved = wordings_in(unsolved_story_wordings()), foreign = wordings_in(foreign_lines()),
                        programs = wordings_in(program_lines());
  const std::int64_t roll = dice.between(1, 100);
  if (roll <= 16) return with_number(filled(knowledge, dice, side), dice);
  if (roll <= 32) return with_number(filled(requests, dice, side), dice);
  if (roll <= 33) return undecided_boolean(dice);
  if (roll <= 48) return filled(near_misses, dice, side);
  if (roll <= 64) return filled(others, dice, side);
  if (roll <= 76) return filled(unsolved, dice, side);
  if (roll <= 80) return filled(foreign, dice, side);
  if (roll <= 84) return filled(programs, dice, side);
  if (roll <= 88) return too_long(dice);
  if (roll <= 91) return unfit_number(dice);
  if (roll <= 93) return unfit_list(dice);
  if (roll <= 95) return gibberish(dice);
  return salad(dice, side);
}

}  // namespace

std::string unrelated_prompt(Dice& dice, Side side) {
  std::string text = some_unrelated(dice, side);
  if (dice.chance(6)) text += " " + some_unrelated(dice, side);
  if (dice.chance(8)) text = mistyped(std::move(text), dice);
  return typed(std::move(text), dice);
}

std::vector<std::string_view> wordings_of_unrelated() {
  std::vector<std::string_view> all;
  for (const std::string_view table :
       {knowledge_wordings(), request_wordings(), near_miss_wordings(), other_problem_wordings(),
        unsolved_story_wordings(), foreign_lines(), program_lines()})
    std::ranges::copy(lines_of(table), std::back_inserter(all));
  return all;
}

}  // namespace swarm::lessons
