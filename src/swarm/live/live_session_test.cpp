#include "swarm/live/live_session.hpp"

#include <gtest/gtest.h>

#include "support/slice_world.hpp"
#include "swarm/live/live_endpoints.hpp"

namespace swarm::live {
namespace {

using websocket::CloseCode;
using websocket::Ending;

class RecordedChannel final : public websocket::Channel {
 public:
  void send(websocket::Opcode, std::string_view payload) override { said.emplace_back(payload); }
  void close(websocket::Farewell farewell) override { closed = std::move(farewell); }
  std::function<void()> waker() override {
    return [] {};
  }
  std::vector<std::string> said;
  std::optional<websocket::Farewell> closed;
};

class ScriptedGate final : public Gate {
 public:
  Async<Result<Caller>> admit(Credentials credentials) override {
    if (credentials.key == "down") co_return fail(ErrorCode::unavailable, "the database does not answer");
    if (credentials.key != "good") co_return fail(ErrorCode::unauthenticated, "unknown_key", "this key is unknown");
    co_return Caller{.scope = {*ProjectId::parse("01arz3ndektsv4rrffq69g5fav")}, .name = "test"};
  }
  Async<Result<Done>> renew(Credentials) override {
    if (is_revoked) co_return fail(ErrorCode::unauthenticated, "revoked", "this key was revoked");
    co_return Done{};
  }
  Result<Done> admit_message() override {
    if (is_busy) {
      return std::unexpected(Error{.code = ErrorCode::limit_exceeded,
                                   .message = "too many requests",
                                   .retry_after = std::chrono::milliseconds{1500}});
    }
    return Done{};
  }
  bool is_revoked = false;
  bool is_busy = false;
};

class LiveSessionTest : public testing::Test {
 protected:
  LiveSessionTest() { session->opened(channel); }
  ~LiveSessionTest() override {
    session.reset();
    world.run(hub.stop());
  }
  std::string say(std::string message) {
    const std::size_t before = channel.said.size();
    world.run(session->received({.is_text = true, .payload = std::move(message)}));
    return channel.said.size() > before ? channel.said.back() : "";
  }
  void log_in() { ASSERT_TRUE(say(R"({"type":"authenticate","key":"good"})").contains("\"authenticated\"")); }

  tests::SliceWorld world{{events::schema(), tasks::schema()}};
  tasks::TaskStore store{*world.database};
  events::EventStore events{*world.database};
  LiveMetrics metrics{world.metrics};
  FeedHub hub{Bytes{1 * MiB},
              {.tasks = store,
               .events = events,
               .database = *world.database,
               .loop = world.loop.loop(),
               .metrics = metrics,
               .log = world.log}};
  ScriptedGate* gate = new ScriptedGate;
  RecordedChannel channel;
  std::unique_ptr<LiveSession> session = std::make_unique<LiveSession>(
      LiveSession::Deps{hub, store, events, metrics}, LiveSession::Start{.gate = std::unique_ptr<Gate>(gate)});
};

TEST_F(LiveSessionTest, IsAdmittedByAKeyAndNotByAnotherTry) {
  EXPECT_FALSE(session->is_admitted());
  EXPECT_TRUE(say(R"({"type":"authenticate","key":"down"})").contains(R"("code":"unavailable")"));
  EXPECT_FALSE(channel.closed.has_value()) << "it may try again";
  log_in();
  EXPECT_TRUE(session->is_admitted());
}

TEST_F(LiveSessionTest, ClosesAfterAWrongKey) {
  EXPECT_TRUE(say(R"({"type":"authenticate","key":"bad"})").contains(R"("reason":"unknown_key")"));
  ASSERT_TRUE(channel.closed.has_value());
  EXPECT_EQ(channel.closed->code, CloseCode::policy);
}

TEST_F(LiveSessionTest, SaysWhenToTryAgainBeyondTheKeysRate) {
  log_in();
  gate->is_busy = true;
  const std::string answer = say(R"({"type":"subscribe","id":"f","feed":true})");
  EXPECT_TRUE(answer.contains(R"("code":"limit_exceeded")")) << answer;
  EXPECT_TRUE(answer.contains(R"("retry_after_ms":1500)")) << answer;
}

TEST_F(LiveSessionTest, EndsASubscriptionThatTheDatabaseFails) {
  log_in();
  EXPECT_TRUE(say(R"({"type":"subscribe","id":"f","feed":true})").contains("\"subscribed\""));
  world.database->refuse_reads(true);
  EXPECT_TRUE(world.run(session->next()).empty());
  ASSERT_GE(channel.said.size(), 2U);
  EXPECT_TRUE(channel.said[channel.said.size() - 2].contains(R"("code":"unavailable")"));
  EXPECT_TRUE(channel.said.back().contains(R"("reason":"failed","cursor":"0.0")")) << channel.said.back();
  EXPECT_EQ(world.metric("swarm_websocket_subscriptions"), 0);
}

TEST_F(LiveSessionTest, IsNoLongerWelcomeWithARevokedKey) {
  EXPECT_FALSE(world.run(session->renew()).has_value()) << "nobody is known yet";
  log_in();
  EXPECT_FALSE(world.run(session->renew()).has_value());
  gate->is_revoked = true;
  const auto farewell = world.run(session->renew());
  ASSERT_TRUE(farewell.has_value());
  EXPECT_EQ(farewell->code, CloseCode::policy);
  EXPECT_EQ(farewell->reason, R"({"code":"unauthenticated"})");
}

TEST_F(LiveSessionTest, WordsEachFarewellWithinACloseFrame) {
  log_in();
  say(R"({"type":"subscribe","id":"f","feed":true,"after":"7fffffffffffffff.7fffffffffffffff"})");
  for (const Ending ending : {Ending::draining, Ending::slow_reader, Ending::silent, Ending::not_admitted}) {
    const websocket::Farewell farewell = session->farewell(ending);
    EXPECT_LE(farewell.reason.size(), websocket::kCloseReasonBytesMax);
    EXPECT_TRUE(farewell.reason.contains(R"("cursor":"7fffffffffffffff.7fffffffffffffff")")) << farewell.reason;
  }
  EXPECT_EQ(session->farewell(Ending::draining).code, CloseCode::going_away);
  EXPECT_EQ(session->farewell(Ending::slow_reader).code, CloseCode::try_again_later);
}

TEST(IsAllowedOrigin, ComparesHostsWithoutTheirPorts) {
  const auto allowed = [](std::string origin, std::string host) {
    return is_allowed_origin({.host = std::move(host), .origin = std::move(origin)}, {});
  };
  EXPECT_TRUE(is_allowed_origin({.host = "a"}, {}));
  EXPECT_TRUE(allowed("http://[::1]:3000", "[::1]:3001"));
  EXPECT_FALSE(allowed("http://[::1]:3000", "[::2]:3001"));
  EXPECT_TRUE(allowed("https://Example.com", "example.COM:443"));
  EXPECT_FALSE(allowed("https://example.com", "example.com.evil"));
  EXPECT_FALSE(allowed("", "a"));
  EXPECT_FALSE(allowed("http://", "a"));
}

TEST(KeyPlaces, AreGivenBackByThoseWhoLeave) {
  std::shared_ptr<void> late;
  {
    KeyPlaces places(2);
    auto one = places.take("k");
    late = places.take("k");
    EXPECT_EQ(places.take("k"), nullptr);
    EXPECT_NE(places.take("other"), nullptr);
    one.reset();
    EXPECT_NE(places.take("k"), nullptr);
  }
  late.reset();
}

}  // namespace
}  // namespace swarm::live
