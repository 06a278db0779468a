#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "swarm/sandbox/runner.hpp"

// A program that somebody wrote for a prompt, held against the tests that the prompt gives.
namespace swarm::code {

inline constexpr std::size_t kTestsMax = 100;  // of one prompt; a prompt with more is not checked

// Tests of a prompt as statements of Python: lines that begin with "assert", and examples after ">>>".
struct PromptTests {
  std::string statements;
  std::size_t count = 0;
};
// Nothing when there are none, or one of them goes on over several lines. Pure; linear in the prompt.
std::optional<PromptTests> tests_in(std::string_view prompt);

// What stands in the fences of an answer that are Python, or name no language; empty when there are none. Pure.
std::string program_in(std::string_view answer);

enum class ProgramVerdict { passes, fails, unchecked };
struct ProgramFindings {
  ProgramVerdict verdict = ProgramVerdict::unchecked;
  std::string how;  // for people: "all 3 tests of the prompt pass"
};
// Runs the program with the tests twice, under different circumstances. `unchecked` when nothing can be said: no
// sandbox, a module that is missing here, input that is asked for, tests that use what neither has. Blocking, for the
// blocking pool; safe to call from any thread.
ProgramFindings check_program(const std::string& program, const PromptTests& tests, sandbox::Runner& runner,
                              std::stop_token stop);

}  // namespace swarm::code
