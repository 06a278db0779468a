// What tests of the gateway rely on: that a script is done to the byte, and that nothing of the client is missed.
#include "support/scripted_upstream.hpp"

#include <gtest/gtest.h>

#include "support/http_client.hpp"

namespace swarm::scripted {
namespace {

using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

std::string post(std::string_view body = "{}") {
  return http_request("POST", "/v1/chat/completions", "X-Name: value\r\n", body);
}

TEST(ScriptedUpstream, AnswersInTheOrderOfItsScriptsOnOneConnection) {
  Upstream upstream({reply(200, chat_reply()), reply(429, "{}", {.headers = {{"Retry-After", "1"}}})},
                    reply(503, "later"));
  RawHttpClient client(upstream.port());
  EXPECT_EQ(client.ask(post()).body, chat_reply());
  EXPECT_EQ(client.ask(post()).header("retry-after"), "1");
  EXPECT_EQ(client.ask(post("[1]")).status, 503);
  EXPECT_EQ(client.ask(post()).status, 503);
  ASSERT_TRUE(upstream.wait_for_requests(4));
  EXPECT_EQ(upstream.connections().size(), 1U);
  EXPECT_EQ(upstream.requests()[2].body, "[1]");
  EXPECT_EQ(upstream.requests()[2].headers.at("x-name"), "value");
}

TEST(ScriptedUpstream, CutsAnAnswerAtEveryByteAndNotOneLater) {
  const Script whole = reply(200, "some words");
  for (std::size_t size = 0; size < flat(whole).size(); ++size) {
    Upstream upstream({cut(whole, size)});
    RawHttpClient client(upstream.port());
    client.send(post());
    EXPECT_EQ(client.read_to_end(), flat(whole).substr(0, size));
  }
}

TEST(ScriptedUpstream, SendsPiecesThatAreReadApart) {
  Upstream upstream({in_pieces(reply(200, "abcdef"), 5)});
  RawHttpClient client(upstream.port());
  client.send(post());
  ASSERT_TRUE(upstream.wait_until_sent(0, 5));
  EXPECT_EQ(upstream.connections()[0].sent_bytes, 5U) << "the second piece waits for the first to be read";
  EXPECT_EQ(client.read_bytes(5), "HTTP/");
  ASSERT_TRUE(upstream.wait_until_sent(0, 10));
  EXPECT_TRUE(client.read_until("abcdef").ends_with("abcdef"));
}

TEST(ScriptedUpstream, WaitsForAGateAndKeepsItOpen) {
  Upstream upstream({}, {wait("open"), send(flat(reply(200, "x")))});
  RawHttpClient client(upstream.port());
  client.send(post());
  ASSERT_TRUE(upstream.wait_for_requests(1));
  EXPECT_EQ(upstream.connections()[0].sent_bytes, 0U);
  upstream.release("open");
  EXPECT_EQ(client.read_answer().body, "x");
  EXPECT_EQ(client.ask(post()).body, "x");
}

TEST(ScriptedUpstream, SeesWhenTheClientLeavesWhileItHangsOrSends) {
  Upstream upstream({{hang()}, {send("HTTP/1.1 200 OK\r\n\r\n"), repeat(std::string(65536, 'x'))}});
  for (std::size_t connection = 0; connection < 2; ++connection) {
    RawHttpClient client(upstream.port());
    client.send(post());
    ASSERT_TRUE(upstream.wait_for_requests(connection + 1));
    const auto before = std::chrono::steady_clock::now();
    client.abort();
    ASSERT_TRUE(upstream.wait_until_left(connection));
    EXPECT_GE(*upstream.connections()[connection].left_at, before);
  }
}

TEST(ScriptedUpstream, RepeatsAsOftenAsItIsTold) {
  Upstream upstream({{send("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n"), repeat("abc", 100'000)}});
  RawHttpClient client(upstream.port());
  EXPECT_EQ(client.ask(post()).body.size(), 300'000U);
}

TEST(ScriptedUpstream, TakesNoScriptForWhoOnlyLooks) {
  Upstream upstream({reply(200, "x")});
  EXPECT_EQ(RawHttpClient(upstream.port()).ask(http_request("GET", "/v1/models")).body,
            R"({"object":"list","data":[]})");
  RawHttpClient client(upstream.port());
  ASSERT_TRUE(upstream.wait_for_looks(1));
  EXPECT_TRUE(upstream.requests().empty());
  EXPECT_EQ(client.ask(post()).body, "x");
}

TEST(ScriptedUpstream, EchoesTheHeadOfTheRequest) {
  Upstream upstream({{echo(401)}});
  RawHttpClient client(upstream.port());
  const HttpAnswer answer = client.ask(post());
  EXPECT_EQ(answer.status, 401);
  EXPECT_NE(answer.body.find("X-Name: value"), std::string::npos) << answer.body;
}

}  // namespace
}  // namespace swarm::scripted
