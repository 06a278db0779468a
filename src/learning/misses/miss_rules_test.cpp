#include "learning/misses/miss_rules.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::misses {
namespace {

using answering::CallTrace;
using answering::StageOutcome;
using answers::Verdict;

class MissRules : public testing::Test {
 protected:
  static CallTrace call(std::string outcome, std::string answer = "", std::optional<double> confidence = {}) {
    CallTrace call{.model = "engine/tiny"};
    call.outcome = std::move(outcome);
    call.answer = std::move(answer);
    call.confidence = confidence;
    return call;
  }
  // A cascade in which the local model made this call, and `stage` answered 19.
  static answering::Answered answered(CallTrace local, std::string stage = "cloud",
                                      Verdict verdict = Verdict::unverified) {
    answering::Answered answered;
    answered.trace.stages.push_back({.stage = "compute"});
    answered.trace.stages.push_back({.stage = "local", .calls = {std::move(local)}});
    answered.trace.stages.push_back({.stage = std::move(stage), .outcome = StageOutcome::answered});
    answered.answer = answering::StageAnswer{
        .head = answers::Head::math, .verdict = verdict, .answer = "It is 19.", .value = "19", .evidence = {}};
    return answered;
  }
  tasks::Assignment assignment(tasks::TaskInput input = {.prompt = "how many?"}) {
    return {.id = tasks::TaskId::generate(ids_),
            .project = ProjectId::generate(ids_),
            .fence = 1,
            .attempt = 1,
            .attempts_max = 3,
            .events_count = 2,
            .input = std::move(input),
            .created_at = {},
            .started_at = {},
            .deadline_at = {}};
  }
  std::optional<Miss> miss(const answering::Answered& answered) { return miss_of(ids_, assignment(), answered); }
  std::optional<Shortcoming> shortcoming(const answering::Answered& answered) {
    const auto found = miss(answered);
    return found ? std::optional(found->shortcoming) : std::nullopt;
  }

  tasks::Task task(tasks::TaskResult result = {.head = answers::Head::math,
                                               .verdict = Verdict::unverified,
                                               .answer = "It is 12.",
                                               .value = "12",
                                               .evidence = {},
                                               .confidence = 0.9,
                                               .route = {},
                                               .provider = "engine",
                                               .model = "tiny"}) {
    tasks::Task task{
        .id = tasks::TaskId::generate(ids_), .project = ProjectId::generate(ids_), .input = {.prompt = "how many?"}};
    task.state = tasks::TaskState::completed;
    task.result = std::move(result);
    return task;
  }
  Result<Miss> corrected(const tasks::Task& of, std::string answer = "19",
                         std::vector<tasks::StoredTrace> traces = {}) {
    return corrected_miss(ids_, of, traces, std::move(answer));
  }

  tests::FakeClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
};

TEST_F(MissRules, CallAMissWhatTheLocalModelGotWrongAndALaterStageKnew) {
  EXPECT_EQ(shortcoming(answered(call("unreadable", "I don't know."))), Shortcoming::declined);
  EXPECT_EQ(shortcoming(answered(call("refuted", "20"))), Shortcoming::refuted);
  EXPECT_EQ(shortcoming(answered(call("answered", "20", 0.4))), Shortcoming::wrong);
  EXPECT_EQ(shortcoming(answered(call("answered", "19.0", 0.4))), Shortcoming::unsure);
  const auto found = miss(answered(call("answered", "20", 0.4)));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->model, "engine/tiny");
  EXPECT_EQ(found->model_answer, "20");
  EXPECT_EQ(found->confidence, 0.4);
  EXPECT_EQ(found->right_answer, "19");
  EXPECT_EQ(found->source, Source::cloud);
  EXPECT_EQ(found->verdict, Verdict::unverified);
  EXPECT_EQ(found->prompt, "how many?");
}

TEST_F(MissRules, BelieveAVoteThatAgreed) {
  EXPECT_EQ(miss(answered(call("answered", "20"), "vote", Verdict::agreed))->source, Source::vote);
  EXPECT_EQ(miss(answered(call("answered", "20"), "vote", Verdict::verified))->source, Source::vote);
  EXPECT_FALSE(miss(answered(call("answered", "20"), "vote", Verdict::unverified))) << "one vote knows no more";
  EXPECT_FALSE(miss(answered(call("answered", "19"), "vote", Verdict::agreed))) << "it was the first of those";
  EXPECT_EQ(shortcoming(answered(call("answered", "19", 0.4), "vote", Verdict::agreed)), Shortcoming::unsure);
}

TEST_F(MissRules, LeaveAloneWhatSaysNothingAboutTheModel) {
  for (const char* outcome : {"unavailable", "timeout", "too_large", "budget_exceeded", "cancelled"})
    EXPECT_FALSE(miss(answered(call(outcome)))) << outcome;
  answering::Answered by_local = answered(call("answered", "19", 0.99));
  by_local.trace.stages.back() = {.stage = "local", .outcome = StageOutcome::answered, .calls = {call("answered")}};
  EXPECT_FALSE(miss(by_local));
  answering::Answered guess = answered(call("answered", "20", 0.4));
  guess.trace.stages.back().outcome = StageOutcome::passed;
  EXPECT_FALSE(miss(guess)) << "an earlier answer stands, and nobody knows better";
  answering::Answered not_asked = answered(call("answered", "20"));
  not_asked.trace.stages.at(1).calls.clear();
  EXPECT_FALSE(miss(not_asked));
  answering::Answered abstained = answered(call("unreadable"));
  abstained.answer.reset();
  EXPECT_FALSE(miss(abstained));
}

