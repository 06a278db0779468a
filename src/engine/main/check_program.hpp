#pragma once

#include "engine/main/command_line.hpp"

namespace swarm::engine_main {

// swarm-engine --check: reads the file strictly, then loads it and has it make a vector, an answer and the texts of
// conversations, in this process, which llama.cpp may abort. One line of JSON with what it is on stdout and 0, or the
// reason on stderr and 1; 2 when it could not be tried, which says nothing about the file.
int run_check(const CommandLine& line);

}  // namespace swarm::engine_main
