#include "support/cascaded.hpp"

namespace swarm::answering {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST_F(Cascaded, WithoutModelsOnlyComputingAnswers) {
  EXPECT_EQ(answer()->reason, AbstainReason::no_model_configured);
  Question sum = asking();
  sum.prompt = "2+2";
  EXPECT_EQ(answer(sum)->answer->value, "4");
  EXPECT_EQ(answer()->trace.stages.size(), 1U);
}

TEST_F(Cascaded, ALocalAnswerThatIsProbableEnoughIsTaken) {
  tests::ScriptedModel& model = local({{.text = "7*6=42\nAnswer: 42", .confidence = 0.95}});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->value, "42");
  EXPECT_EQ(outcome->answer->verdict, Verdict::unverified);
  EXPECT_EQ(outcome->answer->confidence, 0.95);
  EXPECT_EQ(outcome->answer->provider, "near");
  EXPECT_EQ(outcome->answer->model, "small");
  EXPECT_EQ(model.calls(), 1);
  const chat::ChatRequest asked = model.asked().front();
  EXPECT_EQ(asked.payer.head, "math");
  EXPECT_EQ(asked.request_id, "request");
  EXPECT_EQ(spent_of(outcome->trace), (answers::Spent{10, 5, {}}));
}

TEST_F(Cascaded, AnImprobableLocalAnswerIsTheVotesFirstSample) {
  tests::ScriptedModel& model = local({{.text = "Answer: 42", .confidence = 0.5}, answering("42.0")});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->verdict, Verdict::agreed);
  EXPECT_EQ(outcome->answer->value, "42");
  EXPECT_EQ(model.calls(), 3);  // two more make three of five
  EXPECT_EQ(stage(outcome, "local").outcome, StageOutcome::passed);
  EXPECT_THAT(stage(outcome, "local").notes, Contains(HasSubstr("0.500")));
  ASSERT_EQ(stage(outcome, "vote").clusters.size(), 1U);
  EXPECT_EQ(stage(outcome, "vote").clusters[0].votes, 3);
  EXPECT_EQ(model.asked()[1].options.at("temperature"), json::Value(0.8));
  EXPECT_THAT(registry_.exposition(),
              HasSubstr(R"(swarm_consensus_decisions_total{outcome="decided",rule="majority"} 1)"));
  EXPECT_THAT(registry_.exposition(), HasSubstr("swarm_consensus_samples_saved_total 2"));
}

TEST_F(Cascaded, WithoutAConfidenceAnAnswerIsVotedOn) {
  tests::ScriptedModel& model = local({answering("1"), answering("2"), answering("2"), answering("3"), answering("2")});
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->answer->value, "2");
  EXPECT_EQ(outcome->answer->verdict, Verdict::agreed);
  EXPECT_EQ(model.calls(), 5);
  EXPECT_EQ(stage(outcome, "vote").clusters.size(), 3U);
  EXPECT_EQ(stage(outcome, "vote").clusters[0].value, "2");
}

TEST_F(Cascaded, VotesThatAreTooDifferentAreADisagreementWithoutTheCloud) {
  local({answering("1"), answering("2"), answering("3"), answering("4"), answering("5")});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->answer);
  EXPECT_EQ(outcome->reason, AbstainReason::disagreement);
}

TEST_F(Cascaded, WithTheCloudItAnswersAndTheDisagreementIsNoted) {
  local({answering("1"), answering("2"), answering("3"), answering("4"), answering("5")});
  cloud({answering("2")});
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->answer->value, "2");
  EXPECT_EQ(outcome->answer->verdict, Verdict::unverified);
  EXPECT_EQ(outcome->answer->provider, "far");
  EXPECT_THAT(stage(outcome, "cloud").notes, Contains(HasSubstr("near/small disagrees: 1")));
  EXPECT_THAT(stage(outcome, "cloud").notes, Contains(HasSubstr("near/small agrees: 2")));
  EXPECT_EQ(spent_of(outcome->trace).cost, Money{1'000'000});
}

TEST_F(Cascaded, AWrongCalculationRefutesAndTheCloudIsAsked) {
  local({{.text = "7*6=43\nAnswer: 43", .confidence = 0.99}});
  cloud({answering("42")});
  config_.math.stages = {StageName::local, StageName::cloud};
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->answer->value, "42");
  EXPECT_EQ(stage(outcome, "local").calls.at(0).outcome, "refuted");
  EXPECT_EQ(stage(outcome, "local").calls.at(0).answer, "43");
  EXPECT_THAT(stage(outcome, "local").calls.at(0).notes, Contains("7*6=43, and it is 42"));
}