TEST_F(MissRules, WantAPromptThatSaysAll) {
  const auto is_miss = [&](tasks::TaskInput input) {
    return miss_of(ids_, assignment(std::move(input)), answered(call("unreadable"))).has_value();
  };
  EXPECT_TRUE(is_miss({.prompt = "a", .messages = {{"user", "a"}}}));
  EXPECT_TRUE(is_miss({.prompt = "a", .options = {{"temperature", 0.5}}}));
  EXPECT_FALSE(is_miss({.prompt = "a", .messages = {{"system", "in French"}, {"user", "a"}}}));
  EXPECT_FALSE(is_miss({.prompt = "a", .conversation = {json::Object{{"role", "user"}}}}));
  EXPECT_FALSE(is_miss({.prompt = "a", .options = {{"response_format", json::Object{{"type", "json_object"}}}}}));
  EXPECT_FALSE(is_miss({.prompt = "a", .verify = answers::Verify::off}));
}

TEST_F(MissRules, TakeNoLongerPromptsAndAnswersThanALessonHas) {
  const auto is_miss = [&](std::size_t prompt, std::size_t answer) {
    answering::Answered long_one = answered(call("unreadable"));
    long_one.answer->value = std::string(answer, '1');
    return miss_of(ids_, assignment({.prompt = std::string(prompt, 'x')}), long_one).has_value();
  };
  EXPECT_TRUE(is_miss(kPromptBytesMax, kAnswerBytesMax));
  EXPECT_FALSE(is_miss(kPromptBytesMax + 1, 1));
  EXPECT_FALSE(is_miss(1, kAnswerBytesMax + 1));
  tasks::Task longest = task();
  longest.input.prompt = std::string(kPromptBytesMax, 'x');
  EXPECT_TRUE(corrected(longest, std::string(kAnswerBytesMax, '1')));
  EXPECT_EQ(corrected(longest, std::string(kAnswerBytesMax + 1, '1')).error().code, ErrorCode::too_large);
  longest.input.prompt += 'x';
  EXPECT_EQ(corrected(longest).error().code, ErrorCode::too_large);
}

TEST_F(MissRules, KnowTheSamePromptInOtherBlanksAndCapitals) {
  using answers::Head;
  EXPECT_EQ(normal_prompt(Head::math, " What  is\n2+2?\t"), normal_prompt(Head::math, "what is 2+2?"));
  EXPECT_NE(normal_prompt(Head::math, "what is 2+2?"), normal_prompt(Head::math, "what is 2+3?"));
  EXPECT_NE(normal_prompt(Head::code, "if a:\n  b"), normal_prompt(Head::code, "if a:\n b"));
  EXPECT_NE(normal_prompt(Head::code, "print('A')"), normal_prompt(Head::code, "print('a')"));
  EXPECT_EQ(normal_prompt(Head::code, "\nif a:\r\n  b\r\n"), normal_prompt(Head::code, "if a:\n  b"));
  EXPECT_EQ(normal_prompt(Head::logic, " \n"), "");
}

TEST_F(MissRules, TakeAPersonsWordAgainstAModel) {
  const Result<Miss> by_model = corrected(task(), " 19\n");
  ASSERT_TRUE(by_model) << by_model.error().message;
  EXPECT_EQ(by_model->right_answer, "19");
  EXPECT_EQ(by_model->source, Source::correction);
  EXPECT_EQ(by_model->shortcoming, Shortcoming::wrong);
  EXPECT_EQ(by_model->model, "engine/tiny");
  EXPECT_EQ(by_model->model_answer, "12");
  const Result<Miss> nobody_knew = corrected(
      task({.head = answers::Head::reasoning, .verdict = Verdict::abstained, .reason = "outside_competence"}));
  ASSERT_TRUE(nobody_knew);
  EXPECT_EQ(nobody_knew->shortcoming, Shortcoming::declined);
  EXPECT_EQ(nobody_knew->model, "");
}

TEST_F(MissRules, SayWhatTheLocalModelSaidWhereAnotherAnswered) {
  const std::string trace = json::to_text(json::encode(answered(call("answered", "20", 0.4)).trace));
  tasks::Task by_cloud = task();
  by_cloud.result->provider = "far";
  by_cloud.result->model = "large";
  const Result<Miss> known = corrected(by_cloud, "19", {{1, {}, "{}"}, {2, {}, trace}});
  EXPECT_EQ(known->model, "engine/tiny");
  EXPECT_EQ(known->model_answer, "20");
  EXPECT_EQ(known->shortcoming, Shortcoming::wrong);
  EXPECT_EQ(corrected(by_cloud, "20", {{2, {}, trace}})->shortcoming, Shortcoming::unsure) << "it was right";
  EXPECT_EQ(corrected(by_cloud, "19", {{2, {}, R"({"of":"another release"})"}})->model, "far/large");
}

TEST_F(MissRules, RefuseACorrectionThatIsNone) {
  tasks::Task running = task();
  running.state = tasks::TaskState::running;
  EXPECT_EQ(corrected(running).error().reason, "not_completed");
  const tasks::Task computed = task({.head = answers::Head::math, .verdict = Verdict::verified, .answer = "12"});
  EXPECT_EQ(corrected(computed).error().code, ErrorCode::conflict);
  EXPECT_EQ(corrected(computed).error().reason, "verified_answer");
  EXPECT_TRUE(corrected(computed).error().message.contains("/feedback"));
  tasks::Task conversation = task();
  conversation.input.messages = {{"user", "a"}, {"assistant", "b"}, {"user", "how many?"}};
  EXPECT_EQ(corrected(conversation).error().reason, "not_self_contained");
  EXPECT_EQ(corrected(task(), "12.0").error().faults.at(0).path, "$.answer") << "the task says so already";
  EXPECT_EQ(corrected(task(), " \n").error().faults.at(0).path, "$.answer");
}

}  // namespace
}  // namespace swarm::misses
