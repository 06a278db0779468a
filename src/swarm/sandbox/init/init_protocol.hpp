#pragma once

#include <cstdint>

// What the server and the first process of a sandbox say to each other. The order is a sealed file of records: one byte
// (OrderRecord), four bytes of length in the machine's order, that many bytes. The report is lines of text:
//
//   ready                                    the order was read
//   violation NUMBER ARGUMENT                a forbidden call of the kernel, before the program was killed
//   path PATH                                a file beyond what the sandbox shows was asked for
//   input                                    the program read its standard input
//   ended STEP exited|signalled NUMBER USER_US SYSTEM_US WALL_US MEMORY_KIB
//   failed WHAT ERRNO                        the sandbox itself could not do something
namespace swarm::sandbox::init {

enum class OrderRecord : std::uint8_t {
  file = 'F',            // name below the folder of the run, a zero byte, content
  folder = 'D',          // where the run works; made first
  input = 'I',           // what the program finds on its standard input
  visible = 'V',         // a prefix of paths that may be asked for
  strict_filter = 'P',   // seccomp for the program, which also reports the files that it asks for
  tool_filter = 'T',     // seccomp for tools
  process_offset = 'O',  // four bytes: how many process numbers to use up first
  step = 'S',            // begins a step; one byte: 1 for the program, 0 for a tool
  argument = 'a',        // of the step
  variable = 'e',        // of the step's environment
  limit = 'l',           // of the step: four bytes RLIMIT_…, eight bytes value
};

// Descriptors of the first process.
inline constexpr int kOrder = 3;
inline constexpr int kReport = 4;
inline constexpr int kLifeline = 5;  // at its end the server has gone, or wants the run to end
inline constexpr int kToolOutput = 6;
inline constexpr int kInit = 7;  // the program of the first process

inline constexpr int kStepsMax = 4;
inline constexpr int kArgumentsMax = 64;
inline constexpr int kVariablesMax = 32;
inline constexpr int kLimitsMax = 12;
inline constexpr int kVisibleMax = 48;
inline constexpr int kPathsReportedMax = 8;
inline constexpr int kPathBytesMax = 512;

}  // namespace swarm::sandbox::init
