#pragma once

#include <string>
#include <vector>

#include "swarm/lessons/dice.hpp"
#include "swarm/lessons/lesson.hpp"
#include "swarm/lessons/problems.hpp"

// Problems made by chance, in the words of people.
namespace swarm::lessons {

struct Posed {
  Problem problem;
  std::string prompt;
};

Posed pose_sum(Dice& dice);             // one or two additions and subtractions, none of them borrowing in three digits
Posed pose_multiplication(Dice& dice);  // by one digit
Posed pose_borrow(Dice& dice);          // a subtraction of three digits that borrows
Posed pose_boolean(Dice& dice);
Posed pose_order(Dice& dice);
Posed pose_undecided_order(Dice& dice);  // in the same words, but who is asked for does not follow; no ranking of all
std::string undecided_boolean(Dice& dice);  // a value is missing that matters, or the names are joined by "xor" …
Posed pose_list(Dice& dice, bool descending);
Posed pose_story(Dice& dice);

// The same wordings around numbers of any size, for prompts that are just not among the families.
std::string phrased(const Calculation& step, Dice& dice);
std::string phrased(const ListTask& task, Dice& dice);

// Something that is none of these. With `held_out`, from wordings and words that training never sees.
std::string unrelated_prompt(Dice& dice, Side side);

// All wordings of a family, for tests.
std::vector<std::string_view> wordings_of(Family family);
std::vector<std::string_view> wordings_of_arithmetic(Family family);
std::vector<std::string_view> wordings_of_booleans();
std::vector<std::string_view> wordings_of_order();
std::vector<std::string_view> wordings_of_lists(bool descending);
std::vector<std::string_view> wordings_of_stories();
std::vector<std::string_view> wordings_of_unrelated();

}  // namespace swarm::lessons
