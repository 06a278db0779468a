#include "swarm/heads/code/code_head.hpp"

#include <gtest/gtest.h>

namespace swarm::code {
namespace {

using heads::RefusalKind;
using sandbox::RunOutcome;
using sandbox::RunReport;

// Says what it was told to, run by run.
class ScriptedRunner final : public sandbox::Runner {
 public:
  explicit ScriptedRunner(std::vector<RunReport> reports) : reports_(std::move(reports)) {}
  Result<std::vector<RunReport>> run(std::vector<sandbox::RunRequest> requests, std::stop_token) override {
    std::vector<RunReport> said;
    for (std::size_t i = 0; i < requests.size(); ++i)
      said.push_back(reports_[runs++ % reports_.size()]);
    return said;
  }
  sandbox::SandboxFacts facts() override {
    return {.ready = true, .is_known = true, .backend = "scripted", .detail = ""};
  }
  std::size_t runs = 0;

 private:
  std::vector<RunReport> reports_;
};

RunReport printed(std::string text) {
  RunReport report;
  report.outcome = RunOutcome::completed;
  report.exit_status = 0;
  report.out = std::move(text);
  return report;
}

RunReport failed(std::string text) {
  RunReport report;
  report.outcome = RunOutcome::program_failed;
  report.exit_status = 1;
  report.error_out = std::move(text);
  return report;
}

constexpr char kPrompt[] = "what does this print?\n```python\nprint(a)\na = 1\n```";

auto ask(std::vector<RunReport> reports, std::string_view prompt = kPrompt) {
  ScriptedRunner runner(std::move(reports));
  return CodeHead({}, runner).compute(prompt, {}, {});
}

TEST(CodeHead, AnswersWhatBothRunsPrinted) {
  const auto computed = ask({printed("1\n2\n")});
  ASSERT_TRUE(computed) << computed.error().message;
  EXPECT_EQ(computed->value, "1\n2");
  EXPECT_TRUE(computed->evidence.check);
}

TEST(CodeHead, RefusesWhenTheRunsDiffer) {
  EXPECT_EQ(ask({printed("1\n"), printed("2\n")}).error().kind, RefusalKind::unchecked);
}

TEST(CodeHead, RunsMoreOftenWhereChanceCouldMakeTwoRunsAgree) {
  ScriptedRunner runner({printed("a\n"), printed("a\n"), printed("a\n"), printed("b\n")});
  const auto computed = CodeHead({}, runner).compute("run:\n```python\nprint(set('ab'))\n```", {}, {});
  EXPECT_EQ(computed.error().kind, RefusalKind::unchecked);
  EXPECT_EQ(runner.runs, 4U);
}

TEST(CodeHead, NamesACrashAfterWhatWasPrinted) {
  RunReport report =
      failed("Traceback (most recent call last):\n  File \"x\", line 1\nZeroDivisionError: division by zero\n");
  report.out = "before\n";
  EXPECT_EQ(ask({report})->value, "before\nZeroDivisionError: division by zero");
}

TEST(CodeHead, RefusesASnippetThatMissesAName) {
  const auto missing = ask({failed("Traceback (most recent call last):\nNameError: name 'total' is not defined\n")});
  EXPECT_EQ(missing.error().kind, RefusalKind::outside_grammar);
  const auto later = ask({failed("Traceback (most recent call last):\nNameError: name 'a' is not defined\n")});
  EXPECT_EQ(later->value, "NameError: name 'a' is not defined");
}

TEST(CodeHead, NamesTheLimitAndWhatWasBlocked) {
  RunReport limit;
  limit.outcome = RunOutcome::limit;
  limit.limit = sandbox::RunLimit::time;
  EXPECT_EQ(ask({limit})->value, "limit: time");
  RunReport blocked;
  blocked.outcome = RunOutcome::violation;
  blocked.blocked = "network (socket)";
  EXPECT_EQ(ask({blocked})->value, "blocked: network");
  RunReport file = failed("x");
  file.paths = {"/etc/shadow"};
  EXPECT_EQ(ask({file})->value, "blocked: file /etc/shadow");
}

TEST(CodeHead, RefusesWhatReadsInput) {
  RunReport report = printed("7\n");
  report.input_read = true;
  EXPECT_EQ(ask({report}).error().kind, RefusalKind::unchecked);
}

TEST(CodeHead, RefusesWhenTheSandboxFails) {
  EXPECT_EQ(ask({RunReport{}}).error().kind, RefusalKind::unchecked);
}

TEST(CodeHead, RefusesAPromptBeyondItsMaximum) {
  ScriptedRunner runner({printed("1\n")});
  const std::string prompt = "what does this print?\n```python\nprint(1)" + std::string(32 * KiB, ' ') + "\n```";
  EXPECT_FALSE(CodeHead({}, runner).compute(prompt, {}, {}));
  EXPECT_EQ(runner.runs, 0U);
}

}  // namespace
}  // namespace swarm::code
