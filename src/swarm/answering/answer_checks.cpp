#include "swarm/answering/answer_checks.hpp"

#include <fmt/format.h>

#include "swarm/answering/arithmetic_check.hpp"
#include "swarm/answering/chat_requests.hpp"
#include "swarm/answering/stored_text.hpp"
#include "swarm/answers/normal_form.hpp"
#include "swarm/heads/code/program_check.hpp"

namespace swarm::answering {

Async<Result<CheckFindings>> AnswerChecks::check(Question question, answers::Head head, ReadAnswer answer) const {
  const std::stop_token stop = question.stop;
  Result<CheckFindings> findings = co_await deps_.pool.run(
      [this, question = std::move(question), head, answer = std::move(answer)]() -> Result<CheckFindings> {
        return check_here(question, head, answer);
      });
  if (stop.stop_requested()) co_return fail(ErrorCode::cancelled, "the work was stopped");
  if (!findings) co_return CheckFindings{.how = "not checked: " + findings.error().message};
  co_return findings;
}

CheckFindings AnswerChecks::check_here(const Question& question, answers::Head head, const ReadAnswer& answer) const {
  CheckFindings findings = against_heads(question, answer);
  if (findings.verdict == CheckVerdict::none && head == answers::Head::code) findings = against_tests(question, answer);
  if (findings.verdict == CheckVerdict::none && head == answers::Head::math) findings = calculations(question, answer);
  return findings;
}

// Where the compute stage was not asked, its heads check: what they compute is exact.
CheckFindings AnswerChecks::against_heads(const Question& question, const ReadAnswer& answer) const {
  if (question.strategy == answers::Strategy::automatic || !is_asked_in_words(question) || answer.value.empty())
    return {};
  for (const heads::ComputingHead* head : deps_.heads) {
    const auto computed = head->compute(question.prompt, deps_.limits, question.stop);
    if (!computed) continue;
    if (answers::same_meaning(computed->value, answer.value))
      return {CheckVerdict::passed, fmt::format("computed as well: {}", shortened(computed->value))};
    return {CheckVerdict::refuted, fmt::format("it is {}", shortened(computed->value))};
  }
  return {};
}

CheckFindings AnswerChecks::against_tests(const Question& question, const ReadAnswer& answer) const {
  const auto tests = deps_.runner != nullptr ? code::tests_in(question.prompt) : std::nullopt;
  const std::string program = tests ? code::program_in(answer.text) : std::string{};
  if (program.empty()) return {};
  const code::ProgramFindings found = code::check_program(program, *tests, *deps_.runner, question.stop);
  switch (found.verdict) {
    case code::ProgramVerdict::passes:
      return {CheckVerdict::passed, found.how};
    case code::ProgramVerdict::fails:
      return {CheckVerdict::refuted, found.how};
    case code::ProgramVerdict::unchecked:
      break;
  }
  return {CheckVerdict::none, found.how};
}

// Right calculations do not make the answer right; a wrong one makes it worthless.
CheckFindings AnswerChecks::calculations(const Question& question, const ReadAnswer& answer) const {
  if (deps_.calculator == nullptr) return {};
  const std::vector<StatedEquation> equations = stated_equations(question.prompt, answer.text);
  const ArithmeticFindings found = check_arithmetic(equations, *deps_.calculator, deps_.limits, question.stop);
  if (found.wrong) return {CheckVerdict::refuted, *found.wrong};
  if (found.right == 0) return {};
  return {CheckVerdict::none, fmt::format("calculations done again: {}, all right", found.right)};
}

}  // namespace swarm::answering
