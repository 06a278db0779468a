#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swarm::code {

enum class Language { python, javascript, cpp };
std::string_view name_of(Language language);  // "Python"

// What is asked about a program.
enum class Ask {
  output,  // what it prints
  value,   // what its expression is; `expression` where it stands beside the program
  tests,   // whether its tests pass
};

struct CodeQuestion {
  Language language = Language::python;
  Ask ask = Ask::output;
  std::string program;
  std::string expression;
  bool language_is_named = false;  // by the prompt, not guessed from the program
  bool was_asked = true;           // false for a program alone
};

// A part of the prompt that is program text, and what stands around it.
struct Snippet {
  std::string program;
  std::string expression;  // a second, short piece: "what does `f(3)` return"
  std::string tag;         // of a fence, in small letters
  std::string before;
  std::string after;
  bool is_marked = false;  // by a fence or back quotes
};

}  // namespace swarm::code
