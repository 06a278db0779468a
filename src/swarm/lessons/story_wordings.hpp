#pragma once

#include <string_view>

namespace swarm::lessons {

// Word problems, one a line: what is calculated ("a+b", "a+b;#-c" where # is the result so far, and a digit
// stands for itself), then "::", then the
// wording. {name} and {he}, {his}, {him} are one person, {other} another one.
std::string_view story_wordings();
std::string_view change_wordings();      // more that is added, taken away, spent and paid
std::string_view comparison_wordings();  // totals of things that stand beside each other, and differences
std::string_view group_wordings();       // equal groups, alone and with something more or less

}  // namespace swarm::lessons
