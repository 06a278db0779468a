// Word problems of one or two steps.
#include <algorithm>
#include <fmt/format.h>

#include "base/invariant.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"
#include "swarm/lessons/story_scenes.hpp"
#include "swarm/lessons/story_wordings.hpp"
#include "swarm/lessons/wording.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

constexpr int kScenesPercent = 42;  // the others are whole stories from the tables

struct Story {
  std::string_view plan, wording;  // "a+b;#-c"
};

std::vector<Story> stories() {
  std::vector<Story> all;
  for (const std::string_view table : {story_wordings(), change_wordings(), comparison_wordings(), group_wordings()}) {
    for (const std::string_view line : lines_of(table)) {
      const std::size_t end = line.find("::");
      SWARM_INVARIANT(end != std::string_view::npos, "a story says what is calculated");
      all.push_back({line.substr(0, end), line.substr(end + 3)});
    }
  }
  return all;
}

using Numbers = std::array<std::int64_t, 3>;  // a, b, c

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The plan with numbers; nothing where it goes below zero or beyond what is taught.
std::optional<Problem> calculated(std::string_view plan, const Numbers& numbers) {
  Calculations problem{.steps = {}, .story = true};
  std::int64_t before = 0;
  const auto operand = [&](char name) -> std::int64_t {
    if (name == '#') return before;
    return is_digit(name) ? name - '0' : numbers.at(std::size_t(name - 'a'));
  };
  for (; plan.size() >= 3; plan.remove_prefix(std::min<std::size_t>(4, plan.size()))) {
    const Calculation step{operand(plan[0]), plan[1], operand(plan[2])};
    if (step.value() < 0 || std::max(step.left, step.right) > 999) return std::nullopt;
    before = step.value();
    problem.steps.push_back(step);
  }
  const Problem posed = problem;
  if (family_of(posed) != Family::stories || !worked(posed)) return std::nullopt;
  return posed;
}

// Factors are small; everything else has up to three digits, mostly two.
Numbers some_numbers(std::string_view plan, Dice& dice) {
  const auto number = [&] {
    const std::int64_t roll = dice.between(1, 100);
    return roll <= 30 ? dice.between(2, 9) : roll <= 88 ? dice.between(10, 99) : dice.between(100, 500);
  };
  Numbers numbers{number(), number(), number()};
  for (std::size_t i = 1; i + 1 < plan.size(); ++i) {
    if (plan[i] != '*') continue;
    const std::size_t other = static_cast<std::size_t>(plan[i + 1] - 'a');
    if (plan[i - 1] == '#') {  // what was calculated has to stay below three digits
      for (std::int64_t& one : numbers)
        one = dice.between(2, 60);
      numbers.at(other) = dice.between(2, 9);
      continue;
    }
    numbers.at(other) = dice.chance(35) ? dice.between(2, 9) : dice.between(10, 99);
    if (is_digit(plan[i - 1])) continue;
    const std::size_t small = static_cast<std::size_t>(plan[i - 1] - 'a');
    numbers.at(small) = dice.between(2, 9);
    if (dice.chance(25)) std::swap(numbers.at(small), numbers.at(other));
  }
  return numbers;
}

std::string capital(std::string text) {
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void bind_people(Phrasing& phrasing, Dice& dice) {
  const bool man = dice.chance(50);
  phrasing.bind("name", phrasing.fill(man ? "{man1}" : "{woman1}"));
  phrasing.bind("other", phrasing.fill("{name2}"));
  phrasing.bind("third", phrasing.fill("{name3}"));
  phrasing.bind("he", man ? "he" : "she");
  phrasing.bind("He", man ? "He" : "She");
  phrasing.bind("his", man ? "his" : "her");
  phrasing.bind("His", man ? "His" : "Her");
  phrasing.bind("him", man ? "him" : "her");
  phrasing.bind("Person", capital(phrasing.fill("{person}")));
  phrasing.bind("Place", capital(phrasing.fill("{place}")));
}

}  // namespace

Posed pose_story(Dice& dice) {
  static const std::vector<Story> all = stories();
  std::optional<StoryOutline> scene;
  if (dice.chance(kScenesPercent)) scene = outlined(dice);
  const Story story = scene ? Story{scene->plan, {}} : dice.pick(all);
  for (;;) {
    const Numbers numbers = some_numbers(story.plan, dice);
    const auto problem = calculated(story.plan, numbers);
    if (!problem) continue;
    Phrasing phrasing(dice);
    bind_people(phrasing, dice);
    const bool words = dice.chance(12) && !(scene ? has_dollar_signs(*scene) : story.wording.contains('$'));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const bool word = words && numbers[i] <= 12;
      phrasing.bind(std::string(1, static_cast<char>('a' + i)),
                    word ? std::string(word_for(numbers[i])) : std::to_string(numbers[i]));
    }
    const std::string prompt = scene ? told(*scene, phrasing, dice) : phrasing.fill(story.wording);
    return {*problem, typed(capital(prompt), dice)};
  }
}

std::vector<std::string_view> wordings_of_stories() {
  std::vector<std::string_view> all;
  for (const Story& story : stories())
    all.push_back(story.wording);
  std::ranges::copy(wordings_of_scenes(), std::back_inserter(all));
  return all;
}

}  // namespace swarm::lessons
