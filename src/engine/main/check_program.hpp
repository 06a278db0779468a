#pragma once

#include "engine/main/command_line.hpp"

namespace swarm::engine_main {

// swarm-engine --check: reads the file strictly, then loads it and computes one token with it, in this process, which
// llama.cpp may abort. One line of JSON with what it is on stdout and 0, or the reason on stderr and 1.
int run_check(const CommandLine& line);

}  // namespace swarm::engine_main
