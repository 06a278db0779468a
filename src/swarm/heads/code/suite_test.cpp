// The question suite: no wrong computed answer, and at least nine of ten answerable questions answered.
#include <cstdio>

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "support/question_suite.hpp"
#include "swarm/heads/code/code_head.hpp"
#include "swarm/heads/code/language_signs.hpp"
#include "swarm/sandbox/runner_fixture.hpp"

namespace swarm::code {
namespace {

struct SuiteQuestion {
  std::string id;
  std::string prompt;
  std::optional<std::string> expected;  // nothing: must be refused
  std::string family;
  static constexpr auto schema =
      json::object("SuiteQuestion", json::field("id", &SuiteQuestion::id, "Unique in its file."),
                   json::field("prompt", &SuiteQuestion::prompt, "As typed."),
                   json::field("expected", &SuiteQuestion::expected,
                               "The canonical value, or null for a question that must be refused."),
                   json::field("family", &SuiteQuestion::family, "Of its kind."));
};

class Suite : public testing::TestWithParam<std::string> {};

TEST_P(Suite, HasNoWrongAnswerAndFewRefusals) {
  // A busy machine makes no program endless that is not: only those that are have little time.
  tests::RunnerUnderTest sandbox, brief(tests::RunnerUnderTest::small_limits(std::chrono::seconds{2}));
  const CodeHead patient_head({}, sandbox.runner), brief_head({}, brief.runner);
  std::size_t right = 0, refused = 0;
  for (const SuiteQuestion& question :
       tests::read_questions<SuiteQuestion>(std::string(SWARM_SUITES) + "/code/" + GetParam())) {
    const CodeHead& head = question.expected == "limit: time" ? brief_head : patient_head;
    const auto computed = head.compute(question.prompt, {}, {});
    if (!question.expected) {
      EXPECT_FALSE(computed) << question.id << ": " << question.prompt << " must be refused, not " << computed->value;
    } else if (!computed) {
      ++refused;
      std::printf("  refused %s: %s (%s)\n", question.id.c_str(), question.prompt.c_str(),
                  computed.error().message.c_str());
    } else {
      EXPECT_EQ(computed->value, *question.expected) << question.id << ": " << question.prompt;
      EXPECT_TRUE(computed->evidence.check && !computed->evidence.check->empty()) << question.id;
      ++right;
    }
  }
  std::printf("%s: %zu answered, %zu refused\n", GetParam().c_str(), right, refused);
  ASSERT_GT(right + refused, 0U);
  EXPECT_GE(right * 10, (right + refused) * 9);
}

// Every beginning and every end of every line: more programs than any prompt is cut into.
TEST_P(Suite, HoldsAProgramWhereverALanguageIsFound) {
  std::size_t found = 0;
  const auto check = [&](std::string_view part) {
    if (!language_of(part)) return;
    ++found;
    EXPECT_TRUE(may_hold_program(part)) << part;
  };
  for (const SuiteQuestion& question :
       tests::read_questions<SuiteQuestion>(std::string(SWARM_SUITES) + "/code/" + GetParam())) {
    if (question.expected) {
      EXPECT_TRUE(may_hold_program(question.prompt)) << question.id;
    }
    for (const std::string_view line : split(question.prompt, '\n')) {
      for (std::size_t at = 0; at <= line.size(); ++at) {
        check(line.substr(0, at));
        check(line.substr(at));
      }
    }
  }
  EXPECT_GT(found, 1'000U);
}

INSTANTIATE_TEST_SUITE_P(Code, Suite, testing::Values("blind.jsonl", "written.jsonl"),
                         [](const auto& named) { return named.param.substr(0, named.param.find('.')); });

}  // namespace
}  // namespace swarm::code
