// RFC 6455 as bytes on a socket, in the order of its sections and of the conformance suites: framing, pings, reserved
// bits, opcodes, fragments, UTF-8, closing, limits.
#include <gtest/gtest.h>

#include "echo_fixture.hpp"
#include "support/websocket_client.hpp"

namespace swarm::tests {
namespace {

using namespace std::string_literals;

class EchoWebSocket : public EchoTest {
 protected:
  static ServerFrame text(std::string payload) { return {.opcode = 1, .payload = std::move(payload)}; }
  static ServerFrame binary(std::string payload) { return {.opcode = 2, .payload = std::move(payload)}; }
  static ServerFrame pong(std::string payload) { return {.opcode = 10, .payload = std::move(payload)}; }

  // The close code after these bytes; everything that comes before must be `before`.
  static int close_after(std::string_view bytes, const std::vector<ServerFrame>& before = {}) {
    RawWebSocketClient client(websocket_port());
    client.send(bytes);
    for (const ServerFrame& expected : before)
      EXPECT_EQ(client.read(), expected) << expected.payload;
    return client.read_close();
  }
};

TEST_F(EchoWebSocket, AcceptsTheHandshakeOfTheStandard) {
  RawWebSocketClient client(websocket_port(), "/any/path?x=y");
  EXPECT_EQ(client.answer.status, 101);
  EXPECT_EQ(client.answer.header("upgrade"), "websocket");
  EXPECT_EQ(client.answer.header("connection"), "Upgrade");
  EXPECT_EQ(client.answer.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_FALSE(client.answer.headers.contains("content-length"));
  EXPECT_FALSE(client.answer.headers.contains("transfer-encoding"));
}

TEST_F(EchoWebSocket, AgreesOnNoExtension) {
  RawWebSocketClient client(websocket_port(), "/",
                            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
  EXPECT_EQ(client.answer.status, 101);
  EXPECT_FALSE(client.answer.headers.contains("sec-websocket-extensions"));
}

TEST_F(EchoWebSocket, RefusesAWrongHandshake) {
  const auto status = [](std::string_view headers, std::string_view method = "GET") {
    return RawHttpClient(websocket_port()).ask(http_request(method, "/ws", headers)).status;
  };
  const std::string upgrade = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
  const std::string version = "Sec-WebSocket-Version: 13\r\n", key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(status(upgrade + version + key), 101);
  EXPECT_EQ(status("UPGRADE: WebSocket\r\nConnection: UPGRADE\r\n" + version + key), 101);
  EXPECT_EQ(status(upgrade + version), 400);
  EXPECT_EQ(status(upgrade + version + "Sec-WebSocket-Key: short\r\n"), 400);
  EXPECT_EQ(status(upgrade + version + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=!\r\n"), 400);
  EXPECT_EQ(status(upgrade + version + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAA===\r\n"), 400);
  EXPECT_EQ(status(upgrade + version + key + key), 400) << "twice";
  EXPECT_EQ(status(upgrade + version + key + "Sec-WebSocket-Protocol: a b\r\n"), 400);
  EXPECT_EQ(status(upgrade + key), 426);
  EXPECT_EQ(status(upgrade + key + "Sec-WebSocket-Version: 8\r\n"), 426);
  EXPECT_EQ(status(upgrade + version + key + "Content-Length: 1\r\n\r\nx"), 400);
  EXPECT_EQ(status("Connection: Upgrade\r\n" + version + key), 200) << "an ordinary request";
  EXPECT_EQ(status("Upgrade: websocket\r\n" + version + key), 200) << "an ordinary request";
  EXPECT_EQ(status(upgrade + version + key, "POST"), 200) << "an ordinary request";
  const std::string old = "GET / HTTP/1.0\r\nHost: a\r\n" + upgrade + version + key + "\r\n";
  EXPECT_EQ(RawHttpClient(websocket_port()).ask(old).status, 200) << "an ordinary request";
}

TEST_F(EchoWebSocket, TakesFramesThatComeBehindTheHandshakeInOnePacket) {
  RawHttpClient http(websocket_port());
  http.send(handshake_text("/") + client_frame({.payload = "early"}));
  EXPECT_EQ(http.read_head().status, 101);
  EXPECT_EQ(http.read_bytes(7),
            "\x81\x05"
            "early");
}

TEST_F(EchoWebSocket, GivesBackMessagesOfEveryLength) {
  RawWebSocketClient client(websocket_port());
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65535U, 65536U, 1U << 20U}) {
    client.send({.payload = std::string(size, '*')});
    EXPECT_EQ(client.read(), text(std::string(size, '*'))) << size;
    client.send({.opcode = 2, .payload = std::string(size, '\xfe')});
    EXPECT_EQ(client.read(), binary(std::string(size, '\xfe'))) << size;
  }
}

TEST_F(EchoWebSocket, GivesBackSixteenMebibytes) {
  RawWebSocketClient client(websocket_port());
  const std::string payload(16 * MiB, '\x42');
  const std::string bytes = client_frame({.opcode = 2, .payload = payload});
  ASSERT_TRUE(client.send(bytes));
  EXPECT_TRUE(client.read() == binary(payload));
}

TEST_F(EchoWebSocket, GivesBackWhatComesByteByByte) {
  RawWebSocketClient client(websocket_port());
  for (const char byte : client_frame({.payload = std::string(300, 'x')}) + client_frame({.opcode = 9, .payload = "p"}))
    client.send(std::string_view(&byte, 1));
  EXPECT_EQ(client.read(), text(std::string(300, 'x')));
  EXPECT_EQ(client.read(), pong("p"));
}

TEST_F(EchoWebSocket, AnswersPingsInOrderWithTheirPayloadAndIgnoresPongs) {
  RawWebSocketClient client(websocket_port());
  client.send({.opcode = 10, .payload = "nobody asked"});
  std::string bytes = client_frame({.opcode = 9}) + client_frame({.opcode = 9, .payload = std::string(125, '\xfe')});
  for (int i = 0; i < 10; ++i)
    bytes += client_frame({.opcode = 9, .payload = fmt::to_string(i)});
  client.send(bytes);
  EXPECT_EQ(client.read(), pong(""));
  EXPECT_EQ(client.read(), pong(std::string(125, '\xfe')));
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(client.read(), pong(fmt::to_string(i)));
}

TEST_F(EchoWebSocket, AnswersAPingBetweenFragments) {
  RawWebSocketClient client(websocket_port());
  client.send({.is_final = false, .payload = "frag"});
  client.send({.opcode = 9, .payload = "p"});
  EXPECT_EQ(client.read(), pong("p"));
  client.send({.opcode = 0, .payload = "ment"});
  EXPECT_EQ(client.read(), text("fragment"));
}

TEST_F(EchoWebSocket, RefusesReservedBitsAfterAnsweringWhatWasRight) {
  for (const int bits : {1, 2, 3, 4, 5, 6, 7}) {
    const std::string wrong = client_frame({.opcode = bits % 2 == 0 ? 9 : 1, .reserved_bits = bits, .payload = "x"});
    EXPECT_EQ(close_after(wrong), 1002);
    EXPECT_EQ(close_after(client_frame({.payload = "a"}) + wrong + client_frame({.opcode = 9}), {text("a")}), 1002);
  }
}

TEST_F(EchoWebSocket, RefusesUnknownOpcodes) {
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    EXPECT_EQ(close_after(client_frame({.opcode = opcode})), 1002) << opcode;
    EXPECT_EQ(
        close_after(client_frame({.payload = "a"}) + client_frame({.opcode = opcode, .payload = "x"}), {text("a")}),
        1002);
  }
}

TEST_F(EchoWebSocket, RefusesWrongControlFramesMasksAndLengths) {
  EXPECT_EQ(close_after(client_frame({.opcode = 9, .payload = std::string(126, 'p')})), 1002);
  EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = close_text(1000, std::string(124, 'r'))})), 1002);
  EXPECT_EQ(close_after(client_frame({.opcode = 9, .is_final = false})), 1002);
  EXPECT_EQ(close_after(client_frame({.is_masked = false, .payload = "a"})), 1002);
  EXPECT_EQ(close_after(client_frame({.payload = "a", .length_bytes = 2})), 1002);
  EXPECT_EQ(close_after(client_frame({.payload = "a", .length_bytes = 8})), 1002);
  EXPECT_EQ(close_after(client_frame({.claimed_length = 1ULL << 63U})), 1002);
}

TEST_F(EchoWebSocket, RefusesFragmentsOutOfOrder) {
  EXPECT_EQ(close_after(client_frame({.opcode = 0, .payload = "x"})), 1002);
  EXPECT_EQ(close_after(client_frame({.opcode = 0, .is_final = false, .payload = "x"})), 1002);
  EXPECT_EQ(close_after(client_frame({.is_final = false, .payload = "a"}) + client_frame({.payload = "b"})), 1002);
  EXPECT_EQ(close_after(client_frame({.payload = "a"}) + client_frame({.opcode = 0, .payload = "b"}), {text("a")}),
            1002);
}

TEST_F(EchoWebSocket, PutsManyTinyFragmentsTogether) {
  RawWebSocketClient client(websocket_port());
  std::string bytes = client_frame({.is_final = false});
  for (int i = 0; i < 100'000; ++i)
    bytes += client_frame({.opcode = 0, .is_final = false, .payload = i % 3 == 0 ? "" : "x"});
  bytes += client_frame({.opcode = 0, .payload = "."});
  client.send(bytes);
  const auto frame = client.read();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->payload.size(), 66'667U);
}

TEST_F(EchoWebSocket, ChecksUtf8WhileItComes) {
  EXPECT_EQ(close_after(client_frame({.payload = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
                                                 "edited"})),
            1007);
  EXPECT_EQ(close_after(client_frame({.is_final = false, .payload = "\xce\xba"}) +
                        client_frame({.opcode = 0, .is_final = false, .payload = "\xf4\x90\x80\x80"})),
            1007);
  const std::string long_frame = client_frame({.payload = "ok\xff" + std::string(100'000, 'a')});
  EXPECT_EQ(close_after(long_frame.substr(0, 20)), 1007) << "before the frame has ended";
  RawWebSocketClient client(websocket_port());
  const std::string hard = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x8f\xbf\xbf\xef\xbf\xbe";
  for (std::size_t i = 0; i < hard.size(); ++i)
    client.send({.opcode = i == 0 ? 1 : 0, .is_final = i + 1 == hard.size(), .payload = hard.substr(i, 1)});
  EXPECT_EQ(client.read(), text(hard));
}

TEST_F(EchoWebSocket, AnswersACloseWithItsCodeAndEnds) {
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999}) {
    EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = close_text(code, "bye")})), code);
  }
  EXPECT_EQ(close_after(client_frame({.opcode = 8})), 1005);
  EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = close_text(1000, std::string(123, 'r'))})), 1000);
}

