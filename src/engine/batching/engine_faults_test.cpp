#include <future>
#include <random>

#include <gtest/gtest.h>

#include "engine/batching/engine.hpp"
#include "support/collecting_listener.hpp"
#include "support/fake_clock.hpp"
#include "support/scripted_model.hpp"

namespace swarm::batching {
namespace {

using tests::CollectingListener;
using tests::ModelScript;

// The engine over a scripted model: what happens when things go wrong, and that nothing is ever lost or mixed up.
class EngineFaultsTest : public testing::Test {
 protected:
  void SetUp() override { start(); }

  void start(EngineSettings settings = {}) {
    engine_.reset();
    settings.lanes.slots = static_cast<std::size_t>(script_.slots);
    settings.context_tokens = 200;
    engine_ = std::make_unique<Engine>(std::make_unique<tests::ScriptedModel>(script_), settings,
                                       Engine::Deps{.clock = clock_, .random = random_});
  }
  std::vector<Token> prompt(int seed, std::size_t length = 12) const {
    std::mt19937 chance(static_cast<unsigned>(seed));
    std::vector<Token> tokens(length);
    for (Token& token : tokens)
      token = static_cast<Token>(chance() % 60);
    return tokens;
  }
  GenerationRequest request(std::vector<Token> tokens, std::int64_t output_max = 20) const {
    return {.prompt = std::move(tokens), .sampling = {.temperature = 0}, .output_tokens_max = output_max};
  }
  std::shared_ptr<CollectingListener> ask(GenerationRequest of) {
    auto listener = std::make_shared<CollectingListener>();
    auto ticket = engine_->submit(std::move(of), listener);
    EXPECT_TRUE(ticket) << ticket.error().message;
    listener->ticket = ticket.value_or(0);
    return listener;
  }
  // Adapters are only told apart here, never looked into.
  static std::shared_ptr<llama::Adapter> adapter(std::uintptr_t number) {
    return {reinterpret_cast<llama::Adapter*>(number * 64), [](llama::Adapter*) {}};
  }
  void expect_idle() {
    const EngineState state = settled();
    EXPECT_EQ(state.slots_busy, 0U);
    EXPECT_EQ(state.waiting, 0U);
  }
  // The state once everything that was asked so far has been done.
  EngineState settled() {
    engine_->give_back_idle();
    return engine_->state();
  }

  ModelScript script_;
  tests::FakeClock clock_;
  SystemRandom random_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(EngineFaultsTest, EveryAnswerIsTheOneOfItsPrompt) {
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 50; ++i)
    answers.push_back(ask(request(prompt(i, 1 + static_cast<std::size_t>(i) * 3))));
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(answers[static_cast<std::size_t>(i)]->wait());
    EXPECT_EQ(answers[static_cast<std::size_t>(i)]->token_ids(),
              tests::scripted_answer(prompt(i, 1 + static_cast<std::size_t>(i) * 3), 20));
  }
  expect_idle();
}

TEST_F(EngineFaultsTest, AContinuedConversationReusesWhatWasRead) {
  const std::vector<Token> first = prompt(1, 40);
  ASSERT_TRUE(ask(request(first))->wait());
  std::vector<Token> second = first;
  for (const Token token : tests::scripted_answer(first, 20))
    second.push_back(token);
  const int read_before = script_.tokens_read;
  second.push_back(5);
  const auto answer = ask(request(second));
  const auto end = answer->wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(answer->token_ids(), tests::scripted_answer(second, 20));
  EXPECT_GE(end->cached_tokens, 40);
  EXPECT_LT(script_.tokens_read - read_before, 30);
}

TEST_F(EngineFaultsTest, TheSamePromptAgainReadsItsLastTokenOnly) {
  ASSERT_TRUE(ask(request(prompt(1, 40), 1))->wait());
  const auto answer = ask(request(prompt(1, 40)));
  EXPECT_EQ(answer->wait()->cached_tokens, 39);
  EXPECT_EQ(answer->token_ids(), tests::scripted_answer(prompt(1, 40), 20));
  EXPECT_EQ(settled().prompt_tokens, 80U);  // the cached ones among them
  EXPECT_EQ(engine_->state().cached_tokens, 39U);
}

// Answers to one prompt that come while it is being read, in pieces.
class SharedPromptTest : public EngineFaultsTest {
 protected:
  void SetUp() override { start({.lanes = {.batch_tokens_max = 8}}); }
  std::vector<std::shared_ptr<CollectingListener>> ask_together(const std::vector<std::vector<Token>>& prompts) {
    script_.is_held = true;
    std::vector<std::shared_ptr<CollectingListener>> answers;
    for (const std::vector<Token>& each : prompts)
      answers.push_back(ask(request(each, 5)));
    return answers;
  }
  void expect_right(const std::vector<std::shared_ptr<CollectingListener>>& answers,
                    const std::vector<std::vector<Token>>& prompts) {
    script_.is_held = false;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      ASSERT_TRUE(answers[i]->wait());
      EXPECT_EQ(answers[i]->token_ids(), tests::scripted_answer(prompts[i], 5)) << i;
    }
  }
};

