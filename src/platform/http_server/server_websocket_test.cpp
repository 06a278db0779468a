#include <gtest/gtest.h>

#include "support/http_server_fixture.hpp"
#include "support/websocket_client.hpp"

namespace swarm::http {
namespace {

using tests::close_text;
using tests::RawWebSocketClient;
using tests::ServerFrame;
using websocket::CloseCode;
using websocket::Ending;

// Says back what it hears; "throw" makes it throw, "flood" makes it pull frames without end.
class TestSession final : public websocket::Session {
 public:
  TestSession(bool is_known, std::atomic<int>& open) : is_known_(is_known), open_(open) { ++open_; }
  ~TestSession() override { --open_; }

  void opened(websocket::Channel& channel) override { channel_ = &channel; }
  Async<void> received(websocket::Message message) override {
    if (message.payload == "throw") throw std::runtime_error("a bug of the session");
    if (message.payload == "key") is_known_ = true;
    if (message.payload == "flood") is_flooding_ = true;
    if (message.payload == "leave") channel_->close({CloseCode::normal, "asked"});
    channel_->send(websocket::Opcode::text, message.payload);
    co_return;
  }
  Async<websocket::Frames> next() override {
    websocket::Frames frames;
    for (int i = 0; is_flooding_ && i < 10; ++i)
      frames.add(websocket::Opcode::text, fmt::format("{:>1000}", given_ + i));
    co_return frames;
  }
  void taken(std::size_t count) override { given_ += static_cast<int>(count); }
  bool is_admitted() const override { return is_known_; }
  Async<std::optional<websocket::Farewell>> renew() override {
    co_return websocket::Farewell{CloseCode::policy, "no longer"};
  }
  websocket::Farewell farewell(Ending ending) override {
    constexpr std::string_view kWords[] = {"draining", "slow_reader", "not_admitted", "silent"};
    return {CloseCode::try_again_later, fmt::format("{} {}", kWords[static_cast<std::size_t>(ending)], given_)};
  }

