#include "swarm/heads/code/program_check.hpp"

#include <gmock/gmock.h>

#include "swarm/sandbox/runner_fixture.hpp"

namespace swarm::code {
namespace {

using testing::HasSubstr;

constexpr char kPrompt[] =
    "Write a function double(n).\n\nassert double(2) == 4\nassert double(0) == 0, \"of nothing\"\n";

// What the real sandbox says of a program for a prompt.
ProgramFindings checked(const std::string& program, std::string_view prompt = kPrompt,
                        const sandbox::SandboxConfig& limits = tests::RunnerUnderTest::small_limits()) {
  tests::RunnerUnderTest sandbox(limits);
  const auto tests = tests_in(prompt);
  if (!tests) return {ProgramVerdict::unchecked, "no tests"};
  return check_program(program, *tests, sandbox.runner, {});
}
ProgramVerdict verdict(const std::string& program, std::string_view prompt = kPrompt) {
  const ProgramFindings findings = checked(program, prompt);
  if (findings.verdict == ProgramVerdict::unchecked) ADD_FAILURE() << findings.how;
  return findings.verdict;
}

TEST(PromptTests, AreAssertionsAndExamples) {
  EXPECT_EQ(tests_in(kPrompt)->count, 2U);
  EXPECT_EQ(tests_in(">>> double(2)\n4\n\n>>> x = 3\n>>> double(x)\n6\n")->count, 2U);
  EXPECT_FALSE(tests_in("What is the double of 4?"));
  EXPECT_FALSE(tests_in("I assert that it is so."));
  EXPECT_FALSE(tests_in(">>> import os"));
}

TEST(PromptTests, ThatGoOnOverSeveralLinesAreLeftAlone) {
  EXPECT_FALSE(tests_in("assert f([1,\n  2]) == 3"));
  EXPECT_FALSE(tests_in(">>> for i in f():\n...   print(i)\n1"));
  EXPECT_FALSE(tests_in(">>> f()\nfirst\nsecond\n"));
}

TEST(PromptTests, AreBounded) {
  std::string prompt;
  for (std::size_t i = 0; i < kTestsMax; ++i)
    prompt += "assert True\n";
  EXPECT_EQ(tests_in(prompt)->count, kTestsMax);
  EXPECT_FALSE(tests_in(prompt + "assert True\n"));
}

TEST(ProgramIn, AnAnswerIsWhatStandsInItsFences) {
  EXPECT_EQ(program_in("Here:\n```python\nx = 1\n```\nand\n```py\ny = 2\n```\n"), "x = 1\ny = 2\n");
  EXPECT_EQ(program_in("```\nx = 1\n```"), "x = 1\n");
  EXPECT_EQ(program_in("```python\nx = 1\n```\n```\n4\n```"), "x = 1\n");
  EXPECT_EQ(program_in("```javascript\nlet x = 1\n```"), "");
  EXPECT_EQ(program_in("no program"), "");
}

TEST(ProgramCheck, APassingProgramPasses) {
  const ProgramFindings findings = checked("def double(n):\n    return 2 * n\n");
  EXPECT_EQ(findings.verdict, ProgramVerdict::passes) << findings.how;
  EXPECT_EQ(findings.how, "all 2 tests of the prompt pass");
}

TEST(ProgramCheck, AWrongProgramFails) {
  EXPECT_EQ(verdict("def double(n):\n    return n + 2\n"), ProgramVerdict::fails);
  EXPECT_EQ(verdict("def double(n):\n    return n.twice\n"), ProgramVerdict::fails);
  EXPECT_EQ(verdict("def double(n)\n    return 2 * n\n"), ProgramVerdict::fails);
  const auto brief = tests::RunnerUnderTest::small_limits(std::chrono::seconds{2});
  EXPECT_EQ(checked("def double(n):\n    while True: pass\n", kPrompt, brief).verdict, ProgramVerdict::fails);
}

TEST(ProgramCheck, AProgramThatEndsBeforeTheTestsDoesNotPass) {
  EXPECT_EQ(verdict("import os\ndef double(n):\n    return 4\nos._exit(0)\n"), ProgramVerdict::fails);
  EXPECT_EQ(verdict("def double(n):\n    raise SystemExit(0)\n"), ProgramVerdict::fails);
}

TEST(ProgramCheck, AMainProgramIsNotRun) {
  EXPECT_EQ(verdict("def double(n):\n    return 2 * n\nif __name__ == '__main__':\n    print(double(int(input())))\n"),
            ProgramVerdict::passes);
}

TEST(ProgramCheck, ExamplesAreComparedAsTheyAreShown) {
  const char* const prompt =
      "def greet(name):\n    \"\"\"\n    >>> greet('Ann')\n    'hello Ann'\n    >>> pair(1)\n    (1, 1.50)\n    "
      "\"\"\"\n";
  const std::string pair = "def pair(n):\n    return (n, 1.5)\n";
  EXPECT_EQ(verdict(pair + "def greet(name):\n    return \"hello \" + name\n", prompt), ProgramVerdict::passes);
  EXPECT_EQ(verdict(pair + "def greet(name):\n    return \"hi \" + name\n", prompt), ProgramVerdict::fails);
}

TEST(ProgramCheck, WhatCannotBeRunHereIsNotHeldAgainstIt) {
  EXPECT_EQ(checked("import a_module_that_nobody_has\ndef double(n):\n    return 2 * n\n").verdict,
            ProgramVerdict::unchecked);
  EXPECT_EQ(checked("n = int(input())\ndef double(n):\n    return 2 * n\n").verdict, ProgramVerdict::unchecked);
  EXPECT_EQ(checked("def double(n):\n    return 2 * n\n", "assert double(helper) == 4").verdict,
            ProgramVerdict::unchecked);
}

// Nothing can be run.
class NoRunner final : public sandbox::Runner {
 public:
  Result<std::vector<sandbox::RunReport>> run(std::vector<sandbox::RunRequest>, std::stop_token) override {
    return fail(ErrorCode::unavailable, "no sandbox here");
  }
  sandbox::SandboxFacts facts() override { return {}; }
};

TEST(ProgramCheck, WithoutASandboxNothingIsSaid) {
  NoRunner runner;
  const ProgramFindings findings = check_program("def double(n): return 2 * n", *tests_in(kPrompt), runner, {});
  EXPECT_EQ(findings.verdict, ProgramVerdict::unchecked);
  EXPECT_THAT(findings.how, HasSubstr("no sandbox here"));
}

}  // namespace
}  // namespace swarm::code
