#pragma once

#include <string_view>

// Tables of wordings for sums, subtractions and products. {a} and {b} are the numbers in their order.
namespace swarm::lessons {

std::string_view around_wordings();  // {e} is "12 + 7", or "12 plus 7"
std::string_view adding_wordings();
std::string_view subtracting_wordings();
std::string_view multiplying_wordings();
std::string_view doubling_wordings();      // {double}, {Double}, {doubled}, {twice}: also triple … of {b}
std::string_view code_wordings();          // {p} is "3 + 4", {s} its sign
std::string_view chain_wordings();         // {f} and {g} are "add 5", {F} and {G} "Add 5"
std::string_view adding_three_wordings();  // {a}, {b}, {c}
std::string_view taking_two_wordings();    // {b} and {c} from {a}

}  // namespace swarm::lessons