TEST_F(Cascaded, WhenEveryAnswerIsRefutedItSaysSo) {
  local({{.text = "7*6=43\nAnswer: 43"}});
  cloud({{.text = "6*7=44\nAnswer: 44"}});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->answer);
  EXPECT_EQ(outcome->reason, AbstainReason::refuted);
}

TEST_F(Cascaded, WhoNamesTheHeadWantsAValueAndNotWords) {
  local({{.text = "I'm sorry, I can't help."}});
  cloud({{.text = "About as many as usual."}});
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->reason, AbstainReason::outside_competence);
  EXPECT_EQ(stage(outcome, "cloud").calls.at(0).outcome, "unreadable");
  EXPECT_EQ(stage(outcome, "cloud").calls.at(0).answer, "About as many as usual.");
}

TEST_F(Cascaded, WhatNamesNoAnswerStandsUnverifiedWhenNobodyKnowsBetter) {
  local({{.text = "I'm sorry, I can't help."}});
  cloud({{.text = "About as many as usual."}});
  Question question = asking();
  question.prompt = "calculate 3 times the number of sheep that the shepherd counts";
  question.head_wanted.reset();
  const Outcome outcome = answer(std::move(question));
  ASSERT_EQ(outcome->trace.route.head, answers::Head::math);
  ASSERT_TRUE(outcome->answer);
  EXPECT_EQ(outcome->answer->answer, "About as many as usual.");
  EXPECT_EQ(outcome->answer->verdict, answers::Verdict::unverified);
  EXPECT_EQ(outcome->trace.notes.size(), 1U);
}

TEST_F(Cascaded, AnUnsureAnswerAloneIsNone) {
  local({{.text = "Answer: 42", .confidence = 0.5}});
  config_.math.stages = {StageName::local};
  EXPECT_EQ(answer()->reason, AbstainReason::low_confidence);
  config_.math.confidence_min = 0.5;
  EXPECT_EQ(answer()->answer->value, "42");
}

TEST_F(Cascaded, WithoutAVoteAnAnswerOfUnknownConfidenceIsTaken) {
  local({answering("42")});
  config_.math.stages = {StageName::local, StageName::cloud};
  EXPECT_EQ(answer()->answer->value, "42");
  EXPECT_EQ(answer()->answer->confidence, std::nullopt);
}

TEST_F(Cascaded, ReasoningTakesTheLocalAnswerAsText) {
  tests::ScriptedModel& model = local({{.text = "Go for a walk."}});
  Question question = asking();
  question.head_wanted = answers::Head::reasoning;
  const Outcome outcome = answer(question);
  EXPECT_EQ(outcome->answer->answer, "Go for a walk.");
  EXPECT_EQ(outcome->answer->value, "");
  EXPECT_EQ(model.calls(), 1);
}

TEST_F(Cascaded, OverTheBudgetItAbstainsUnlessAnEarlierAnswerStands) {
  cloud({failing(ErrorCode::budget_exceeded)});
  EXPECT_EQ(answer()->reason, AbstainReason::budget_exceeded);
  local({answering("1"), answering("2"), answering("3"), answering("3"), answering("4")});
  const Outcome standing = answer();
  ASSERT_TRUE(standing && standing->answer);
  EXPECT_EQ(standing->answer->value, "3");
  EXPECT_EQ(standing->answer->verdict, Verdict::unverified);
  EXPECT_THAT(standing->trace.notes, Contains(HasSubstr("budget")));
}

TEST_F(Cascaded, TransientTroubleIsAnErrorThatIsTriedAgain) {
  local({failing(ErrorCode::unavailable, "the breaker is open")});
  const Outcome outcome = answer();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.code, ErrorCode::unavailable);
  EXPECT_EQ(outcome.error().error.message, "the breaker is open");
  EXPECT_EQ(outcome.error().trace.stages.size(), 3U);
}

TEST_F(Cascaded, AProvidersTimeoutIsNotTheTasks) {
  cloud({failing(ErrorCode::timeout)});
  EXPECT_EQ(answer().error().error.code, ErrorCode::unavailable);
}

