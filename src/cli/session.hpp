#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "cli/api.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"

namespace swarm::cli {

// The options that every command takes.
struct GlobalOptions {
  std::optional<std::string> url{};
  std::optional<std::string> key_file{};
  std::optional<std::string> data{};
  std::optional<std::string> project{};
  std::optional<std::string> ca_file{};
  std::optional<std::chrono::milliseconds> timeout{};
  bool json = false;
  bool no_colour = false;
};

// What a command works with. One per run of the program, one thread.
struct Session {
  Api& api;
  Console& console;
  const Clock& clock;
  Random& random;
  const Command& root;
  bool json = false;
  std::function<int()> interrupts;                       // how often Ctrl-C came
  std::function<Outcome<std::string>()> standard_input;  // all of it, at most kInputBytesMax
  std::string program_folder;                            // where swarmctl lies, for the programs beside it

  bool is_interrupted() const { return interrupts() > 0; }
};

inline constexpr std::size_t kInputBytesMax = 64 * MiB;

// These return 0, the exit code of a command that did what was asked.
// --json: the server's document, as it came; readable on a terminal.
int print_document(Session& session, const Document& document);
int print_json(Session& session, const json::Value& value);
int say(Session& session, std::string_view line);

}  // namespace swarm::cli