TEST_F(EchoWebSocket, RefusesWrongCloseFrames) {
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = close_text(code)})), 1002) << code;
  EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = "\x03"})), 1002);
  EXPECT_EQ(close_after(client_frame({.opcode = 8, .payload = close_text(1000, "\xce\xba\xe1\xed\xa0\x80")})), 1007);
}

TEST_F(EchoWebSocket, HearsNothingBehindAClose) {
  const std::string close = client_frame({.opcode = 8, .payload = close_text(1000)});
  EXPECT_EQ(close_after(close + client_frame({.payload = "late"}) + client_frame({.opcode = 9})), 1000);
  EXPECT_EQ(close_after(client_frame({.is_final = false, .payload = "a"}) + close + client_frame({.opcode = 0})), 1000);
  EXPECT_EQ(close_after(close + close), 1000);
  const std::string large(256 * 1024, 'a');
  EXPECT_EQ(close_after(client_frame({.payload = large}) + close, {text(large)}), 1000);
}

TEST_F(EchoWebSocket, RefusesAMessageBeyondItsMaximum) {
  EXPECT_EQ(close_after(client_frame({.opcode = 2, .claimed_length = 16 * MiB + 1})), 1009);
  EXPECT_EQ(close_after(client_frame({.opcode = 2, .is_final = false, .payload = "a"}) +
                        client_frame({.opcode = 0, .claimed_length = 16 * MiB})),
            1009);
  EXPECT_EQ(close_after(client_frame({.claimed_length = (1ULL << 63U) - 1})), 1009);
}

