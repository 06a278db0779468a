#pragma once

#include <string_view>

namespace swarm::lessons {

// Word problems, one a line: what is calculated ("a+b", "a+b;#-c" where # is the result so far), then "::", then the
// wording. {name} and {he}, {his}, {him} are one person, {other} another one.
std::string_view story_wordings();

}  // namespace swarm::lessons
