#include "providers/gateway/gateway.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/gateway_world.hpp"

namespace swarm::gateway {
namespace {

using namespace scripted;
using breaker::CallOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::GatewayWorld;
using tests::paid_provider;
using usage::CallResult;

class GatewayTest : public testing::Test {
 protected:
  void open_one() { world.open({paid_provider("one", upstream)}); }
  Result<PlainReply> forward(std::string_view more = "", std::string_view model = "one/m") {
    return world.forward(GatewayWorld::body(model, more));
  }
  static std::string_view header_of(const PlainReply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers) {
      if (key == name) return value;
    }
    return "";
  }

  Upstream upstream, other;
  GatewayWorld world;
};

TEST_F(GatewayTest, HandsOnRequestAndAnswerAndAccountsForThem) {
  open_one();
  upstream.then(reply(200, chat_reply("Good morning.")));
  const Result<PlainReply> answered = forward(R"(,"unknown":{"a":[1, 2]})");
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(answered->status, 200);
  EXPECT_EQ(answered->body, chat_reply("Good morning."));
  const SeenRequest seen = upstream.requests().at(0);
  EXPECT_EQ(
      seen.body,
      R"({"model":"upstream-m","messages":[{"role":"user","content":"Hello"}],"max_tokens":5,"unknown":{"a":[1, 2]}})");
  EXPECT_THAT(seen.head, HasSubstr("POST /v1/chat/completions HTTP/1.1"));
  EXPECT_EQ(seen.headers.at("authorization"), "Bearer sk-the-key-of-the-provider");
  EXPECT_EQ(seen.headers.at("x-request-id"), "request-1");
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::succeeded));
  EXPECT_THAT(world.budget.settled(), ElementsAre(Money{10 * 1'000 + 5 * 2'000}));
  EXPECT_GE(world.budget.reserved().at(0), Money{5 * 2'000 + 60 * 1'000});
  const usage::UsageRecord record = world.usage.records().at(0);
  EXPECT_EQ(record.input_tokens, 10);
  EXPECT_EQ(record.output_tokens, 5);
  EXPECT_EQ(record.model, "one/m");
  EXPECT_FALSE(record.is_estimated);
  EXPECT_THAT(world.exposition(), HasSubstr(R"(swarm_provider_requests_total{outcome="answered",provider="one"} 1)"));
}

TEST_F(GatewayTest, KeepsItsConnection) {
  open_one();
  upstream.always(reply(200, chat_reply()));
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(forward());
  EXPECT_EQ(upstream.connections().size(), 1U);
}

TEST_F(GatewayTest, SetsTheProvidersLimitWhereTheClientSetNone) {
  chat::ProviderConfig terse = paid_provider("two", upstream);
  terse.models[0].output_tokens_max = 70;
  world.open({paid_provider("one", upstream), terse});
  upstream.always(reply(200, chat_reply()));
  ASSERT_TRUE(world.forward(R"({"model":"one/m","messages":[]})"));
  EXPECT_THAT(upstream.requests().at(0).body, HasSubstr(R"("max_tokens":1024)"));
  ASSERT_TRUE(world.forward(R"({"model":"two/m","messages":[]})"));
  EXPECT_THAT(upstream.requests().at(1).body, HasSubstr(R"("max_tokens":70)"));
}

TEST_F(GatewayTest, RefusesWhatItCannotRead) {
  open_one();
  EXPECT_EQ(world.forward("{").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(world.forward(R"({"model":"one/absent","messages":[]})").error().reason, "model_not_found");
  EXPECT_TRUE(upstream.connections().empty());
}

TEST_F(GatewayTest, HandsOnAStreamAndKeepsTheFrameThatOnlyWeAskedFor) {
  open_one();
  upstream.then(stream(chat_frames(true)));
  Result<PlainReply> answered = forward(R"(,"stream":true)");
  ASSERT_TRUE(answered) << answered.error().message;
  const std::string all = world.read_all(*answered);
  EXPECT_EQ(all.find("usage"), std::string::npos) << all;
  EXPECT_TRUE(all.ends_with(kDoneFrame));
  EXPECT_THAT(upstream.requests().at(0).body, HasSubstr(R"("include_usage":true)"));
  EXPECT_THAT(world.budget.settled(), ElementsAre(Money{10 * 1'000 + 5 * 2'000}));
  EXPECT_TRUE(world.usage.records().at(0).first_frame.has_value());
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::succeeded));
}

TEST_F(GatewayTest, HandsTheUsageFrameOnWhenTheClientAskedForIt) {
  open_one();
  upstream.then(stream(chat_frames(true)));
  Result<PlainReply> answered = forward(R"(,"stream":true,"stream_options":{"include_usage":true})");
  ASSERT_TRUE(answered);
  EXPECT_THAT(world.read_all(*answered), HasSubstr("usage"));
}