TEST_F(EchoWebSocket, KeepsTheOrderOfAThousandMessagesSentAtOnce) {
  RawWebSocketClient client(websocket_port());
  std::string bytes;
  for (int i = 0; i < 1000; ++i)
    bytes += client_frame({.payload = fmt::to_string(i)});
  client.send(bytes);
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(client.read_text(), fmt::to_string(i));
}

TEST_F(EchoWebSocket, CountsConnectionsAndHowTheyEnded) {
  EchoService service(EchoService::generous(), EchoService::generous(), EchoService::generous_limits());
  ASSERT_TRUE(service.start().has_value());
  const auto shows = [&](std::string_view line) {
    return service.metrics().exposition().find(line) != std::string::npos;
  };
  {
    RawWebSocketClient client(service.websocket_port());
    client.say("x");
    EXPECT_EQ(client.read(), text("x"));
    EXPECT_TRUE(shows("swarm_websocket_connections 1\n"));
    client.send({.opcode = 8, .payload = close_text(1013)});
    EXPECT_EQ(client.read_close(), 1013);
  }
  EXPECT_TRUE(shows("swarm_websocket_connections 0\n"));
  EXPECT_TRUE(shows("swarm_websocket_closes_total{code=\"1013\"} 1\n"));
  EXPECT_TRUE(shows("swarm_websocket_messages_total{direction=\"received\"} 1\n"));
  run(service.drain(std::chrono::milliseconds{1000}));
  service.stop_loops();
}

}  // namespace
}  // namespace swarm::tests
