#pragma once

#include <string_view>

// Wordings of what the built-in model must decline, one a line, by kind.
namespace swarm::lessons {

std::string_view knowledge_wordings();  // facts, explanations, opinions
std::string_view request_wordings();    // advice, writing, programs to write, chat
std::string_view near_miss_wordings();  // with numbers, names and signs, but none of the families; {n} are numbers
std::string_view other_problem_wordings();
std::string_view unsolved_story_wordings();  // mathematics, stories, puzzles and programs of other kinds
std::string_view foreign_lines();            // other languages
std::string_view program_lines();            // programs, commands, markup, messages

}  // namespace swarm::lessons
