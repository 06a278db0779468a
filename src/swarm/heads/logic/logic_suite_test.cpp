// The question suites: no wrong computed answer, nothing computed that must be refused, and enough right answers.

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "support/question_suite.hpp"
#include "swarm/heads/logic/logic_head.hpp"

namespace swarm::logic {
namespace {

// The least share of the answerable questions of a file that must be answered rightly.
constexpr double kRightShareMin = 0.5;

struct SuiteQuestion {
  std::string prompt;
  std::optional<std::string> expected;  // nothing: must be refused
  std::string family;
  std::string id;                     // written.jsonl only
  std::optional<std::string> formal;  // read by confirm.py
  static constexpr auto schema =
      json::object("SuiteQuestion", json::field("prompt", &SuiteQuestion::prompt, "As typed."),
                   json::field("expected", &SuiteQuestion::expected,
                               "The canonical value, or null for a question that must be refused."),
                   json::field("family", &SuiteQuestion::family, "What kind of question it is."),
                   json::field("id", &SuiteQuestion::id, "Unique in its file."),
                   json::field("formal", &SuiteQuestion::formal, "For the confirmation by brute force."));
};

// A plain yes or no says the same as the verdict beside it: "Is this a tautology?" is answered by either. Two verdicts
// are never the same.
struct Equivalent {
  std::string_view verdict, plain;
};
constexpr std::array kEquivalents{
    Equivalent{"valid", "yes"},         // is it a tautology, is the argument valid
    Equivalent{"invalid", "no"},        //
    Equivalent{"consistent", "yes"},    // could all of it hold
    Equivalent{"contradiction", "no"},  // could all of it hold; does it follow
    Equivalent{"entailed", "yes"},      // does it follow
};

bool same_verdict(std::string_view left, std::string_view right) {
  const std::string computed = to_lower(left);
  const std::string expected = to_lower(right);
  return computed == expected || std::ranges::any_of(kEquivalents, [&](const Equivalent& pair) {
           return (computed == pair.verdict && expected == pair.plain) ||
                  (computed == pair.plain && expected == pair.verdict);
         });
}

enum class Mark { right, refused, wrong };

struct Score {
  std::size_t right = 0, refused = 0, wrong = 0;
  std::size_t total() const { return right + refused + wrong; }
  void count(Mark mark) { ++(mark == Mark::right ? right : mark == Mark::refused ? refused : wrong); }
};

// What must be refused is right when it is refused.
Mark ask(const LogicHead& head, const SuiteQuestion& question) {
  const auto computed = head.compute(question.prompt, {}, {});
  if (!computed) {
    if (!question.expected) return Mark::right;
    std::printf("  refused: %s (%s)\n", question.prompt.c_str(), computed.error().message.c_str());
    return Mark::refused;
  }
  EXPECT_TRUE(computed->evidence.check && !computed->evidence.check->empty()) << question.prompt;
  const bool right = question.expected && same_verdict(computed->value, *question.expected);
  EXPECT_TRUE(right) << "wrong: " << question.prompt << "\n  expected " << question.expected.value_or("a refusal")
                     << ", got " << computed->value;
  return right ? Mark::right : Mark::wrong;
}

void print(const std::string& name, const Score& score) {
  std::printf("%-24s %3zu of %3zu right, %3zu refused, %3zu wrong\n", name.c_str(), score.right, score.total(),
              score.refused, score.wrong);
}

class LogicSuite : public testing::TestWithParam<std::string> {};

TEST_P(LogicSuite, HasNoWrongAnswerAndEnoughRightOnes) {
  const LogicHead head;
  std::map<std::string, Score> families;
  Score answerable, must_refuse;
  for (const SuiteQuestion& question :
       tests::read_questions<SuiteQuestion>(std::string(SWARM_SUITES) + "/logic/" + GetParam())) {
    const Mark mark = ask(head, question);
    families[question.family].count(mark);
    (question.expected ? answerable : must_refuse).count(mark);
  }
  for (const auto& [family, score] : families)
    print(family, score);
  print(GetParam() + " answerable", answerable);
  print(GetParam() + " to be refused", must_refuse);
  ASSERT_GT(answerable.total(), 0u);
  ASSERT_GT(must_refuse.total(), 0u);
  EXPECT_GE(static_cast<double>(answerable.right), kRightShareMin * static_cast<double>(answerable.total()));
}

INSTANTIATE_TEST_SUITE_P(Logic, LogicSuite, testing::Values("blind.jsonl", "written.jsonl"),
                         [](const auto& named) { return named.param.substr(0, named.param.find('.')); });

}  // namespace
}  // namespace swarm::logic
