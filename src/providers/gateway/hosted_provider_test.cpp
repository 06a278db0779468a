#include <gmock/gmock.h>

#include "support/gateway_world.hpp"

// A provider whose server this program runs itself.
namespace swarm::gateway {
namespace {

using breaker::CallOutcome;
using chat::HostedProvider;
using scripted::chat_frames;
using scripted::chat_reply;
using scripted::reply;
using scripted::stream;
using testing::Each;
using testing::HasSubstr;

// Serves at an upstream's port, as often as a test lets it.
class FakeHosted final : public HostedProvider {
 public:
  explicit FakeHosted(std::uint16_t port) : port_(port) {}

  Async<Result<Visit>> enter(SteadyTime) override {
    ++entered;
    if (is_down) co_return fail(ErrorCode::unavailable, "engine_down", "it does not serve");
    co_return Visit{.port = port_, .key = std::make_shared<const std::string>("token"), .stay = stay};
  }
  bool is_set_up() const override { return has_files; }
  std::optional<std::string> base_url() const override { return "http://127.0.0.1/v1"; }
  std::string condition() const override { return "serving"; }
  std::shared_ptr<const chat::Calibration> calibration(std::string_view model) const override {
    return model == "m" ? measured : nullptr;
  }

  int entered = 0;
  bool is_down = false, has_files = true;
  std::shared_ptr<void> stay = std::make_shared<int>(1);
  std::shared_ptr<const chat::Calibration> measured = std::make_shared<const chat::Calibration>();

 private:
  const std::uint16_t port_;
};

class Hosted : public testing::Test {
 protected:
  Hosted() {
    world.hosted = {{"engine", &hosted}};
    chat::ProviderConfig config{.name = "engine", .base_url = "http://127.0.0.1:1/v1", .output_tokens_default = 0};
    config.models.push_back({.name = "m", .instructions = chat::Instructions::head});
    world.open({config});
  }
  ~Hosted() override { world.stop(); }
  Result<PlainReply> forward(std::string_view more = "") {
    return world.forward(fmt::format(R"({{"model":"engine/m","messages":[]{}}})", more));
  }

  scripted::Upstream upstream;
  FakeHosted hosted{upstream.port()};
  tests::GatewayWorld world;
};

TEST_F(Hosted, IsAskedWhereItServesNowWithTheKeyOfThisStart) {
  upstream.then(reply(200, chat_reply()));
  const auto answer = forward();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(upstream.requests().at(0).headers.at("authorization"), "Bearer token");
  EXPECT_FALSE(upstream.requests().at(0).headers.at("x-swarm-project").empty());
  EXPECT_EQ(upstream.requests().at(0).body, R"({"model":"m","messages":[]})");  // it ends by itself: no limit is set
  EXPECT_EQ(hosted.stay.use_count(), 1);
}

TEST_F(Hosted, ACallThatItFellUnderIsAskedAgainAndOpensNoBreaker) {
  upstream.then({scripted::reset()});
  upstream.then({scripted::reset()});
  upstream.then(reply(200, chat_reply()));
  ASSERT_TRUE(forward());
  EXPECT_EQ(hosted.entered, 3);
  EXPECT_EQ(world.breaker.outcomes().size(), 3U);
  EXPECT_EQ(world.breaker.outcomes().at(0), CallOutcome::abandoned);
  EXPECT_EQ(world.breaker.outcomes().at(2), CallOutcome::succeeded);
}

TEST_F(Hosted, RetriesOfItAreBoundedByTheirNumberOnly) {
  world.stop();
  world.config.retries_min = 0;
  world.config.retry_ratio = 0;
  chat::ProviderConfig config{.name = "engine", .base_url = "http://127.0.0.1:1/v1"};
  config.models.push_back({.name = "m"});
  world.open({config});
  upstream.always({scripted::reset()});
  EXPECT_FALSE(forward());
  EXPECT_EQ(hosted.entered, 3);  // attempts_max
}

TEST_F(Hosted, IsNotAskedWhileItDoesNotServe) {
  hosted.is_down = true;
  const auto refused = forward();
  EXPECT_EQ(refused.error().reason, "engine_down");
  EXPECT_EQ(hosted.entered, 1);
  EXPECT_TRUE(upstream.requests().empty());
}

TEST_F(Hosted, AStreamStaysInsideUntilItsEnd) {
  upstream.then(stream(chat_frames(true)));
  Result<PlainReply> answer = forward(R"(,"stream":true)");
  ASSERT_TRUE(answer);
  EXPECT_GT(hosted.stay.use_count(), 1);
  world.read_all(*answer);
  EXPECT_EQ(hosted.stay.use_count(), 1);
}

TEST_F(Hosted, AStreamWhoseClientLeavesLetsGo) {
  auto frames = stream(chat_frames(true), false);
  frames.push_back(scripted::hang());
  upstream.then(frames);
  Result<PlainReply> answer = forward(R"(,"stream":true)");
  ASSERT_TRUE(answer);
  world.drop(*answer);
  EXPECT_EQ(hosted.stay.use_count(), 1);
}

TEST_F(Hosted, ItsModelSaysHowItIsInstructedWhatItIsWorthAndWhetherItIsThere) {
  chat::ChatModel& model = *world.gateway().chat_models().at(0);
  EXPECT_EQ(model.instructions(), chat::Instructions::head);
  EXPECT_EQ(model.calibration(), hosted.measured);
  EXPECT_TRUE(model.is_set_up());
  hosted.has_files = false;
  EXPECT_FALSE(model.is_set_up());
}

Result<chat::ChatReply> complete(tests::GatewayWorld& world) {
  return world.run(world.gateway().chat_models().at(0)->complete({.messages = {},
                                                                  .options = {{"logprobs", true}},
                                                                  .deadline = world.soon(),
                                                                  .payer = world.payer(),
                                                                  .request_id = "r"}));
}

TEST_F(Hosted, AStageGetsThoughtsProbabilityAndMargin) {
  // exp(-0.6931…) is 0.5; the token itself stands once among the likeliest, another one that looks the same counts.
  upstream.then(
      reply(200, R"({"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"42",)"
                 R"("reasoning_content":"40+2=42"},"logprobs":{"content":[)"
                 R"({"token":"","logprob":0.0,"top_logprobs":[{"token":"","logprob":0.0}]},)"
                 R"({"token":"","logprob":-0.6931471805599453,"top_logprobs":[)"
                 R"({"token":"","logprob":-0.6931471805599453},{"token":"","logprob":-1.3862943611198906}]}]}}]})"));
  const auto said = complete(world);
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->text, "42");
  EXPECT_EQ(said->thoughts, "40+2=42");
  EXPECT_NEAR(said->confidence.value(), 0.75, 1e-9);
  EXPECT_NEAR(said->margin.value(), (1.0 + 0.25) / 2, 1e-9);
}

TEST_F(Hosted, WithoutTheLikeliestTokensThereIsNoMargin) {
  upstream.then(reply(200, R"({"choices":[{"index":0,"message":{"role":"assistant","content":"42"},)"
                           R"("logprobs":{"content":[{"token":"42","logprob":0.0}]}}]})"));
  const auto said = complete(world);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->confidence, 1.0);
  EXPECT_FALSE(said->margin);
}

TEST_F(Hosted, APromptBeyondItsContextIsTooLarge) {
  upstream.then(reply(400, R"({"error":{"message":"600 tokens, 512 fit","code":"context_length_exceeded"}})"));
  EXPECT_EQ(complete(world).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace swarm::gateway
