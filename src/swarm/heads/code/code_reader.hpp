#pragma once

#include <string_view>
#include <vector>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

// What a prompt may ask about program text, the likeliest reading first; empty when it asks for something else or has
// no program text in a language that we run. Reads only: whether the text is a program is shown by running it. Pure,
// linear in the prompt but for the words around the program; any bytes may come in.
std::vector<CodeQuestion> read_questions(std::string_view prompt);

}  // namespace swarm::code
