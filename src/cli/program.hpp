#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace swarm::cli {

// The surroundings of one run, as main() finds them.
struct Surroundings {
  std::vector<std::string> arguments;  // without the program's name
  std::string program_folder;
  std::string version;
  std::function<int()> interrupts;  // how often Ctrl-C came
};

// Everything between main() and the commands; returns the exit code.
int run_program(const Surroundings& surroundings);

}  // namespace swarm::cli
