#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/trouble.hpp"

// What a command line may say, as plain data. One declaration serves the parser, the help and bash completion.
namespace swarm::cli {

struct Session;

// Where a parsed value goes. Owned by the command's `run`, which holds the struct that it points into.
using Target = std::variant<bool*, std::string*, std::optional<std::string>*, std::optional<std::int64_t>*,
                            std::optional<std::chrono::milliseconds>*, std::vector<std::string>*>;

enum class Completes { nothing, files };

struct Argument {
  std::string name;  // "--head" for an option, "PROMPT" for what stands by its place
  Target target;
  std::string help;
  std::string value{};                 // what an option's value is called in help: "HEAD"
  std::vector<std::string> choices{};  // the only values, when not empty
  bool is_required = false;
  Completes completes = Completes::nothing;

  bool is_option() const { return name.starts_with("--"); }
  bool is_flag() const { return std::holds_alternative<bool*>(target); }
  bool is_list() const { return std::holds_alternative<std::vector<std::string>*>(target); }
};

// 0, or an exit code that --help names.
using Run = std::function<Outcome<int>(Session&)>;

struct Command {
  std::string name;
  std::string help;       // one sentence
  std::string details{};  // what more a person must know; lines are kept
  std::vector<Argument> arguments{};
  std::vector<Command> commands{};  // of a group, which has no `run`
  Run run{};
};

// Exit codes beside those of ErrorCode.
inline constexpr int kExitAbstained = 20;  // completed, and the answer is "I don't know"
inline constexpr int kExitFailed = 21;     // the task failed, or is a dead letter
inline constexpr int kExitRefuted = 22;    // an answer that a check said is wrong
inline constexpr int kExitBroken = 23;     // an audit chain is not whole, a model's file is not what was added

}  // namespace swarm::cli