 private:
  bool is_known_;
  std::atomic<int>& open_;
  bool is_flooding_ = false;
  int given_ = 0;
  websocket::Channel* channel_ = nullptr;
};

class TestWebSockets {
 public:
  Async<Result<WebSocketUpgrade>> open(RequestContext caller, WebSocketRequest request) {
    last_request = request;
    if (request.origin == "http://refused") co_return fail(ErrorCode::forbidden, "not from there");
    const bool is_known = !request.presented_key.empty();
    last_caller = caller.principal.name;
    co_return WebSocketUpgrade{.session = std::make_unique<TestSession>(is_known, open_sessions), .limits = limits};
  }
  websocket::ChannelLimits limits{.close_timeout = std::chrono::milliseconds{200}};
  WebSocketRequest last_request;
  std::string last_caller;
  std::atomic<int> open_sessions = 0;
};

class ServerWebSocket : public tests::HttpServerTest {
 protected:
  ServerWebSocket() { router.websocket<&TestWebSockets::open>("/ws", Permission::tasks_read, sockets, "Talks."); }
  RawWebSocketClient connect(std::string_view more = "", int receive_buffer_bytes = 0) {
    return RawWebSocketClient(port(), "/ws", with_key(more), receive_buffer_bytes);
  }
  TestWebSockets sockets;
};

TEST_F(ServerWebSocket, KeepsTheDoorOfEveryRoute) {
  authenticator.denied = {};
  start();
  EXPECT_EQ(connect().answer.status, 101);
  EXPECT_EQ(sockets.last_caller, "test");
  EXPECT_EQ(RawWebSocketClient(port(), "/ws", "X-API-Key: bad\r\n").answer.status, 401);
  EXPECT_EQ(RawWebSocketClient(port(), "/ws", "Sec-WebSocket-Protocol: a, bearer.bad\r\n").answer.status, 401);
  EXPECT_EQ(connect("Origin: http://refused\r\n").answer.status, 403);
  admission.leave_requests(0);
  EXPECT_EQ(connect().answer.status, 429);
}

TEST_F(ServerWebSocket, RefusesAKeyWithoutThePermission) {
  authenticator.denied = {Permission::tasks_read};
  start();
  EXPECT_EQ(connect().answer.status, 403);
}

TEST_F(ServerWebSocket, LetsInWhoSaysItsKeyLaterAndGivesUpWhoDoesNot) {
  start();
  RawWebSocketClient known(port());
  sockets.limits.admission_timeout = std::chrono::milliseconds{100};  // of those who come now
  RawWebSocketClient silent(port());
  known.say("key");
  EXPECT_EQ(known.read_text(), "key");
  EXPECT_EQ(silent.read(), (ServerFrame{8, "not_admitted 0", 1013}));
  known.say("still here");
  EXPECT_EQ(known.read_text(), "still here");
}

TEST_F(ServerWebSocket, GivesTheHandlerWhatWasAskedAndKeepsTheKeyOutOfTheProtocols) {
  start();
  RawWebSocketClient client(
      port(), "/ws?a=b",
      "Origin: http://x\r\nSec-WebSocket-Protocol: one\r\nSec-WebSocket-Protocol: two, bearer.good-key\r\n");
  EXPECT_EQ(client.answer.status, 101);
  EXPECT_EQ(sockets.last_request.query, "a=b");
  EXPECT_EQ(sockets.last_request.origin, "http://x");
  EXPECT_EQ(sockets.last_request.protocols, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(sockets.last_request.presented_key, "good-key");
}

TEST_F(ServerWebSocket, ClosesWhenTheSessionWantsTo) {
  start();
  RawWebSocketClient client = connect();
  client.say("leave");
  EXPECT_EQ(client.read_text(), "leave") << "what was said before";
  EXPECT_EQ(client.read(), (ServerFrame{8, "asked", 1000}));
  client.say("not heard any more");
  client.send({.opcode = 8, .payload = close_text(1000)});
  EXPECT_TRUE(client.http().is_ended());
}

TEST_F(ServerWebSocket, SurvivesASessionThatThrows) {
  start();
  RawWebSocketClient client = connect();
  client.say("throw");
  EXPECT_EQ(client.read_close(), 1011);
  EXPECT_NE(log_sink.text().find("websocket_session_threw error=a bug of the session"), std::string::npos);
  EXPECT_EQ(connect().answer.status, 101);
}

TEST_F(ServerWebSocket, AsksWhetherTheClientIsStillWelcome) {
  sockets.limits.renewal_interval = std::chrono::milliseconds{50};
  start();
  EXPECT_EQ(connect().read(), (ServerFrame{8, "no longer", 1008}));
}

TEST_F(ServerWebSocket, PingsAndGivesUp) {
  sockets.limits.ping_interval = std::chrono::milliseconds{50};
  sockets.limits.pong_timeout = std::chrono::milliseconds{50};
  start();
  RawWebSocketClient client = connect();
  EXPECT_EQ(client.read(), (ServerFrame{.opcode = 9}));
  EXPECT_EQ(client.read(), (ServerFrame{8, "silent 0", 1013}));
  EXPECT_TRUE(exposes("swarm_websocket_cut_total{reason=\"no_pong\"} 1\n"));
}

TEST_F(ServerWebSocket, CutsASlowReaderBehindAWholeFrameAndSaysHowFarItGot) {
  sockets.limits.write_timeout = std::chrono::milliseconds{200};
  sockets.limits.send_buffer_bytes = Bytes{16 * KiB};
  sockets.limits.close_timeout = std::chrono::milliseconds{5000};
  start();
  RawWebSocketClient client = connect("", 4096);
  client.say("flood");
  while (!exposes("swarm_websocket_cut_total{reason=\"slow_reader\"} 1\n")) {
  }
  EXPECT_EQ(client.read_text(), "flood");
  int count = 0;
  std::optional<ServerFrame> frame = client.read();
  for (; frame && frame->opcode == 1; frame = client.read())
    ASSERT_EQ(frame->payload, fmt::format("{:>1000}", count++));
  EXPECT_EQ(frame, (ServerFrame{8, fmt::format("slow_reader {}", count), 1013}));
}

TEST_F(ServerWebSocket, SaysFarewellWhenItDrains) {
  start();
  RawWebSocketClient polite = connect(), deaf = connect();
  EXPECT_EQ(sockets.open_sessions, 2);
  stop(std::chrono::milliseconds{2000});
  EXPECT_EQ(polite.read(), (ServerFrame{8, "draining 0", 1013}));
  EXPECT_EQ(deaf.read(), (ServerFrame{8, "draining 0", 1013}));
  EXPECT_EQ(sockets.open_sessions, 0);
}

TEST_F(ServerWebSocket, CutsWhatDoesNotEndInTime) {
  sockets.limits.close_timeout = std::chrono::milliseconds{60'000};
  start();
  RawWebSocketClient flooded = connect("", 4096), deaf = connect();
  flooded.say("flood");
  ASSERT_TRUE(flooded.http().wait_for_bytes());
  stop(std::chrono::milliseconds{100});
  EXPECT_EQ(sockets.open_sessions, 0);
  EXPECT_TRUE(exposes("swarm_websocket_connections 0\n"));
}

TEST_F(ServerWebSocket, ForgetsClientsThatVanish) {
  start();
  for (int i = 0; i < 20; ++i) {
    RawWebSocketClient client = connect();
    client.say("x");
    EXPECT_EQ(client.read_text(), "x");
    if (i % 2 == 0)
      client.http().abort();
    else
      client.http().close();
  }
  while (sockets.open_sessions > 0) {
  }
  EXPECT_TRUE(exposes("swarm_websocket_closes_total{code=\"lost\"} 20\n"));
}

TEST_F(ServerWebSocket, WaitsForAReaderInsteadOfBufferingAnswersWithoutBound) {
  sockets.limits.message_bytes_max = Bytes{1 * MiB};
  sockets.limits.send_buffer_bytes = Bytes{16 * KiB};
  start();
  RawWebSocketClient client = connect("", 4096);
  const std::string message(512 * KiB, 'm');
  std::thread talking([&] {
    for (int i = 0; i < 40; ++i)
      client.say(message);
  });
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(client.read_text().size(), message.size());
  talking.join();
}

}  // namespace
}  // namespace swarm::http
