#pragma once

#include <variant>

#include "trainer/program/lora_command.hpp"
#include "trainer/program/pretrain_command.hpp"
#include "trainer/program/score_command.hpp"

namespace swarm::program {

struct CommandLine {
  std::variant<PretrainOptions, LoraOptions, ScoreOptions> command;
  bool as_json = false;
};

// The command line, or the exit status with which the program ends at once (help, version, a wrong flag), everything
// having been said.
std::variant<CommandLine, int> parse_command_line(int count, const char* const* arguments);

}  // namespace swarm::program