TEST_F(SharedPromptTest, OnePromptOfManyAnswersIsReadOnce) {
  const std::vector<std::vector<Token>> prompts(4, prompt(1, 100));
  const auto answers = ask_together(prompts);
  expect_right(answers, prompts);
  const EngineState state = settled();
  EXPECT_EQ(state.prompt_tokens, 400U);
  EXPECT_EQ(state.cached_tokens, 3 * 99U);
  EXPECT_EQ(script_.copies, 3);
  EXPECT_EQ(answers.back()->wait()->cached_tokens, 99);
}

TEST_F(SharedPromptTest, ALongBeginningIsReadOnceAndASmallOneIsNotWaitedFor) {
  const std::vector<Token> system = prompt(1, 60);
  std::vector<std::vector<Token>> prompts;
  for (const Token question : {1, 2, 3}) {
    prompts.push_back(system);
    prompts.back().insert(prompts.back().end(), 10, question);
  }
  prompts.push_back(std::vector<Token>(system.begin(), system.begin() + 15));
  prompts.back().insert(prompts.back().end(), 60, 4);
  expect_right(ask_together(prompts), prompts);
  EXPECT_EQ(settled().cached_tokens, 2 * 60U);
}

TEST_F(SharedPromptTest, WhoWaitsForAPromptThatIsCancelledTakesWhatWasReadAndReadsOn) {
  const std::vector<std::vector<Token>> prompts(3, prompt(1, 100));
  auto answers = ask_together(prompts);
  engine_->cancel(answers.front()->ticket);
  engine_->cancel(answers.back()->ticket);
  script_.is_held = false;
  EXPECT_EQ(answers.front()->wait().error().code, ErrorCode::cancelled);
  EXPECT_EQ(answers.back()->wait().error().code, ErrorCode::cancelled);
  expect_right({answers[1]}, {prompts[1]});
  expect_idle();
}

TEST_F(SharedPromptTest, AModelThatCannotForgetAPartReadsEachPrompt) {
  script_.can_forget_a_part = false;
  const std::vector<std::vector<Token>> prompts(3, prompt(1, 100));
  expect_right(ask_together(prompts), prompts);
  EXPECT_EQ(settled().cached_tokens, 0U);
}

TEST_F(EngineFaultsTest, AModelThatCannotForgetAPartForgetsEverything) {
  script_.can_forget_a_part = false;
  ASSERT_TRUE(ask(request(prompt(1, 40)))->wait());
  std::vector<Token> other = prompt(1, 40);
  other.back() = 1;
  const auto answer = ask(request(other));
  EXPECT_EQ(answer->wait()->cached_tokens, 0);
  EXPECT_EQ(answer->token_ids(), tests::scripted_answer(other, 20));
}

TEST_F(EngineFaultsTest, AFailedDeviceEndsWhatRanAndTheNextRequestIsAnswered) {
  for (const auto trouble : {llama::Decoded::failed, llama::Decoded::aborted}) {
    script_.next = trouble;
    const auto lost = ask(request(prompt(1)))->wait();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::unavailable);
    const auto answer = ask(request(prompt(1)));
    ASSERT_TRUE(answer->wait());
    EXPECT_EQ(answer->token_ids(), tests::scripted_answer(prompt(1), 20));
  }
  expect_idle();
}

TEST_F(EngineFaultsTest, WithoutRoomTheFreeSlotsForgetAndTheCallIsMadeAgain) {
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  script_.next = llama::Decoded::no_room;
  const auto answer = ask(request(prompt(2)));
  ASSERT_TRUE(answer->wait());
  EXPECT_EQ(answer->token_ids(), tests::scripted_answer(prompt(2), 20));
}

