#pragma once

#include <span>
#include <string>

#include "cli/command.hpp"

// Help for people, and the reference page. It does not depend on the terminal: a golden file holds it.
namespace swarm::cli {

// Of the command at `path` below `root`, such as {"tasks", "list"}.
std::string help_text(const Command& root, std::span<const std::string> path);
// Of every command, in the order of their declaration.
std::string whole_help_text(const Command& root);

}  // namespace swarm::cli
