#include "support/cascaded.hpp"

// How the cascade asks a small model that was made for values, and what it makes of its answers.
namespace swarm::answering {
namespace {

using testing::Contains;
using testing::HasSubstr;

class BuiltInModel : public Cascaded {
 protected:
  tests::ScriptedModel& tiny(std::vector<Say> script) {
    tests::ScriptedModel& model = this->model("engine/tiny", ProviderClass::local, std::move(script));
    model.make_built_in();
    return model;
  }
};

TEST_F(BuiltInModel, AnAnswerItIsSureOfIsTakenWholeWithItsThoughtsAsSteps) {
  tests::ScriptedModel& model = tiny({{.text = "54", .confidence = 0.97, .thoughts = "7+7=14,3+2=5", .margin = 0.9}});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->answer, "54");
  EXPECT_EQ(outcome->answer->value, "54");
  EXPECT_EQ(outcome->answer->verdict, Verdict::unverified);
  EXPECT_NEAR(*outcome->answer->confidence, 0.97, 1e-9);
  EXPECT_EQ(outcome->answer->evidence.steps, (std::vector<answers::Step>{{"thought", "7+7=14"}, {"thought", "3+2=5"}}));
  const chat::ChatRequest asked = model.asked().front();
  EXPECT_EQ(asked.messages.at(0).at("content"), "math");
  EXPECT_EQ(asked.options.at("temperature").to_number<double>(), 0);
  EXPECT_EQ(asked.options.at("logprobs"), true);
  EXPECT_EQ(asked.options.at("top_logprobs"), 2);
}

TEST_F(BuiltInModel, ADoubtfulAnswerIsAGuessAndNoVoteMakesItSure) {
  tests::ScriptedModel& model = tiny({{.text = "54", .confidence = 0.6}});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->answer);
  EXPECT_EQ(outcome->reason, AbstainReason::low_confidence);
  EXPECT_EQ(model.calls(), 1);
  EXPECT_THAT(stage(outcome, "local").notes, Contains(HasSubstr("its guess: 54")));
  EXPECT_THAT(stage(outcome, "local").calls.at(0).notes, Contains(HasSubstr("by its calibration")));
}

TEST_F(BuiltInModel, WhoAsksForAVoteGetsOne) {
  tiny({{.text = "54"}});
  Question question = asking();
  question.strategy = answers::Strategy::vote;
  const Outcome outcome = answer(question);
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->verdict, Verdict::agreed);
}

TEST_F(BuiltInModel, ItsDoubtfulAnswerGoesToTheCloud) {
  tiny({{.text = "54", .confidence = 0.6}});
  cloud({answering("55")});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->value, "55");
  EXPECT_THAT(stage(outcome, "cloud").notes, Contains(HasSubstr("disagrees: 54")));
}

TEST_F(BuiltInModel, ItsGuessDoesNotStandWhereTheBudgetOrAConnectionStopsTheCloud) {
  tiny({{.text = "54", .confidence = 0.6}});
  tests::ScriptedModel& far = cloud({failing(ErrorCode::budget_exceeded)});
  EXPECT_EQ(answer()->reason, AbstainReason::budget_exceeded);
  EXPECT_EQ(far.calls(), 1);
}

TEST_F(BuiltInModel, ItsGuessDoesNotStandWhereTheCloudCannotBeReached) {
  tiny({{.text = "54", .confidence = 0.6}});
  cloud({failing(ErrorCode::unavailable)});
  const Outcome outcome = answer();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.code, ErrorCode::unavailable);
}

TEST_F(BuiltInModel, NotKnowingIsAnAbstention) {
  tiny({{.text = "I don't know.", .confidence = 0.99}});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->answer);
  EXPECT_EQ(outcome->reason, AbstainReason::outside_competence);
}

TEST_F(BuiltInModel, ForReasoningItsConfidenceCountsToo) {
  tiny({{.text = "7 apples", .confidence = 0.5}});
  Question question = asking();
  question.head_wanted = answers::Head::reasoning;
  EXPECT_EQ(answer(question)->reason, AbstainReason::low_confidence);
}

TEST_F(BuiltInModel, WithoutACalibrationItsProbabilityCountsForEveryHead) {
  tests::ScriptedModel& model = tiny({{.text = "7 apples", .confidence = 0.5}});
  model.forget_calibration();
  Question question = asking();
  question.head_wanted = answers::Head::reasoning;
  EXPECT_EQ(answer(question)->reason, AbstainReason::low_confidence);
  EXPECT_EQ(model.asked().front().options.at("logprobs"), true);
}

TEST_F(BuiltInModel, APromptThatIsTooLongForItIsSaidSo) {
  tiny({failing(ErrorCode::too_large, "the prompt has 600 tokens")});
  EXPECT_EQ(answer()->reason, AbstainReason::too_large);
}

TEST_F(BuiltInModel, AHeadThatWasNotMeasuredKeepsTheModelsOwnProbability) {
  tests::ScriptedModel& model = tiny({{.text = "54", .confidence = 0.95}});
  chat::Calibration calibration;
  calibration.heads.emplace("logic", chat::HeadCalibration{.bias = -9});
  model.calibrate(std::move(calibration));
  EXPECT_EQ(answer()->answer->confidence, 0.95);
}

TEST_F(BuiltInModel, TheCalibrationDecidesAndNotTheProbability) {
  tests::ScriptedModel& model = tiny({{.text = "54", .confidence = 0.99, .margin = 0.98}});
  chat::Calibration calibration;
  calibration.heads.emplace("math", chat::HeadCalibration{.bias = -5, .mean_probability = 1});
  model.calibrate(std::move(calibration));
  EXPECT_EQ(answer()->reason, AbstainReason::low_confidence);
}

TEST_F(BuiltInModel, WhatIsNotSetUpIsAsIfItWereNotThere) {
  tests::ScriptedModel& model = tiny({{.text = "54", .confidence = 0.97}});
  model.take_away();
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, AbstainReason::no_model_configured);
  EXPECT_EQ(model.calls(), 0);
  Question question = asking();
  question.strategy = answers::Strategy::vote;
  EXPECT_EQ(answer(question)->reason, AbstainReason::no_model_configured);
}

TEST_F(BuiltInModel, AHeadsAdapterIsAskedForThatHeadOnly) {
  tests::ScriptedModel& base = tiny({{.text = "54", .confidence = 0.97}});
  tests::ScriptedModel& adapter =
      this->model("engine/tonight", ProviderClass::local, {{.text = "55", .confidence = 0.97}});
  adapter.make_built_in();
  config_.math.local_model = "engine/tonight";
  EXPECT_EQ(answer()->answer->value, "55");
  EXPECT_EQ(base.calls(), 0);
  Question question = asking();
  question.head_wanted = answers::Head::logic;
  EXPECT_EQ(answer(question)->answer->value, "54");
  EXPECT_EQ(adapter.calls(), 1);
}

}  // namespace
}  // namespace swarm::answering