TEST_F(Cascaded, ASilentLocalModelLeavesTheCloudItsTurn) {
  Say silent = failing(ErrorCode::timeout);
  silent.meanwhile = [this] { clock_.advance(30s); };
  tests::ScriptedModel& near = local({silent});
  cloud({answering("42")});
  config_.math.stages = {StageName::local, StageName::cloud};
  const Question question = asking();
  const Outcome outcome = answer(question);
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->provider, "far");
  EXPECT_EQ(question.deadline - near.asked().front().deadline, 30s);
}

TEST_F(Cascaded, ACloudModelThatFailsLeavesTheNextToAnswer) {
  cloud({failing(ErrorCode::unavailable)}, "far/first");
  cloud({failing(ErrorCode::invalid_input)}, "far/second");
  cloud({answering("42")}, "far/third");
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->answer->model, "third");
  EXPECT_EQ(stage(outcome, "cloud").calls.size(), 3U);
  EXPECT_EQ(stage(outcome, "cloud").calls[1].outcome, "invalid_input");
}

TEST_F(Cascaded, ARefusedRequestIsNotTriedAgain) {
  cloud({failing(ErrorCode::invalid_input)});
  EXPECT_EQ(answer()->reason, AbstainReason::request_refused);
}

TEST_F(Cascaded, AVoteIsNotHeldWithAModelThatIsAway) {
  tests::ScriptedModel& model = local({failing(ErrorCode::unavailable)});
  EXPECT_FALSE(answer());
  EXPECT_EQ(model.calls(), 1 + 3);  // one round of three, and no more
}

TEST_F(Cascaded, TheStrategyNamesWhoMayAnswer) {
  tests::ScriptedModel& near = local({answering("42")});
  tests::ScriptedModel& far = cloud({answering("41")});
  Question question = asking();
  question.strategy = answers::Strategy::cloud;
  EXPECT_EQ(answer(question)->answer->value, "41");
  EXPECT_EQ(near.calls(), 0);
  question.strategy = answers::Strategy::local;
  EXPECT_EQ(answer(question)->answer->value, "42");
  EXPECT_EQ(near.calls(), 1);
  question.strategy = answers::Strategy::vote;
  EXPECT_EQ(answer(question)->answer->verdict, Verdict::agreed);
  EXPECT_EQ(near.calls(), 4);
  question.strategy = answers::Strategy::compute;
  EXPECT_EQ(answer(question)->reason, AbstainReason::no_model_configured);
  EXPECT_EQ(far.calls(), 1);
}

TEST_F(Cascaded, WhereComputingWasNotAskedItChecks) {
  local({answering("5"), answering("4")});
  Question sum = asking();
  sum.prompt = "2+2";
  sum.strategy = answers::Strategy::local;
  EXPECT_EQ(answer(sum)->reason, AbstainReason::refuted);
  const Outcome right = answer(sum);
  EXPECT_EQ(right->answer->verdict, Verdict::verified);
  EXPECT_EQ(right->answer->confidence, 1.0);
}

TEST_F(Cascaded, ToolsGoToTheFirstModelAndItsMessageIsTheAnswer) {
  const json::Value calls = json::parse(R"({"role":"assistant","content":null,"tool_calls":[{"id":"c1"}]})").value();
  tests::ScriptedModel& model = local({{.message = calls}});
  Question question = asking();
  question.prompt = "2+2";
  question.options = {{"tools", json::Array{json::Object{{"type", "function"}}}}};
  const Outcome outcome = answer(question);
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(json::Value(*outcome->answer->message), calls);
  EXPECT_EQ(outcome->answer->verdict, Verdict::unverified);
  EXPECT_EQ(model.calls(), 1);
  EXPECT_TRUE(model.asked().front().options.contains("tools"));
  EXPECT_FALSE(model.asked().front().options.contains("logprobs"));
  question.strategy = answers::Strategy::vote;  // there is nothing to count
  EXPECT_TRUE(answer(question)->answer->message);
}

TEST_F(Cascaded, WhatShouldBeJsonAndIsNotIsPassedOn) {
  local({{.text = "Sure! {"}});
  cloud({{.text = R"({"sheep": 7})"}});
  Question question = asking();
  question.options = {{"response_format", json::Object{{"type", "json_object"}}}};
  const Outcome outcome = answer(question);
  EXPECT_EQ(outcome->answer->answer, R"({"sheep": 7})");
  EXPECT_EQ(outcome->answer->provider, "far");
}

TEST_F(Cascaded, UncheckedTextIsToldAsItComes) {
  local({{.text = "7*6=43, I think"}});
  Question question = asking();
  question.verify = answers::Verify::off;
  std::string heard;
  question.on_text = [&](std::string_view text) { heard += text; };
  const Outcome outcome = answer(question);
  EXPECT_EQ(outcome->answer->answer, "7*6=43, I think");
  EXPECT_EQ(heard, "7*6=43, I think");
}

