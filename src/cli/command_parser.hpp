#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/command.hpp"

namespace swarm::cli {

struct WantsHelp {
  std::vector<std::string> path;  // of the command: {"tasks", "list"}
  bool was_asked = true;          // false: a group was named without a verb
};
struct WantsWholeHelp {};
struct WantsVersion {};
struct Parsed {
  const Command* command;  // part of `root`, with its targets filled
};
using ParsedLine = std::variant<Parsed, WantsHelp, WantsWholeHelp, WantsVersion>;

// Reads the arguments (without the program's name) into the targets of `root` and its commands. `invalid_input` says
// what is wrong, and names the option or command that was probably meant. A group without a verb asks for its help.
Outcome<ParsedLine> parse_command_line(const Command& root, std::vector<std::string> arguments);

}  // namespace swarm::cli