TEST_F(GatewayTest, AStreamThatBreaksEndsWithAnErrorAndIsNotMadeAgain) {
  open_one();
  upstream.then(cut(stream(chat_frames(true)), flat(stream(chat_frames(true))).size() - 40));
  Result<PlainReply> answered = forward(R"(,"stream":true)");
  ASSERT_TRUE(answered);
  const std::string all = world.read_all(*answered);
  EXPECT_THAT(all, HasSubstr(R"(data: {"error":)"));
  EXPECT_EQ(all.find("[DONE]"), std::string::npos);
  EXPECT_EQ(upstream.requests().size(), 1U);
  EXPECT_EQ(world.usage.records().at(0).result, CallResult::failed);
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::failed));
}

TEST_F(GatewayTest, TriesAgainWhatTheProviderRefusedToDo) {
  open_one();
  upstream.then(reply(500, R"({"error":{"message":"oops"}})"));
  upstream.then(reply(503, "<html>busy</html>", {.content_type = "text/html"}));
  upstream.then(reply(200, chat_reply()));
  const Result<PlainReply> answered = forward();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->status, 200);
  EXPECT_EQ(header_of(*answered, "x-swarm-attempts"), "3");
  EXPECT_THAT(world.budget.settled(), ElementsAre(Money{}, Money{}, Money{20'000}));
}

TEST_F(GatewayTest, GivesUpAfterItsAttemptsWithTheProvidersOwnWords) {
  open_one();
  upstream.always(reply(500, R"({"error":{"message":"oops"}})"));
  const Result<PlainReply> answered = forward();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->status, 500);
  EXPECT_EQ(answered->body, R"({"error":{"message":"oops"}})");
  EXPECT_EQ(upstream.requests().size(), 3U);
}

TEST_F(GatewayTest, WhatMayHaveBeenDoneIsNotDoneAgain) {
  open_one();
  upstream.always(cut(reply(200, chat_reply()), 0));
  const Result<PlainReply> answered = forward();
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().reason, "lost");
  EXPECT_EQ(upstream.requests().size(), 1U);
  EXPECT_EQ(world.budget.settled(), world.budget.reserved());
  EXPECT_TRUE(world.usage.records().at(0).is_estimated);
}

TEST_F(GatewayTest, WhatIsFreeIsDoneAgain) {
  chat::ProviderConfig free = paid_provider("one", upstream);
  free.models[0].dollars_per_million_input_tokens = free.models[0].dollars_per_million_output_tokens = 0;
  world.open({free});
  upstream.then(cut(reply(200, chat_reply()), 0));
  upstream.then(reply(200, chat_reply()));
  EXPECT_TRUE(forward());
  EXPECT_EQ(upstream.requests().size(), 2U);
  EXPECT_TRUE(world.budget.reserved().empty());
}

TEST_F(GatewayTest, AFullAccountStopsBeforeTheProviderIsAsked) {
  open_one();
  world.budget.is_used_up = true;
  EXPECT_EQ(forward().error().code, ErrorCode::budget_exceeded);
  EXPECT_TRUE(upstream.connections().empty());
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::abandoned));
}

TEST_F(GatewayTest, AnOpenBreakerMeansNoConnection) {
  open_one();
  world.breaker.open[0] = true;
  const Result<PlainReply> answered = forward();
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().reason, "breaker_open");
  EXPECT_TRUE(upstream.connections().empty());
  EXPECT_EQ(world.breaker.admitted, 1);
}

TEST_F(GatewayTest, AsksTheFallbackWhenTheFirstCannotAnswer) {
  chat::ProviderConfig one = paid_provider("one", upstream), two = paid_provider("two", other);
  one.models[0].fallbacks = {"two/m"};
  world.open({one, two});
  world.breaker.open[0] = true;
  other.always(reply(200, chat_reply("From two.")));
  const Result<PlainReply> answered = forward();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->body, chat_reply("From two."));
  EXPECT_EQ(header_of(*answered, "x-swarm-provider"), "two");
  world.breaker.open.clear();
  upstream.then(reply(429, R"({"error":{"message":"slow down"}})", {.headers = {{"Retry-After", "20"}}}));
  ASSERT_EQ(forward()->status, 200);  // its patience is for those who have nowhere else to go
  EXPECT_EQ(upstream.requests().size(), 1U);
}

TEST_F(GatewayTest, A400IsTheClientsTroubleAndGoesNowhereElse) {
  chat::ProviderConfig one = paid_provider("one", upstream), two = paid_provider("two", other);
  one.models[0].fallbacks = {"two/m"};
  world.open({one, two});
  upstream.then(reply(400, R"({"error":{"message":"no"}})"));
  EXPECT_EQ(forward()->status, 400);
  EXPECT_TRUE(other.connections().empty());
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::succeeded));
  EXPECT_EQ(world.usage.records().at(0).result, CallResult::refused);
}