TEST_F(EngineFaultsTest, WithoutRoomForEverRequestsEndAndNothingLoops) {
  script_.always_no_room = 10;
  const auto lost = ask(request(prompt(1)))->wait();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::unavailable);
  script_.always_no_room = 0;
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
}

TEST_F(EngineFaultsTest, AContextThatCannotBeMadeEndsTheRequest) {
  script_.refused_contexts = 1;
  const auto lost = ask(request(prompt(1)))->wait();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::unavailable);
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
}

TEST_F(EngineFaultsTest, AnAllocationThatFailsThoughThereIsRoomIsCounted) {
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  EXPECT_EQ(settled().memory.at(0).fragmentation_events, 0U);
  script_.refused_contexts = 1;
  ASSERT_FALSE(ask(request(prompt(1)))->wait());
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  EXPECT_EQ(settled().memory.at(0).fragmentation_events, 1U);
}

TEST_F(EngineFaultsTest, ContextsStayWithinTheLimitOfMemory) {
  start({.lanes = {.lanes_max = 10, .limits = {{.device = "cpu", .limit = Bytes{250 * MiB}}}}});
  for (std::uintptr_t i = 1; i <= 6; ++i) {
    GenerationRequest of = request(prompt(1));
    of.adapter = adapter(i);
    ASSERT_TRUE(ask(std::move(of))->wait());
    EXPECT_LE(script_.contexts, 2);
  }
  EXPECT_EQ(script_.contexts_made, 6);
}

TEST_F(EngineFaultsTest, WhatMakesNoRoomIsNotThrownAway) {
  start({.lanes = {.lanes_max = 10, .limits = {{.device = "cpu", .limit = Bytes{250 * MiB}}}}});
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  EXPECT_TRUE(engine_->check_room(Bytes{140 * MiB}));
  const auto refused = engine_->check_room(Bytes{141 * MiB});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "over_memory_limit");
  EXPECT_NE(refused.error().message.find("the limit is 250"), std::string::npos) << refused.error().message;
  script_.adapter_bytes = 200 * MiB;
  GenerationRequest of = request(prompt(1));
  of.adapter = adapter(1);
  EXPECT_EQ(ask(std::move(of))->wait().error().code, ErrorCode::unavailable);
  EXPECT_TRUE(ask(request(prompt(1)))->wait());
  EXPECT_EQ(script_.contexts_made, 1);
}

TEST_F(EngineFaultsTest, TheContextForVectorsCountsAndMakesRoomLikeAnother) {
  script_.has_vectors = true;
  start({.lanes = {.lanes_max = 10, .limits = {{.device = "cpu", .limit = Bytes{250 * MiB}}}}});
  const auto embed = [&] {
    std::promise<Result<std::vector<float>>> made;
    EXPECT_TRUE(engine_->embed({.input = prompt(1)}, [&](auto vector) { made.set_value(std::move(vector)); }));
    return made.get_future().get();
  };
  const auto ask_with = [&](std::uintptr_t number) {
    GenerationRequest of = request(prompt(1));
    of.adapter = adapter(number);
    return ask(std::move(of))->wait().has_value();
  };
  ASSERT_TRUE(embed());
  EXPECT_EQ(script_.vector_contexts, 1);
  ASSERT_TRUE(ask_with(1));
  EXPECT_TRUE(engine_->check_room({}));  // the figures are those of now
  EXPECT_EQ(engine_->state().memory.at(0).kv, Bytes{200 * MiB});
  ASSERT_TRUE(ask_with(2));  // in place of the vectors'
  EXPECT_EQ(script_.contexts, 2);
  EXPECT_EQ(script_.vector_contexts, 0);
  ASSERT_TRUE(embed());  // in place of the oldest
  EXPECT_EQ(script_.contexts, 1);
  EXPECT_EQ(engine_->give_back_idle(), Bytes{200 * MiB});
  EXPECT_EQ(script_.vector_contexts, 0);
  script_.refused_contexts = 1;
  EXPECT_FALSE(embed());
  EXPECT_TRUE(embed());
}

