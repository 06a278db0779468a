#pragma once

#include <optional>
#include <string>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

// Why the program's output rests on what is not in the prompt and two runs might still agree on: chance, the machine,
// its settings. Nothing for an ordinary program.
std::optional<std::string> rests_on(const CodeQuestion& question);

// Whether chance could make two runs agree, so that more are needed: the order of sets, threads.
bool needs_more_runs(const CodeQuestion& question);

// Whether a name that the program misses is given a meaning somewhere in it: then the error is the program's answer,
// and not a sign of an incomplete snippet.
bool defines(const CodeQuestion& question, std::string_view name);

}  // namespace swarm::code
