#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/gateway_world.hpp"
#include "support/scripted_receiver.hpp"

namespace swarm::gateway {
namespace {

using namespace scripted;
using namespace std::chrono_literals;
using breaker::CallOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::GatewayWorld;
using tests::paid_provider;

class GatewayLimits : public testing::Test {
 protected:
  void open(chat::ProviderConfig config) { world.open({std::move(config)}); }
  chat::ProviderConfig provider() { return paid_provider("one", upstream); }
  Result<PlainReply> forward(std::string_view more = "") { return world.forward(GatewayWorld::body("one/m", more)); }

  Upstream upstream;
  GatewayWorld world;
};

TEST_F(GatewayLimits, AReplyBeyondItsSizeIsGivenUpAndCountsInFull) {
  world.config.reply_bytes_max = Bytes{1'000};
  open(provider());
  upstream.always(reply(200, chat_reply(std::string(2'000, 'a'))));
  const Result<PlainReply> answered = forward();
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().reason, "reply_too_large");
  EXPECT_EQ(upstream.requests().size(), 1U);
  EXPECT_EQ(world.budget.settled(), world.budget.reserved());
}

TEST_F(GatewayLimits, AFrameBeyondItsSizeEndsTheStream) {
  world.config.frame_bytes_max = Bytes{10'000};
  open(provider());
  Script script = stream({chat_frame("Good")}, false);
  script.push_back(repeat(chunk("data: " + std::string(1'000, 'a'))));
  upstream.then(script);
  Result<PlainReply> answered = forward(R"(,"stream":true)");
  ASSERT_TRUE(answered) << answered.error().message;
  const std::string all = world.read_all(*answered);
  EXPECT_THAT(all, HasSubstr(R"("code":"frame")"));
  EXPECT_TRUE(upstream.wait_until_left(0));
}

TEST_F(GatewayLimits, TokensPerMinuteCountTheWorstCase) {
  chat::ProviderConfig one = provider();
  one.tokens_per_minute = 100;
  one.waiting_timeout = 0ms;
  open(one);
  upstream.always(reply(200, chat_reply()));
  EXPECT_TRUE(forward());  // some 75 bytes and 5 tokens
  const Result<PlainReply> second = forward();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "provider_busy");
}

TEST_F(GatewayLimits, ConnectionsToAProviderAreBounded) {
  world.config.connections_max = 1;
  open(provider());
  Script gated = {scripted::wait("go")};
  for (const Step& step : reply(200, chat_reply()))
    gated.push_back(step);
  upstream.always(gated);
  auto first = std::async(std::launch::async, [&] { return forward(); });
  ASSERT_TRUE(upstream.wait_for_requests(1));
  const Result<PlainReply> second = forward();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::limit_exceeded);
  upstream.release("go");
  EXPECT_TRUE(first.get());
}

TEST_F(GatewayLimits, NoMoreConnectionsAreKeptThanMay) {
  world.config.idle_connections_max = 0;
  open(provider());
  upstream.always(reply(200, chat_reply()));
  EXPECT_TRUE(forward());
  EXPECT_TRUE(forward());
  EXPECT_EQ(upstream.connections().size(), 2U);
}

TEST_F(GatewayLimits, NoAnswerInTimeIsATimeoutAndCountsInFull) {
  chat::ProviderConfig one = provider();
  one.first_byte_timeout = 30ms;
  open(one);
  upstream.always({hang()});
  const Result<PlainReply> answered = forward();
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().code, ErrorCode::timeout);
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::failed));
  EXPECT_EQ(world.budget.settled(), world.budget.reserved());
}

TEST_F(GatewayLimits, AStreamThatNeverEndsIsEndedWithAnError) {
  Script script = stream({chat_frame("Good")}, false);
  script.push_back(hang());
  upstream.always(script);
  for (auto total = 200ms; total < 60s; total *= 2) {
    chat::ProviderConfig one = provider();
    one.total_timeout = total;
    GatewayWorld attempt;
    attempt.open({one});
    Result<PlainReply> answered = attempt.forward(GatewayWorld::body("one/m", R"(,"stream":true)"));
    if (!answered) {  // the machine was too busy to begin the stream in that time
      ASSERT_EQ(answered.error().code, ErrorCode::timeout) << answered.error().message;
      continue;
    }
    EXPECT_THAT(attempt.read_all(*answered), HasSubstr(R"("type":"timeout_error")"));
    EXPECT_TRUE(upstream.wait_until_left(upstream.connections().size() - 1));
    return;
  }
  FAIL() << "no stream began";
}

TEST_F(GatewayLimits, ACallThatIsCancelledLeavesTheProviderAtOnce) {
  open(provider());
  upstream.always({hang()});
  runtime::TaskGroup group(world.loop());
  const auto ask = [](Gateway* gateway, PlainCall call) -> Async<void> { co_await gateway->forward(std::move(call)); };
  group.spawn(ask(&world.gateway(), world.call(GatewayWorld::body())));
  ASSERT_TRUE(upstream.wait_for_requests(1));
  tests::run(group.stop());
  ASSERT_TRUE(upstream.wait_until_left(0));
  EXPECT_THAT(world.breaker.outcomes(), ElementsAre(CallOutcome::abandoned));
  EXPECT_EQ(world.budget.settled(), world.budget.reserved());
  EXPECT_EQ(world.usage.records().at(0).result, usage::CallResult::aborted);
}

TEST_F(GatewayLimits, AStreamWhoseReaderIsGoneLeavesTheProviderAtOnce) {
  open(provider());
  Script script = stream({chat_frame("Good")}, false);
  script.push_back(hang());
  upstream.then(script);
  Result<PlainReply> answered = forward(R"(,"stream":true)");
  ASSERT_TRUE(answered);
  world.drop(*answered);
  ASSERT_TRUE(upstream.wait_until_left(0));
  EXPECT_EQ(world.usage.records().at(0).result, usage::CallResult::aborted);
}

TEST_F(GatewayLimits, AProviderWithoutTrafficIsAskedForItsHealthOnly) {
  tests::ScriptedReceiver receiver(tests::answers(200, "{}"));
  chat::ProviderConfig one = provider();
  one.base_url = receiver.url("/v1");
  one.health_path = "/health";
  open(one);
  world.gateway().start();
  ASSERT_TRUE(receiver.wait_for(1));
  EXPECT_EQ(receiver.received().at(0).line, "GET /health HTTP/1.1");
  while (world.gateway().state_of(0).sighting().condition != Condition::up)
    std::this_thread::yield();
  world.stop();
  EXPECT_TRUE(world.budget.reserved().empty());
}

TEST_F(GatewayLimits, NothingIsAskedWhileTheBreakerIsOpen) {
  world.breaker.open[0] = true;
  open(provider());
  world.gateway().start();
  while (world.breaker.admitted == 0)
    std::this_thread::yield();
  world.stop();
  EXPECT_TRUE(upstream.connections().empty());
}

TEST(ProviderHealth, ReadsTheStatus) {
  EXPECT_EQ(sighting_of(200).condition, Condition::up);
  EXPECT_EQ(sighting_of(404).condition, Condition::up);
  EXPECT_EQ(sighting_of(401).condition, Condition::down);
  EXPECT_THAT(sighting_of(401).detail, HasSubstr("key"));
  EXPECT_EQ(sighting_of(503).condition, Condition::down);
}

}  // namespace
}  // namespace swarm::gateway
