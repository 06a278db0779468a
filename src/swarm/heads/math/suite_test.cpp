// The question suites: no wrong computed answer, and at least nine of ten answerable questions answered.

#include <cstdio>

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/question_suite.hpp"
#include "swarm/answers/normal_form.hpp"
#include "swarm/heads/math/math_head.hpp"

namespace swarm::math {
namespace {

struct SuiteQuestion {
  std::string id;
  std::string prompt;
  std::optional<std::string> expected;  // nothing: must be refused
  std::vector<std::string> tags;
  static constexpr auto schema =
      json::object("SuiteQuestion", json::field("id", &SuiteQuestion::id, "Unique in its file."),
                   json::field("prompt", &SuiteQuestion::prompt, "As typed."),
                   json::field("expected", &SuiteQuestion::expected,
                               "The canonical value, or null for a question that must be refused."),
                   json::field("tags", &SuiteQuestion::tags, "Families."));
};

class Suite : public testing::TestWithParam<std::string> {};

TEST_P(Suite, HasNoWrongAnswerAndFewRefusals) {
  const MathHead head;
  std::size_t right = 0, refused = 0, must_refuse = 0;
  for (const SuiteQuestion& question :
       tests::read_questions<SuiteQuestion>(std::string(SWARM_SUITES) + "/math/" + GetParam())) {
    const auto computed = head.compute(question.prompt, {}, {});
    if (!question.expected) {
      ++must_refuse;
      EXPECT_FALSE(computed) << question.id << ": " << question.prompt << " must be refused, not "
                             << (computed ? computed->answer : "");
      continue;
    }
    if (!computed) {
      ++refused;
      std::printf("  refused %s: %s (%s)\n", question.id.c_str(), question.prompt.c_str(),
                  computed.error().message.c_str());
      continue;
    }
    EXPECT_EQ(computed->value, *question.expected) << question.id << ": " << question.prompt;
    EXPECT_TRUE(answers::same_meaning(computed->value, *question.expected)) << question.id;
    EXPECT_TRUE(computed->evidence.check && !computed->evidence.check->empty()) << question.id;
    ++right;
  }
  const std::size_t answerable = right + refused;
  ASSERT_GT(answerable, 0u);
  const double share = 100.0 * static_cast<double>(refused) / static_cast<double>(answerable);
  std::printf("%s: %zu of %zu answerable questions answered, %.1f %% refused; %zu must be refused\n",
              GetParam().c_str(), right, answerable, share, must_refuse);
  EXPECT_GE(right * 10, answerable * 9);
}

INSTANTIATE_TEST_SUITE_P(Math, Suite, testing::Values("blind.jsonl", "written.jsonl"),
                         [](const auto& named) { return named.param.substr(0, named.param.find('.')); });

}  // namespace
}  // namespace swarm::math