TEST_F(Cascaded, WhatIsCheckedIsNotToldBefore) {
  tests::ScriptedModel& model = local({answering("42")});
  Question question = asking();
  question.on_text = [](std::string_view) { ADD_FAILURE() << "told too early"; };
  EXPECT_TRUE(answer(question)->answer);
  EXPECT_FALSE(model.asked().front().on_text);
}

TEST_F(Cascaded, AStreamThatBreaksIsNotBegunAnewByAnotherModel) {
  local({{.text = "half an ans", .error = Error{.code = ErrorCode::unavailable, .message = "it broke off"}}});
  tests::ScriptedModel& far = cloud({answering("42")});
  Question question = asking();
  question.verify = answers::Verify::off;
  question.on_text = [](std::string_view) {};
  EXPECT_EQ(answer(question).error().error.message, "it broke off");
  EXPECT_EQ(far.calls(), 0);
}

TEST_F(Cascaded, WhatIsPrivateIsHiddenFromTheModelAndPutBackIntoItsAnswer) {
  tests::ScriptedModel& model = cloud({{.text = "I wrote to [EMAIL_1].\nAnswer: [EMAIL_1]"}});
  model.mask();
  Question question = asking();
  question.prompt = "whom of ann@example.org did nobody write to";
  question.options = {{"user", "ann@example.org"}};
  const Outcome outcome = answer(question);
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->answer, "I wrote to ann@example.org.\nAnswer: ann@example.org");
  EXPECT_EQ(outcome->answer->value, "ann@example.org");
  const chat::ChatRequest asked = model.asked().front();
  EXPECT_THAT(json::to_text(asked.messages), testing::Not(HasSubstr("ann@example.org")));
  EXPECT_EQ(asked.options.at("user"), "[EMAIL_1]");
  EXPECT_EQ(stage(outcome, "cloud").calls.at(0).masked, 1);
}

TEST_F(Cascaded, WhatIsPrivateIsPutBackIntoTheTextAsItComes) {
  tests::ScriptedModel& model = cloud({{.text = "Write to [EMAIL_1] or [EMAIL"}});
  model.mask();
  Question question = asking();
  question.prompt = "whom of ann@example.org did nobody write to";
  question.verify = answers::Verify::off;
  std::string heard;
  question.on_text = [&](std::string_view text) { heard += text; };
  EXPECT_EQ(answer(question)->answer->answer, "Write to ann@example.org or [EMAIL");
  EXPECT_EQ(heard, "Write to ann@example.org or [EMAIL");
}

TEST_F(Cascaded, AModelThatMaySeeEverythingDoes) {
  tests::ScriptedModel& model = local({answering("42")});
  Question question = asking();
  question.prompt = "whom of ann@example.org did nobody write to";
  EXPECT_TRUE(answer(question)->answer);
  EXPECT_THAT(json::to_text(model.asked().front().messages), HasSubstr("ann@example.org"));
}