TEST_F(EngineFaultsTest, NobodyWhoIsAnsweredWaitsForAnAdapterThatIsBeingLoaded) {
  script_.is_held = true;
  const auto running = ask(request(prompt(1)));
  while (script_.contexts == 0)
    std::this_thread::yield();
  script_.is_loading = true;
  GenerationRequest of = request(prompt(2));
  of.adapter = adapter(1);
  const auto other = ask(std::move(of));
  script_.is_held = false;
  ASSERT_TRUE(running->wait());
  ASSERT_TRUE(other->wait());
  EXPECT_GE(script_.calls_before_context, static_cast<int>(tests::scripted_answer(prompt(1), 20).size()));
}

TEST_F(EngineFaultsTest, WhoIsAnsweredGoesOnWhileAContextIsMade) {
  script_.is_held = true;
  script_.is_making_held = true;
  const auto running = ask(request(prompt(1)));
  while (script_.contexts == 0)
    std::this_thread::yield();
  const auto with_adapter = [&](int seed) {
    GenerationRequest of = request(prompt(seed));
    of.adapter = adapter(1);
    return of;
  };
  const auto first = ask(with_adapter(2));
  const auto cancelled = ask(with_adapter(3));
  script_.is_held = false;
  ASSERT_TRUE(running->wait());  // although the other context is not there yet
  engine_->cancel(cancelled->ticket);
  script_.is_making_held = false;
  ASSERT_TRUE(first->wait());
  ASSERT_FALSE(cancelled->wait());
  EXPECT_EQ(script_.contexts_made, 2);
  EXPECT_EQ(settled().contexts_made, 2U);
}

TEST_F(EngineFaultsTest, AContextThatCannotBeMadeBesideOthersEndsWhoWaitsForIt) {
  script_.is_held = true;
  const auto running = ask(request(prompt(1)));
  while (script_.contexts == 0)
    std::this_thread::yield();
  script_.refused_contexts = 1'000;  // also a second try, when the running one has ended and made room
  std::vector<std::shared_ptr<CollectingListener>> waiting;
  for (int i = 0; i < 3; ++i) {
    GenerationRequest of = request(prompt(i));
    of.adapter = adapter(1);
    waiting.push_back(ask(std::move(of)));
  }
  script_.is_held = false;
  ASSERT_TRUE(running->wait());
  for (const auto& each : waiting) {
    const auto end = each->wait();
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::unavailable);
  }
  expect_idle();
}

TEST_F(EngineFaultsTest, EndsWhileAContextIsMade) {
  script_.is_held = true;
  script_.is_making_held = true;
  const auto running = ask(request(prompt(1), 100));
  while (script_.contexts == 0)
    std::this_thread::yield();
  GenerationRequest of = request(prompt(2));
  of.adapter = adapter(1);
  const auto other = ask(std::move(of));
  engine_.reset();
  static_cast<void>(running->wait());
  static_cast<void>(other->wait());
  EXPECT_EQ(script_.contexts, 0);
}

TEST_F(EngineFaultsTest, TellsSinceWhenItIsBusyUntilItIsNot) {
  script_.is_held = true;
  const auto answer = ask(request(prompt(1)));
  while (script_.contexts == 0)
    std::this_thread::yield();
  const SteadyTime began = clock_.steady_now();
  clock_.advance(std::chrono::minutes(5));
  EXPECT_EQ(engine_->busy_since(), began);
  script_.is_held = false;
  ASSERT_TRUE(answer->wait());
  while (engine_->busy_since())
    std::this_thread::yield();
}

TEST_F(EngineFaultsTest, EachAdapterHasItsContextAndTheOldestGoesFirst) {
  start({.lanes = {.lanes_max = 2}});
  const auto ask_with = [&](std::uintptr_t number) {
    GenerationRequest of = request(prompt(3));
    of.adapter = adapter(number);
    const auto answer = ask(std::move(of));
    EXPECT_TRUE(answer->wait());
    return answer->token_ids();
  };
  const std::vector<Token> one = ask_with(1);
  EXPECT_NE(one, ask_with(2));
  EXPECT_EQ(script_.contexts_made, 2);
  EXPECT_EQ(one, ask_with(1));
  ask_with(3);  // in place of 2
  EXPECT_EQ(one, ask_with(1));
  EXPECT_EQ(script_.contexts_made, 3);
  EXPECT_EQ(script_.contexts, 2);
  EXPECT_GT(settled().context_switches, 2U);
}

