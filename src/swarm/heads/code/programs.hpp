#pragma once

#include <vector>

#include "swarm/heads/code/code_question.hpp"
#include "swarm/sandbox/run_types.hpp"

namespace swarm::code {

// How a question is run twice: under the usual circumstances and under others, C++ with another compiler, too. Lines of
// what the question's own program prints come after nothing else.
std::vector<sandbox::RunRequest> runs_of(const CodeQuestion& question);

// Further runs for programs whose output chance may make equal in two: with other hash seeds.
sandbox::RunRequest run_again(const CodeQuestion& question, unsigned seed);

// The program that a language needs, and Debian's package that has it. Empty when it is installed.
std::string missing_package(Language language);

}  // namespace swarm::code
