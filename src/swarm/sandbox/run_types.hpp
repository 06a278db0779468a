#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::sandbox {

struct SourceFile {
  std::string name;  // without folders
  std::string content;
};

// A program by its absolute path, and its arguments.
struct Command {
  std::string program;
  std::vector<std::string> arguments;
};

// Which of the circumstances that a program must not depend on it finds: clock, process numbers, user, host, folder,
// pseudo-random numbers. A program whose output differs between the two has no definite output.
enum class Circumstances { usual, other };

// One program, and the tools (compilers) that prepare it. A tool that fails ends the run.
struct RunRequest {
  std::vector<SourceFile> files{};
  std::vector<Command> tools{};
  Command program{};
  std::vector<std::string> environment{};  // NAME=value, beside PATH, HOME and LANG
  Circumstances circumstances = Circumstances::usual;
};

enum class RunOutcome {
  completed,       // exit status 0
  program_failed,  // the user's program: another exit status, or a signal
  tool_failed,     // a compiler refused the program
  limit,           // ended by a limit
  violation,       // killed for a forbidden call
  sandbox_failed,  // ours: could not be set up, or its first process was lost
  cancelled,
};
constexpr std::array<json::EnumName<RunOutcome>, 7> enum_names(RunOutcome) {
  return {{{RunOutcome::completed, "completed"},
           {RunOutcome::program_failed, "program_failed"},
           {RunOutcome::tool_failed, "tool_failed"},
           {RunOutcome::limit, "limit"},
           {RunOutcome::violation, "violation"},
           {RunOutcome::sandbox_failed, "sandbox_failed"},
           {RunOutcome::cancelled, "cancelled"}}};
}

enum class RunLimit { time, memory, processes, output, disk };
constexpr std::array<json::EnumName<RunLimit>, 5> enum_names(RunLimit) {
  return {{{RunLimit::time, "time"},
           {RunLimit::memory, "memory"},
           {RunLimit::processes, "processes"},
           {RunLimit::output, "output"},
           {RunLimit::disk, "disk"}}};
}

// What a limit holds for: all processes of the run together, or each of them.
enum class Coverage { tree, process };
constexpr std::array<json::EnumName<Coverage>, 2> enum_names(Coverage) {
  return {{{Coverage::tree, "tree"}, {Coverage::process, "process"}}};
}

// The account of one run.
struct RunReport {
  RunOutcome outcome = RunOutcome::sandbox_failed;
  std::optional<std::int64_t> exit_status;
  std::optional<std::int64_t> signal;
  std::optional<RunLimit> limit;   // hit, also when the program went on and completed
  std::string blocked;             // the forbidden call: "network (socket)"
  std::vector<std::string> paths;  // asked for, but not in the sandbox
  bool input_read = false;
  bool output_cut = false;
  std::chrono::milliseconds wall{};
  std::chrono::milliseconds cpu{};
  std::int64_t memory_peak_bytes = 0;
  std::map<std::string, Coverage> coverage;
  std::string backend;
  std::string trouble;  // of the sandbox itself
  std::string out;      // what was printed; not in the JSON, which goes to logs
  std::string error_out;
  std::string tool_out;
  static constexpr auto schema = json::object(
      "SandboxRun", json::field("outcome", &RunReport::outcome, "How it ended."),
      json::field("exit_status", &RunReport::exit_status, "When it ended by itself."),
      json::field("signal", &RunReport::signal, "When a signal ended it."),
      json::field("limit", &RunReport::limit, "The limit that was hit."),
      json::field("blocked", &RunReport::blocked, "The forbidden call that ended it."),
      json::field("paths", &RunReport::paths, "Files beyond the sandbox that were asked for."),
      json::field("input_read", &RunReport::input_read, "Whether it read its standard input."),
      json::field("output_cut", &RunReport::output_cut, "Whether more was printed than is kept."),
      json::field("wall_ms", &RunReport::wall, "By the clock on the wall, with the sandbox's own start."),
      json::field("cpu_ms", &RunReport::cpu, "Of all processes that were waited for."),
      json::field("memory_peak_bytes", &RunReport::memory_peak_bytes, "Of the group, or of the largest process."),
      json::field("coverage", &RunReport::coverage, "Which limits held for the whole tree of processes."),
      json::field("backend", &RunReport::backend, "What jailed it, with its version."),
      json::field("trouble", &RunReport::trouble, "What the sandbox could not do."));
};

}  // namespace swarm::sandbox
