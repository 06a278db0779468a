#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "platform/config/config_loader.hpp"

namespace swarm::app {

enum class Verb { serve, check_config, print_reference, verify, audit_verify, new_admin_key };

// What was asked for on the command line.
struct CommandLine {
  Verb verb = Verb::serve;
  std::string reference;    // of print_reference: configuration, metrics, openapi, limits
  config::Sources sources;  // file, environment and flags
};

// The command line, or the exit status with which the program ends at once (help, version, a wrong flag), everything
// having been said.
std::variant<CommandLine, int> parse_command_line(int count, const char* const* arguments);

}  // namespace swarm::app
