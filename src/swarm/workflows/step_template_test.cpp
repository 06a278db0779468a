#include "swarm/workflows/step_template.hpp"

#include <gmock/gmock.h>

namespace swarm::workflows {
namespace {

using testing::HasSubstr;

constexpr std::size_t kRoomy = 10'000;

tasks::StepResult completed(std::optional<std::string> value, std::optional<std::string> answer = {}) {
  return {tasks::TaskState::completed, answers::Verdict::verified, std::nullopt, std::move(value), std::move(answer)};
}

// The one step that is referred to stands at place 0.
std::expected<std::string, RenderFailure> rendered(std::string_view text, tasks::StepResult result,
                                                   std::size_t bytes_max = kRoomy) {
  const auto pieces = parse_template(text);
  EXPECT_TRUE(pieces.has_value()) << pieces.error();
  return render(*pieces, {{0, std::move(result)}}, bytes_max);
}

std::string fault_of(std::string_view text) {
  const auto pieces = parse_template(text);
  return pieces ? "" : pieces.error();
}

TEST(StepTemplate, PutsValuesAndAnswersIntoTheirPlaces) {
  EXPECT_EQ(rendered("what is ${steps.a.value} + 1?", completed("41", "it is 41")), "what is 41 + 1?");
  EXPECT_EQ(rendered("${steps.a.answer}", completed("41", "it is 41")), "it is 41");
  EXPECT_EQ(rendered("${steps.a.state}/${steps.a.verdict}", completed("41")), "completed/verified");
}

TEST(StepTemplate, LeavesEverythingElseAsItIs) {
  for (const char* text : {"", "$", "$$", "costs $5", "a } b", "$ {x}", "100 %", "{steps.a.value}"})
    EXPECT_EQ(rendered(text, completed("1")), text);
}

TEST(StepTemplate, HasAWayToWriteItsOwnOpening) {
  EXPECT_EQ(rendered("echo $${HOME}", completed("1")), "echo ${HOME}");
  EXPECT_EQ(rendered("$$${x}", completed("1")), "$${x}");
  EXPECT_EQ(rendered("$${steps.a.value}=${steps.a.value}", completed("1")), "${steps.a.value}=1");
}

TEST(StepTemplate, NeverReadsAValueAsATemplate) {
  EXPECT_EQ(rendered("${steps.a.answer}", completed("1", "${steps.b.value} $${")), "${steps.b.value} $${");
}

TEST(StepTemplate, RefusesWhatIsNoReference) {
  for (const char* text : {"${", "${}", "${steps}", "${steps.}", "${steps.a}", "${steps.a.}", "${steps..value}",
                           "${a.value}", "${steps.a b.value}", "${steps.a.value", "${HOME}", "${steps.a.b.value}"})
    EXPECT_THAT(fault_of(text), HasSubstr("expected")) << text;
  EXPECT_THAT(fault_of("${steps.a.cost}"), HasSubstr("one of value, answer, state, verdict, reason expected"));
}

TEST(StepTemplate, AMissingValueFailsUnlessThereAreOtherWords) {
  const auto missing = rendered("12${steps.a.value} + 1", completed(std::nullopt, "no number"));
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().reason, tasks::TaskTrouble::value_missing);
  EXPECT_THAT(missing.error().message, HasSubstr("'a' has no value"));
  EXPECT_EQ(rendered("take ${steps.a.value:-7}", completed(std::nullopt)), "take 7");
  EXPECT_EQ(rendered("take ${steps.a.value:-}", completed(std::nullopt)), "take ");
  EXPECT_EQ(rendered("take ${steps.a.value:-7}", completed("8")), "take 8");
}

TEST(StepTemplate, WhatAnAttemptLeftOfAnAnswerIsNoValue) {
  const tasks::StepResult refuted{tasks::TaskState::completed, answers::Verdict::refuted, std::nullopt, "5", "five"};
  EXPECT_FALSE(rendered("${steps.a.value}", refuted).has_value());
  EXPECT_FALSE(rendered("${steps.a.answer}", refuted).has_value());
  const tasks::StepResult failed{tasks::TaskState::failed, std::nullopt, "unavailable", std::nullopt, std::nullopt};
  EXPECT_EQ(rendered("${steps.a.state}: ${steps.a.reason}", failed), "failed: unavailable");
}

TEST(StepTemplate, ANumberThatIsMoreThanDigitsStandsInParentheses) {
  EXPECT_EQ(rendered("${steps.a.value}^2", completed("-3")), "(-3)^2");
  EXPECT_EQ(rendered("1 / ${steps.a.value}", completed("1/2")), "1 / (1/2)");
  EXPECT_EQ(as_operand("1+2*sqrt(5)"), "(1+2*sqrt(5))");
  EXPECT_EQ(as_operand("-1/2"), "(-1/2)");
  for (const char* plain : {"12", "0.5", "yes", "x=-2;x=-3", "1;2;4", "2024-01-02", "5 km", "-", "/", "a/b", ""})
    EXPECT_EQ(as_operand(plain), plain);
  EXPECT_EQ(rendered("${steps.a.answer}", completed("-3", "-3")), "-3");
}

TEST(StepTemplate, EndsAtItsLongestAndNotBefore) {
  EXPECT_EQ(rendered("ab${steps.a.value}", completed("345"), 5), "ab345");
  const auto longer = rendered("ab${steps.a.value}", completed("345"), 4);
  ASSERT_FALSE(longer.has_value());
  EXPECT_EQ(longer.error().reason, tasks::TaskTrouble::prompt_too_long);
}

TEST(StepTemplate, NamesOfStepsAreShortAndPlain) {
  for (const char* good : {"a", "A1", "rent_2024", "a-b", "_", "1"})
    EXPECT_TRUE(is_step_name(good)) << good;
  for (const char* bad : {"", "-a", "a.b", "a b", "ä", "a}", "a$"})
    EXPECT_FALSE(is_step_name(bad)) << bad;
  EXPECT_TRUE(is_step_name(std::string(kStepNameMax, 'a')));
  EXPECT_FALSE(is_step_name(std::string(kStepNameMax + 1, 'a')));
}

}  // namespace
}  // namespace swarm::workflows