TEST_F(Cascaded, StoppingReachesTheCallAtOnce) {
  tests::ScriptedModel& model = local({{.hangs = true}});
  plan();
  std::jthread stopper([&] {
    while (model.calls() == 0)
      std::this_thread::yield();
    stop_.request_stop();
  });
  const Outcome outcome = loop_.run(answer_later(asking()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.code, ErrorCode::cancelled);
  EXPECT_EQ(model.cancelled(), 1);
}

TEST_F(Cascaded, StoppingReachesEveryCallOfAVote) {
  tests::ScriptedModel& model = local({answering("1"), {.hangs = true}});
  plan();
  std::jthread stopper([&] {
    while (model.calls() < 3)
      std::this_thread::yield();
    stop_.request_stop();
  });
  EXPECT_EQ(loop_.run(answer_later(asking())).error().error.code, ErrorCode::cancelled);
  EXPECT_EQ(model.cancelled(), 2);
}

TEST_F(Cascaded, TheDeadlineIsSharedByAllStages) {
  local({{.text = "I'm sorry.", .meanwhile = [&] { clock_.advance(61s); }}});
  tests::ScriptedModel& far = cloud({answering("42")});
  const Outcome outcome = answer();
  EXPECT_EQ(outcome.error().error.code, ErrorCode::timeout);
  EXPECT_EQ(far.calls(), 0);
}

TEST_F(Cascaded, AtTheDeadlineAnEarlierAnswerStands) {
  local({{.text = "Answer: 42", .confidence = 0.5, .meanwhile = [&] { clock_.advance(61s); }}});
  cloud({answering("41")});
  const Outcome outcome = answer();
  ASSERT_TRUE(outcome && outcome->answer);
  EXPECT_EQ(outcome->answer->value, "42");
  EXPECT_THAT(outcome->trace.notes, Contains(HasSubstr("time")));
}

TEST_F(Cascaded, AStageThatIsTooSlowGivesWayToOneThatIsNot) {
  local({{.text = "Answer: 1", .confidence = 0.99, .meanwhile = [&] { clock_.advance(30s); }}});
  cloud({{.text = "Answer: 2", .meanwhile = [&] { clock_.advance(1s); }}});
  Question question = asking();
  EXPECT_EQ(answer(question)->answer->value, "1");
  question.strategy = answers::Strategy::cloud;
  question.deadline = clock_.steady_now() + 60s;
  EXPECT_EQ(answer(question)->answer->value, "2");
  question.strategy = answers::Strategy::automatic;
  question.deadline = clock_.steady_now() + 10s;
  const Outcome outcome = answer(question);
  EXPECT_EQ(outcome->answer->value, "2");
  EXPECT_THAT(stage(outcome, "local").notes, Contains(HasSubstr("left out")));
}

TEST_F(Cascaded, AModelThatThrowsIsAnErrorOfItsCall) {
  local({{.text = "x", .meanwhile = [] { throw std::runtime_error("a bug"); }}});
  cloud({answering("42")});
  EXPECT_EQ(answer()->answer->value, "42");
}

TEST_F(Cascaded, AQuestionThatNobodyPaysForAsksNoModel) {
  tests::ScriptedModel& model = local({answering("42")});
  Question question = asking();
  question.payer.reset();
  EXPECT_EQ(answer(question)->reason, AbstainReason::no_model_configured);
  EXPECT_EQ(model.calls(), 0);
}

TEST_F(Cascaded, WithoutALocalModelTheCloudAnswersAlone) {
  tests::ScriptedModel& model = cloud({answering("42")});
  const Outcome outcome = answer();
  EXPECT_EQ(outcome->answer->value, "42");
  EXPECT_EQ(model.calls(), 1);
  EXPECT_EQ(outcome->trace.stages.size(), 2U);  // compute and cloud
}

TEST_F(Cascaded, AVoteOfTheCloudsModelIsHeldWhenItIsConfigured) {
  tests::ScriptedModel& model = cloud({answering("42")});
  config_.math.vote.model = "far/large";
  EXPECT_EQ(answer()->answer->verdict, Verdict::agreed);
  EXPECT_EQ(model.calls(), 3);
}

TEST(ModelPlans, NameWhatIsNotConfigured) {
  tests::ScriptedModel model("near/small", ProviderClass::local);
  AnsweringConfig config;
  config.logic.local_model = "near/large";
  config.code.cloud_models = {"near/small", "far/away"};
  config.reasoning.vote.samples_min = 6;
  const auto plans = ModelPlans::check(config, {&model});
  ASSERT_FALSE(plans);
  std::vector<std::string> paths;
  for (const Fault& fault : plans.error().faults)
    paths.push_back(fault.path);
  EXPECT_THAT(paths, testing::ElementsAre("$.answering.logic.local_model", "$.answering.code.cloud_models[1]",
                                          "$.answering.reasoning.vote.samples_min"));
}

TEST(ModelPlans, TakeTheFirstLocalModelAndAllOfTheCloudUpToTheLargestNumber) {
  std::vector<std::unique_ptr<tests::ScriptedModel>> owned;
  std::vector<chat::ChatModel*> models;
  for (int i = 0; i < 12; ++i) {
    owned.push_back(std::make_unique<tests::ScriptedModel>(
        "of/" + std::to_string(i), i == 1 || i == 2 ? ProviderClass::local : ProviderClass::cloud));
    models.push_back(owned.back().get());
  }
  const ModelPlans plans = ModelPlans::check({}, models).value();
  const HeadPlan& plan = plans.of(answers::Head::code);
  EXPECT_EQ(plan.local, models[1]);
  EXPECT_EQ(plan.vote, models[1]);
  EXPECT_EQ(plan.cloud.size(), kCloudModelsMax);
  EXPECT_EQ(plan.cloud.front(), models[0]);
}

}  // namespace
}  // namespace swarm::answering
