#include "swarm/answering/cascade.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/run.hpp"

namespace swarm::answering {
namespace {

class ScriptedStage final : public AnswerStage {
 public:
  ScriptedStage(std::string name, Result<StageEnd> end) : name_(std::move(name)), end_(std::move(end)) {}
  std::string_view name() const override { return name_; }
  bool takes(const Question&, const routing::RouteDecision&) const override { return true; }
  std::optional<std::chrono::nanoseconds> expected(const routing::RouteDecision&) const override { return usual; }
  bool asks_others(const routing::RouteDecision&) const override { return is_another; }
  Async<Result<StageEnd>> run(Question question, routing::RouteDecision, std::vector<Candidate>) override {
    ++calls;
    deadline = question.deadline;
    if (is_silent_on != nullptr)
      is_silent_on->advance(std::chrono::ceil<std::chrono::milliseconds>(deadline - is_silent_on->steady_now()));
    co_return end_;
  }
  int calls = 0;
  SteadyTime deadline{};
  std::optional<std::chrono::nanoseconds> usual{};
  bool is_another = false;
  tests::FakeClock* is_silent_on = nullptr;  // until its deadline

 private:
  std::string name_;
  Result<StageEnd> end_;
};

struct Series {
  telemetry::Metrics registry;
  AnsweringMetrics answering{registry, {"only"}};
};

Series& metrics() {
  static Series series;
  return series;
}

StageEnd answered() {
  return {.outcome = StageOutcome::answered,
          .answer = StageAnswer{.head = answers::Head::math,
                                .verdict = answers::Verdict::verified,
                                .answer = "4",
                                .value = "4",
                                .evidence = {}}};
}

Question question(const Clock& clock) {
  return {.prompt = "2+2", .head_wanted = {}, .deadline = clock.steady_now() + std::chrono::seconds{1}, .stop = {}};
}

TEST(Cascade, StopsAtTheFirstStageThatAnswers) {
  tests::FakeClock clock;
  ScriptedStage passes("first", StageEnd{});
  ScriptedStage answers("second", answered());
  ScriptedStage never("third", answered());
  Cascade cascade({&passes, &answers, &never}, clock, metrics().answering);
  const auto result = tests::run(cascade.answer(question(clock)));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->answer->value, "4");
  ASSERT_EQ(result->trace.stages.size(), 2U);
  EXPECT_EQ(result->trace.stages[0].outcome, StageOutcome::passed);
  EXPECT_EQ(never.calls, 0);
}

TEST(Cascade, AbstainsWhenNobodyAnswers) {
  tests::FakeClock clock;
  ScriptedStage passes("only", StageEnd{});
  Cascade cascade({&passes}, clock, metrics().answering);
  const auto result = tests::run(cascade.answer(question(clock)));
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->answer.has_value());
  EXPECT_EQ(result->reason, answers::AbstainReason::no_model_configured);
}

TEST(Cascade, KeepsTheTraceOfAFailure) {
  tests::FakeClock clock;
  ScriptedStage breaks("only", fail(ErrorCode::unavailable, "nobody there"));
  Cascade cascade({&breaks}, clock, metrics().answering);
  const auto result = tests::run(cascade.answer(question(clock)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().error.code, ErrorCode::unavailable);
  EXPECT_EQ(result.error().trace.stages.at(0).outcome, StageOutcome::failed);
}

TEST(Cascade, ASilentStageLeavesHalfOfTheTimeToOneThatAsksOthers) {
  tests::FakeClock clock;
  ScriptedStage silent("local", StageEnd{.trouble = Error{.code = ErrorCode::timeout, .message = "no answer"}});
  silent.is_silent_on = &clock;
  ScriptedStage cloud("cloud", answered());
  cloud.is_another = true;
  Cascade cascade({&silent, &cloud}, clock, metrics().answering);
  const Question asked = question(clock);
  const auto result = tests::run(cascade.answer(asked));
  ASSERT_TRUE(result && result->answer);
  EXPECT_EQ(result->answer->value, "4");
  EXPECT_EQ(asked.deadline - silent.deadline, std::chrono::milliseconds{500});
  EXPECT_EQ(cloud.deadline, asked.deadline);
}

TEST(Cascade, AStageHasTheWholeTimeWhereNobodyElseFollowsOrItsTextIsToldMeanwhile) {
  tests::FakeClock clock;
  ScriptedStage local("local", StageEnd{}), vote("vote", StageEnd{});
  Cascade cascade({&local, &vote}, clock, metrics().answering);
  Question asked = question(clock);
  ASSERT_TRUE(tests::run(cascade.answer(asked)));
  EXPECT_EQ(local.deadline, asked.deadline);
  vote.is_another = true;
  asked.verify = answers::Verify::off;
  asked.on_text = [](std::string_view) {};
  ASSERT_TRUE(tests::run(cascade.answer(asked)));
  EXPECT_EQ(local.deadline, asked.deadline);
}

TEST(Cascade, AStageThatUsuallyTakesLongerMayTakeTwiceThat) {
  tests::FakeClock clock;
  ScriptedStage local("local", StageEnd{}), cloud("cloud", answered());
  cloud.is_another = true;
  local.usual = std::chrono::milliseconds{400};
  Cascade cascade({&local, &cloud}, clock, metrics().answering);
  const Question asked = question(clock);
  ASSERT_TRUE(tests::run(cascade.answer(asked)));
  EXPECT_EQ(asked.deadline - local.deadline, std::chrono::milliseconds{200});
}

TEST(Cascade, EndsAtTheDeadlineWithoutAskingAnybody) {
  tests::FakeClock clock;
  ScriptedStage never("only", answered());
  Cascade cascade({&never}, clock, metrics().answering);
  Question late = question(clock);
  clock.advance(std::chrono::seconds{1});
  const auto result = tests::run(cascade.answer(late));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().error.code, ErrorCode::timeout);
  EXPECT_EQ(never.calls, 0);
}

}  // namespace
}  // namespace swarm::answering
