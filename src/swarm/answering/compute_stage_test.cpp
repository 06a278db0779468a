#include "swarm/answering/compute_stage.hpp"

#include <gtest/gtest.h>

#include "support/run.hpp"

namespace swarm::answering {
namespace {

using heads::Computed;
using heads::Refusal;
using heads::RefusalKind;

HeadOpinion computed(answers::Head head, std::string value) {
  return {head, Computed{value, value, {}}};
}
HeadOpinion refused(answers::Head head, RefusalKind kind) {
  return {head, std::unexpected(Refusal{kind, "no"})};
}

TEST(Judge, TakesTheOneValueThatWasFound) {
  const StageEnd end =
      judge({refused(answers::Head::logic, RefusalKind::outside_grammar), computed(answers::Head::math, "4")});
  EXPECT_EQ(end.outcome, StageOutcome::answered);
  EXPECT_EQ(end.answer->value, "4");
  EXPECT_EQ(end.notes.size(), 2U);
}

TEST(Judge, AbstainsWhenTwoHeadsDisagree) {
  const StageEnd end = judge({computed(answers::Head::math, "4"), computed(answers::Head::code, "5")});
  EXPECT_EQ(end.outcome, StageOutcome::abstained);
  EXPECT_EQ(end.reason, answers::AbstainReason::heads_disagree);
}

TEST(Judge, TakesTheLikeliestHeadsAnswerWhenTwoAgree) {
  const StageEnd end = judge({computed(answers::Head::math, "4"), computed(answers::Head::code, "4")});
  EXPECT_EQ(end.answer->head, answers::Head::math);
}

TEST(Judge, PassesOnWhatNobodyUnderstood) {
  EXPECT_EQ(judge({refused(answers::Head::math, RefusalKind::outside_grammar)}).outcome, StageOutcome::passed);
  EXPECT_EQ(judge({}).outcome, StageOutcome::passed);
}

TEST(Judge, SaysWhenItIsTooLarge) {
  EXPECT_EQ(judge({refused(answers::Head::math, RefusalKind::too_large)}).reason, answers::AbstainReason::too_large);
}

class EchoHead final : public heads::ComputingHead {
 public:
  explicit EchoHead(answers::Head head) : head_(head) {}
  answers::Head name() const override { return head_; }
  std::expected<Computed, Refusal> compute(std::string_view prompt, const heads::ComputeLimits&,
                                           std::stop_token stop) const override {
    if (stop.stop_requested()) return std::unexpected(Refusal{RefusalKind::cancelled, "stopped"});
    return Computed{std::string(prompt), std::string(prompt), {}};
  }

 private:
  answers::Head head_;
};

TEST(ComputeStage, AsksOnlyTheHeadThatTheCallerWants) {
  runtime::BlockingPool pool("test", 1, 4);
  const EchoHead math(answers::Head::math), code(answers::Head::code);
  const ModelPlans plans;
  ComputeStage stage({&math, &code}, {}, plans, pool);
  Question question{.prompt = "x", .head_wanted = answers::Head::code, .deadline = {}, .stop = {}};
  const Result<StageEnd> end = tests::run(stage.run(question, {}, {}));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->answer->head, answers::Head::code);
}

TEST(ComputeStage, EndsWhenTheWorkIsStopped) {
  runtime::BlockingPool pool("test", 1, 4);
  const EchoHead math(answers::Head::math);
  const ModelPlans plans;
  ComputeStage stage({&math}, {}, plans, pool);
  std::stop_source stop;
  stop.request_stop();
  const Result<StageEnd> end =
      tests::run(stage.run({.prompt = "x", .head_wanted = {}, .deadline = {}, .stop = stop.get_token()}, {}, {}));
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace swarm::answering
