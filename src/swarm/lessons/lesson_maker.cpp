#include "swarm/lessons/lesson_maker.hpp"

#include <array>

#include "base/invariant.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/scratch.hpp"

namespace swarm::lessons {

namespace {

struct Share {
  Family family;
  int percent;
};

constexpr std::array<Share, 7> kShares{{{Family::sums, 13},
                                        {Family::multiplication, 6},
                                        {Family::boolean, 8},
                                        {Family::order, 14},
                                        {Family::lists, 12},
                                        {Family::stories, 17},
                                        {Family::unrelated, 30}}};

Posed posed(Family family, Dice& dice) {
  switch (family) {
    case Family::multiplication:
      return pose_multiplication(dice);
    case Family::borrow:
      return pose_borrow(dice);
    case Family::boolean:
      return pose_boolean(dice);
    case Family::order:
      return pose_order(dice);
    case Family::lists:
    case Family::descending:
      return pose_list(dice, family == Family::descending);
    case Family::stories:
      return pose_story(dice);
    default:
      return pose_sum(dice);
  }
}

bool belongs_to(const Problem& problem, Side side) {
  return always_taught(problem) ? side == Side::train : side_of(content_of(problem)) == side;
}

// Declined too, but only after a look at the facts: that they lack something is seen by writing them down.
Lesson undecided_lesson(Side side, Dice& dice) {
  for (;;) {
    const Posed task = pose_undecided_order(dice);
    std::string content = "unrelated " + task.prompt;
    if (side_of(content) != side) continue;
    return {Family::unrelated,     answers::Head::logic, task.prompt, undecided(std::get<Ranking>(task.problem)),
            std::string(kUnknown), std::move(content)};
  }
}

Lesson unrelated_lesson(Side side, Dice& dice) {
  if (dice.chance(5)) return undecided_lesson(side, dice);
  for (;;) {
    std::string prompt = unrelated_prompt(dice, side);
    std::string content = "unrelated " + prompt;
    if (prompt.empty() || side_of(content) != side) continue;
    return {Family::unrelated,
            dice.pick(std::array{answers::Head::math, answers::Head::logic, answers::Head::code,
                                 answers::Head::reasoning, answers::Head::reasoning}),
            std::move(prompt),
            std::nullopt,
            std::string(kUnknown),
            std::move(content)};
  }
}

}  // namespace

Lesson make_lesson(Family family, Side side, Dice& dice) {
  if (family == Family::unrelated) return unrelated_lesson(side, dice);
  for (;;) {
    Posed task = posed(family, dice);
    if (!belongs_to(task.problem, side)) continue;
    auto solution = worked(task.problem);
    SWARM_INVARIANT(solution && family_of(task.problem) == family, "generators make what their family teaches");
    return {family,
            head_of(family),
            std::move(task.prompt),
            std::move(solution->thinking),
            std::move(solution->answer),
            content_of(task.problem)};
  }
}

Family some_taught_family(Dice& dice) {
  std::int64_t roll = dice.between(0, 99);
  for (const auto& [family, percent] : kShares) {
    if ((roll -= percent) < 0) return family;
  }
  return Family::unrelated;
}

std::span<const Family> all_families() {
  static constexpr std::array kFamilies{Family::sums,  Family::multiplication, Family::borrow,     Family::boolean,
                                        Family::order, Family::lists,          Family::descending, Family::stories};
  return kFamilies;
}

std::vector<std::string_view> wordings_of(Family family) {
  switch (family) {
    case Family::boolean:
      return wordings_of_booleans();
    case Family::order:
      return wordings_of_order();
    case Family::lists:
    case Family::descending:
      return wordings_of_lists(family == Family::descending);
    case Family::stories:
      return wordings_of_stories();
    case Family::unrelated:
      return wordings_of_unrelated();
    default:
      return wordings_of_arithmetic(family);
  }
}

}  // namespace swarm::lessons