TEST_F(GatewayTest, TheProvidersKeyIsNotHandedBack) {
  open_one();
  upstream.then(Script{echo(401)});
  const Result<PlainReply> answered = forward();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->status, 401);
  EXPECT_EQ(answered->body.find("sk-the-key"), std::string::npos) << answered->body;
  EXPECT_THAT(answered->body, HasSubstr("***"));
}

TEST_F(GatewayTest, CallsWaitForTheirTurnAndAreRefusedWhenTooManyWait) {
  chat::ProviderConfig one = paid_provider("one", upstream);
  one.concurrency_max = 1;
  one.waiting_max = 1;
  world.open({one});
  Script gated = {scripted::wait("go")};
  for (const Step& step : reply(200, chat_reply()))
    gated.push_back(step);
  upstream.always(gated);
  std::vector<std::future<Result<PlainReply>>> calls;
  const auto start = [&] { calls.push_back(std::async(std::launch::async, [&] { return forward(); })); };
  start();
  ASSERT_TRUE(upstream.wait_for_requests(1));
  start();
  while (world.exposition().find("swarm_provider_calls_waiting{provider=\"one\"} 1") == std::string::npos)
    std::this_thread::yield();
  const Result<PlainReply> third = forward();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().reason, "provider_busy");
  EXPECT_TRUE(third.error().retry_after.has_value());
  upstream.release("go");
  EXPECT_TRUE(calls[0].get());
  EXPECT_TRUE(calls[1].get());
  EXPECT_EQ(upstream.connections().size(), 1U);
}

TEST_F(GatewayTest, RequestsPerMinuteAreKept) {
  chat::ProviderConfig one = paid_provider("one", upstream);
  one.requests_per_minute = 2;
  one.waiting_timeout = std::chrono::milliseconds{0};
  world.open({one});
  upstream.always(reply(200, chat_reply()));
  EXPECT_TRUE(forward());
  EXPECT_TRUE(forward());
  EXPECT_EQ(forward().error().code, ErrorCode::limit_exceeded);
}

// --- Models for the stages ------------------------------------------------------------------------------------------

TEST_F(GatewayTest, AStageGetsTextUsageAndCost) {
  open_one();
  upstream.then(reply(
      200, R"({"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"42"},)"
           R"("logprobs":{"content":[{"token":"42","logprob":0.0},{"token":"!","logprob":-0.6931471805599453}]}}],)"
           R"("usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"));
  chat::ChatModel& model = *world.gateway().chat_models().at(0);
  EXPECT_EQ(model.name(), "one/m");
  EXPECT_TRUE(model.masks());
  const json::Array messages = json::parse(R"([{"role":"user","content":"?"}])")->as_array();
  const Result<chat::ChatReply> said = world.run(model.complete({.messages = messages,
                                                                 .options = {{"temperature", 0.5}, {"logprobs", true}},
                                                                 .output_tokens_max = 7,
                                                                 .deadline = world.soon(),
                                                                 .payer = world.payer(),
                                                                 .request_id = "r"}));
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->text, "42");
  EXPECT_EQ(said->finish_reason, "stop");
  EXPECT_NEAR(said->confidence.value(), 0.75, 1e-9);
  EXPECT_EQ(said->usage, (chat::TokenUsage{10, 5}));
  EXPECT_EQ(said->cost, Money{20'000});
  EXPECT_THAT(upstream.requests().at(0).body, HasSubstr(R"("max_tokens":7)"));
  EXPECT_EQ(world.usage.records().at(0).lane, usage::Lane::swarm);
}

TEST_F(GatewayTest, AStageHearsTheTextWhileItComes) {
  open_one();
  upstream.then(stream(chat_frames(true)));
  std::vector<std::string> heard;
  const Result<chat::ChatReply> said = world.run(world.gateway().chat_models().at(0)->complete(
      {.messages = {},
       .deadline = world.soon(),
       .payer = world.payer(),
       .request_id = "r",
       .on_text = [&](std::string_view text) { heard.emplace_back(text); }}));
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(heard.size(), 3U);
  EXPECT_EQ(said->text, heard[0] + heard[1] + heard[2]);
  EXPECT_EQ(said->usage, (chat::TokenUsage{10, 5}));
}

TEST_F(GatewayTest, AStageIsToldWhatKindOfTroubleItIs) {
  open_one();
  const auto ask = [&] {
    return world.run(world.gateway().chat_models().at(0)->complete(
        {.messages = {}, .deadline = world.soon(), .payer = world.payer(), .request_id = "r"}));
  };
  upstream.then(reply(400, R"({"error":{"message":"too long"}})"));
  EXPECT_EQ(ask().error().code, ErrorCode::invalid_input);
  upstream.always(reply(500, "{}"));
  EXPECT_EQ(ask().error().code, ErrorCode::unavailable);
  upstream.always(reply(200, "{}"));
  EXPECT_EQ(ask().error().reason, "protocol");
}

}  // namespace
}  // namespace swarm::gateway
