#pragma once

#include <optional>
#include <string_view>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

// The language that only this program's text can be in, judged by constructs that the other ones do not have. Nothing
// when there is none, when two are possible, or when it looks like a language that we do not run. Whether the text
// really is a program is shown by running it.
std::optional<Language> language_of(std::string_view program);

// False only when no part of the prompt can be program text in a language that we know: language_of() finds none in any
// part, none is named, and nothing is marked as a program. A few searches; most prompts are for other heads.
bool may_hold_program(std::string_view prompt);

// Whether it looks like Java, Go, Rust, SQL, a shell, configuration, …
bool looks_foreign(std::string_view program);

// The language that a fence names; `known` is false for one that we do not run.
std::optional<Language> language_of_tag(std::string_view tag);

}  // namespace swarm::code
