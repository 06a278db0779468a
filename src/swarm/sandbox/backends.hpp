#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "swarm/sandbox/run_types.hpp"
#include "swarm/sandbox/sandbox_config.hpp"

namespace swarm::sandbox {

// A program that makes a jail around another one. The arguments of each stand in one pure function.
struct Jail {
  std::string program;                 // absolute
  std::vector<std::string> arguments;  // from argv[0] on, up to and with the first process inside
};

// The jails end in the same program: the first process, as the descriptor init::kInit.
Jail bubblewrap_jail(const SandboxConfig& config, Circumstances circumstances);
Jail firejail_jail(const SandboxConfig& config, Circumstances circumstances);
Jail jail_of(const SandboxConfig& config, Circumstances circumstances);

// "0.8.0" out of what `program --version` prints; empty when it says nothing of the kind.
std::string version_in(std::string_view text);
std::string_view package_of(Backend backend);  // Debian's name

}  // namespace swarm::sandbox