TEST_F(EngineFaultsTest, ARequestForAnotherAdapterGetsItsTurnAlthoughNoContextIsEverIdle) {
  start({.lanes = {.lanes_max = 1}});
  script_.is_held = true;
  std::vector<std::shared_ptr<CollectingListener>> many;
  for (int i = 0; i < 100; ++i)
    many.push_back(ask(request(prompt(i))));
  GenerationRequest other = request(prompt(7));
  other.adapter = adapter(1);
  other.client = "other";
  const auto answer = ask(std::move(other));
  clock_.advance(Engine::kPatience);
  script_.is_held = false;
  ASSERT_TRUE(answer->wait());
  int earlier = 0;
  for (const auto& each : many) {
    EXPECT_TRUE(each->wait());
    earlier += each->ended_as() < answer->ended_as() ? 1 : 0;
  }
  EXPECT_LT(earlier, 50);
}

TEST_F(EngineFaultsTest, TheQueueHasABound) {
  start({.waiting_max = 5});
  script_.is_held = true;
  std::vector<std::shared_ptr<CollectingListener>> taken;
  Result<Inference::Ticket> refused = Inference::Ticket{0};
  for (int i = 0; i < 50 && refused; ++i) {
    auto listener = std::make_shared<CollectingListener>();
    refused = engine_->submit(request(prompt(i)), listener);
    if (refused) taken.push_back(listener);
  }
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_GE(taken.size(), 5U);
  EXPECT_LE(taken.size(), 5U + 4U);  // as many run as there are slots
  script_.is_held = false;
  for (const auto& each : taken)
    EXPECT_TRUE(each->wait());
  EXPECT_TRUE(engine_->submit(request(prompt(1)), std::make_shared<CollectingListener>()));
}

TEST_F(EngineFaultsTest, ADeadlinePassesInTheQueueAndWhileItRuns) {
  script_.is_held = true;
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 12; ++i) {
    GenerationRequest of = request(prompt(i), 150);
    of.deadline = clock_.steady_now() + std::chrono::milliseconds(50);
    answers.push_back(ask(std::move(of)));
  }
  const auto patient = ask(request(prompt(1)));
  clock_.advance(std::chrono::milliseconds(50));
  script_.is_held = false;
  for (const auto& answer : answers)
    EXPECT_EQ(answer->wait().error().code, ErrorCode::timeout);
  EXPECT_TRUE(patient->wait());
  expect_idle();
}

TEST_F(EngineFaultsTest, CancellingFreesTheSlotInEveryState) {
  script_.is_held = true;
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 12; ++i)
    answers.push_back(ask(request(prompt(i), 150)));
  for (const auto& answer : answers)
    engine_->cancel(answer->ticket);
  script_.is_held = false;
  for (const auto& answer : answers) {
    const auto end = answer->wait();
    EXPECT_TRUE(end || end.error().code == ErrorCode::cancelled);
    EXPECT_EQ(answer->ends(), 1);
  }
  engine_->cancel(answers.front()->ticket);
  engine_->cancel(999'999);
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  expect_idle();
}

TEST_F(EngineFaultsTest, AStormOfRequestsAndCancellationsLeavesNothingBehind) {
  start({.lanes = {.lanes_max = 2, .batch_tokens_max = 32}});
  std::mt19937 chance(11);
  std::vector<std::shared_ptr<CollectingListener>> answers;
  std::vector<GenerationRequest> asked;
  for (int i = 0; i < 200; ++i) {
    GenerationRequest of = request(prompt(static_cast<int>(chance() % 20), 1 + chance() % 90), 1 + chance() % 60);
    if (chance() % 3 == 0) of.adapter = adapter(1 + chance() % 3);
    of.client = std::to_string(chance() % 5);
    asked.push_back(of);
    answers.push_back(ask(std::move(of)));
    if (chance() % 4 == 0) engine_->cancel(answers[chance() % answers.size()]->ticket);
    if (chance() % 40 == 0) script_.next = llama::Decoded::failed;
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto end = answers[i]->wait();
    EXPECT_EQ(answers[i]->ends(), 1);
    if (end && asked[i].adapter == nullptr) {
      EXPECT_EQ(answers[i]->token_ids(),
                tests::scripted_answer(asked[i].prompt, static_cast<std::size_t>(asked[i].output_tokens_max)));
    }
  }
  expect_idle();
  EXPECT_LE(script_.widest_call, 32);
}

