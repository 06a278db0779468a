#pragma once

#include <string>

#include "cli/command.hpp"

namespace swarm::cli {

// A bash script that completes commands, options, choices and file names, made from the declarations.
std::string bash_completion(const Command& root);

Command completion_command();

}  // namespace swarm::cli