TEST_F(EngineFaultsTest, DestroyingItEndsEveryGeneration) {
  script_.is_held = true;
  std::vector<std::shared_ptr<CollectingListener>> answers;
  for (int i = 0; i < 20; ++i)
    answers.push_back(ask(request(prompt(i), 150)));
  engine_.reset();
  for (const auto& answer : answers) {
    const auto end = answer->wait();
    EXPECT_TRUE(end || end.error().code == ErrorCode::unavailable);
    EXPECT_EQ(answer->ends(), 1);
  }
  EXPECT_EQ(script_.contexts, 0);
}

TEST_F(EngineFaultsTest, AnAdapterIsReleasedOnceNobodyUsesIt) {
  script_.is_held = true;
  GenerationRequest of = request(prompt(1));
  of.adapter = adapter(1);
  const auto answer = ask(std::move(of));
  std::promise<int> ends_when_released;
  engine_->release(adapter(1), [&] { ends_when_released.set_value(answer->ends()); });
  script_.is_held = false;
  EXPECT_EQ(ends_when_released.get_future().get(), 1);
  EXPECT_EQ(script_.contexts, 0);
  std::promise<void> unknown;
  engine_->release(adapter(9), [&] { unknown.set_value(); });
  unknown.get_future().get();
}

TEST_F(EngineFaultsTest, IdleContextsAreGivenBack) {
  ASSERT_TRUE(ask(request(prompt(1)))->wait());
  EXPECT_EQ(script_.contexts, 1);
  EXPECT_EQ(engine_->give_back_idle().count, (100 * MiB));
  EXPECT_EQ(script_.contexts, 0);
  EXPECT_EQ(engine_->give_back_idle().count, 0U);
}

TEST_F(EngineFaultsTest, WhatCannotBeAnsweredIsRefusedAtOnce) {
  const auto refusal = [&](GenerationRequest of) {
    return engine_->submit(std::move(of), std::make_shared<CollectingListener>()).error();
  };
  EXPECT_EQ(refusal(request({})).code, ErrorCode::invalid_input);
  EXPECT_EQ(refusal(request({64})).code, ErrorCode::invalid_input);
  EXPECT_EQ(refusal(request({-1})).code, ErrorCode::invalid_input);
  const Error too_large = refusal(request(prompt(1, 190), 17));
  EXPECT_EQ(too_large.code, ErrorCode::too_large);
  EXPECT_NE(too_large.message.find("7 more than"), std::string::npos) << too_large.message;
  EXPECT_EQ(refusal(request(prompt(1, 200), 0)).code, ErrorCode::too_large);
  for (const Sampling& wrong : {Sampling{.temperature = -1}, Sampling{.temperature = std::nan("")},
                                Sampling{.top_p = 1.5}, Sampling{.min_p = -0.1}, Sampling{.presence_penalty = 1e9}}) {
    GenerationRequest of = request(prompt(1));
    of.sampling = wrong;
    EXPECT_EQ(refusal(of).code, ErrorCode::invalid_input);
  }
}

TEST_F(EngineFaultsTest, WithoutALimitTheAnswerMayFillTheContext) {
  for (int seed = 0; seed < 20; ++seed) {
    const auto answer = ask(request(prompt(seed, 180), 0));
    const auto end = answer->wait();
    ASSERT_TRUE(end);
    EXPECT_EQ(answer->token_ids(), tests::scripted_answer(prompt(seed, 180), 20));
    if (end->reason == FinishReason::length) EXPECT_EQ(end->output_tokens, 20);
  }
}

TEST_F(EngineFaultsTest, AnswersGoOnWhileALongPromptIsRead) {
  start({.lanes = {.batch_tokens_max = 16}});
  script_.is_held = true;
  const auto short_answer = ask(request(prompt(4, 3), 10));
  const auto long_answer = ask(request(prompt(5, 190), 5));
  script_.is_held = false;
  ASSERT_TRUE(short_answer->wait());
  ASSERT_TRUE(long_answer->wait());
  EXPECT_LE(script_.widest_call, 16);
  EXPECT_EQ(long_answer->token_ids(), tests::scripted_answer(prompt(5, 190), 5));
}

}  // namespace
}  // namespace swarm::batching
