#include <gtest/gtest.h>

#include "support/http_server_fixture.hpp"

namespace swarm::http {
namespace {

using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

class ServerProtocol : public tests::HttpServerTest {
 protected:
  std::string get_item(std::string_view id, std::string_view more = "") {
    return http_request("GET", fmt::format("/items/{}", id), with_key(more));
  }
  std::string id_in(const HttpAnswer& answer) {
    const Result<json::Value> value = json::parse(answer.body);
    return value && value->is_object() && value->get_object().contains("id") ? std::string(value->at("id").as_string())
                                                                             : answer.body;
  }
};

TEST_F(ServerProtocol, AnswersManyRequestsOnOneConnection) {
  start();
  RawHttpClient client(port());
  for (int i = 0; i < 20; ++i) {
    const HttpAnswer answer = client.ask(get_item(fmt::to_string(i)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(id_in(answer), fmt::to_string(i));
    EXPECT_EQ(answer.header("content-type"), "application/json");
    EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(answer.header("date"), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_EQ(answer.header("connection"), "");
  }
}

TEST_F(ServerProtocol, AnswersPipelinedRequestsInOrder) {
  start();
  RawHttpClient client(port());
  std::string requests;
  for (int i = 0; i < 50; ++i)
    requests += i % 5 == 4 ? http_request("GET", "/nowhere") : get_item(fmt::to_string(i));
  client.send(requests);
  for (int i = 0; i < 50; ++i) {
    const HttpAnswer answer = client.read_answer();
    ASSERT_EQ(answer.status, i % 5 == 4 ? 404 : 200);
    if (answer.status == 200) {
      EXPECT_EQ(id_in(answer), fmt::to_string(i));
    }
  }
}

TEST_F(ServerProtocol, TakesARequestThatComesByteByByte) {
  start();
  RawHttpClient client(port());
  for (const char c : http_request("POST", "/items", with_key(), R"({"name": "a"})"))
    client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_answer().status, 201);
}

TEST_F(ServerProtocol, NeverWaitsForADelayedAcknowledgement) {
  start();
  RawHttpClient client(port());
  int slow = 0;
  for (int i = 0; i < 50; ++i) {
    const auto before = std::chrono::steady_clock::now();
    ASSERT_EQ(client.ask(http_request("POST", "/items", with_key(), R"({"name": "a"})")).status, 201);
    const auto took = std::chrono::steady_clock::now() - before;
    if (took >= std::chrono::milliseconds{35} && took <= std::chrono::milliseconds{60}) ++slow;
  }
  EXPECT_LT(slow, 25) << "a delayed acknowledgement holds up every one";
}

TEST_F(ServerProtocol, StaysUsableAfterAWholeBadRequest) {
  start();
  RawHttpClient client(port());
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key(), "{")).status, 400);
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key(), R"({"name": 1})")).status, 400);
  EXPECT_EQ(client.ask(http_request("POST", "/nowhere", with_key(), R"({"name": 1})")).status, 404);
  EXPECT_EQ(
      client.ask(http_request("POST", "/items", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\n\r\n").status,
      401);
  EXPECT_EQ(client.ask(get_item("a")).status, 200);
}

TEST_F(ServerProtocol, ClosesAfterBrokenFraming) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer = client.ask("GET / HTTP/1.1\r\nHost : a\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(security.count(SecurityEvent::framing_refused), 1);
  EXPECT_TRUE(exposes("swarm_http_framing_refused_total 1"));
}

TEST_F(ServerProtocol, ClosesAfterABrokenChunk) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer =
      client.ask(http_request("POST", "/items", with_key("Transfer-Encoding: chunked\r\n")) + "3\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(endpoints.created, 0);
}

TEST_F(ServerProtocol, TakesAChunkedBody) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer = client.ask(http_request("POST", "/items", with_key("Transfer-Encoding: chunked\r\n")) +
                                       "8;x=y\r\n{\"name\":\r\n6\r\n \"abc\"\r\n1\r\n}\r\n0\r\nT: t\r\n\r\n");
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.header("location"), "/items/abc");
  EXPECT_EQ(client.ask(get_item("a")).status, 200);
}

TEST_F(ServerProtocol, SaysContinueWhenTheRequestMayPassAndNotBefore) {
  start();
  RawHttpClient client(port());
  const std::string body = R"({"name": "a"})";
  const std::string more = fmt::format("Expect: 100-continue\r\nContent-Length: {}\r\n", body.size());
  client.send(http_request("POST", "/items", with_key(more)));
  EXPECT_EQ(client.read_answer().status, 100);
  EXPECT_EQ(client.ask(body).status, 201);
  const HttpAnswer refused = client.ask(http_request("POST", "/items", more));
  EXPECT_EQ(refused.status, 401);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerProtocol, RefusesOtherExpectations) {
  start();
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/health", "Expect: tea\r\n")).status, 417);
}

TEST_F(ServerProtocol, AnswersHeadWithTheLengthAndWithoutTheBody) {
  start();
  RawHttpClient client(port());
  const HttpAnswer whole = client.ask(get_item("a"));
  const HttpAnswer head = client.ask(http_request("HEAD", "/items/a", with_key()));
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), whole.header("content-length"));
  EXPECT_EQ(client.ask(get_item("b")).status, 200);  // no stray bytes between
}

TEST_F(ServerProtocol, HonoursCloseAndOldVersions) {
  start();
  RawHttpClient closing(port());
  EXPECT_EQ(closing.ask(get_item("a", "Connection: close\r\n")).header("connection"), "close");
  EXPECT_TRUE(closing.is_ended());
  RawHttpClient old(port());
  EXPECT_EQ(old.ask("GET /health HTTP/1.0\r\n\r\n").status, 200);
  EXPECT_TRUE(old.is_ended());
}

TEST_F(ServerProtocol, AnswersAHalfClosedClient) {
  start();
  RawHttpClient client(port());
  client.send(get_item("a"));
  client.finish_sending();
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerProtocol, IgnoresAnUpgrade) {
  start();
  RawHttpClient client(port());
  EXPECT_EQ(client.ask(get_item("a", "Connection: Upgrade\r\nUpgrade: websocket\r\n")).status, 200);
  EXPECT_EQ(client.ask(get_item("b")).status, 200);
}

TEST_F(ServerProtocol, AnswersAWrongMethodWithTheRightOnes) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer = client.ask(http_request("PUT", "/items/a", with_key(), "{}"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("allow"), "GET, DELETE, HEAD, OPTIONS");
  EXPECT_EQ(client.ask(http_request("BREW", "/items/a", with_key())).status, 501);
  const HttpAnswer options = client.ask(http_request("OPTIONS", "/items"));
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("allow"), "POST, OPTIONS");
  EXPECT_EQ(client.ask(http_request("OPTIONS", "*")).status, 204);
  EXPECT_EQ(client.ask(http_request("DELETE", "/items/a", with_key())).status, 204);
  EXPECT_EQ(client.ask(get_item("b")).status, 200);
}

TEST_F(ServerProtocol, RefusesBodiesThatAreNoPlainJson) {
  start();
  RawHttpClient client(port());
  const std::string body = R"({"name": "a"})";
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key("Content-Type: text/plain\r\n"), body)).status, 415);
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key("Content-Encoding: gzip\r\n"), body)).status, 415);
  EXPECT_EQ(
      client.ask(http_request("POST", "/items", with_key("Content-Type: Application/JSON; charset=utf-8\r\n"), body))
          .status,
      201);
}

TEST_F(ServerProtocol, NamesThePathOfAFault) {
  start();
  RawHttpClient client(port());
  const HttpAnswer query = client.ask(get_item("a?limit=x&surprise=1"));
  EXPECT_EQ(query.status, 400);
  EXPECT_NE(query.body.find("$.query.limit"), std::string::npos) << query.body;
  EXPECT_NE(query.body.find("$.query.surprise"), std::string::npos);
  EXPECT_NE(client.ask(get_item("a-far-too-long-identifier")).body.find("$.path.id"), std::string::npos);
  EXPECT_NE(client.ask(http_request("POST", "/items", with_key(), R"({"name": ""})")).body.find("$.name"),
            std::string::npos);
}

TEST_F(ServerProtocol, RefusesDeepNestingAndInvalidUtf8) {
  start();
  RawHttpClient client(port());
  const std::string deep = R"({"name": "a", "more": )" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key(), deep)).status, 400);
  EXPECT_EQ(client.ask(http_request("POST", "/items", with_key(), "{\"name\": \"\xFF\"}")).status, 400);
  EXPECT_EQ(client.ask(http_request("GET", "/items/%FF", with_key())).status, 404);
  EXPECT_EQ(client.ask(get_item("a")).status, 200);
  EXPECT_EQ(endpoints.created, 0);
}

TEST_F(ServerProtocol, KeepsInternalTroubleToItself) {
  start();
  RawHttpClient client(port());
  for (const std::string_view path : {"/fails", "/throws"}) {
    const HttpAnswer answer = client.ask(http_request("GET", path, with_key("X-Request-Id: find-me\r\n")));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    EXPECT_NE(answer.body.find("request id find-me"), std::string::npos);
  }
  EXPECT_NE(
      log_sink.text().find("http_request_failed request_id=find-me route=/fails error=secret detail of the database"),
      std::string::npos);
  EXPECT_NE(log_sink.text().find("http_handler_threw request_id=find-me route=/throws error=secret detail of a bug"),
            std::string::npos);
}

TEST_F(ServerProtocol, FinishesAHandlerWhoseClientIsGone) {
  start();
  auto client = std::make_unique<RawHttpClient>(port());
  client->send(http_request("GET", "/slow", with_key()));
  tests::run(endpoints.slow_begun.receive());
  client->abort();
  endpoints.slow_release.deliver(Done{});
  stop();
  EXPECT_TRUE(exposes(R"(swarm_http_requests_total{method="GET",route="/slow",status="200"} 1)"))
      << metrics.exposition();
}

TEST_F(ServerProtocol, CountsByDeclaredRoute) {
  start();
  RawHttpClient client(port());
  client.ask(get_item("a"));
  client.ask(get_item("b"));
  client.ask(http_request("GET", "/never/heard/of"));
  while (!exposes(R"(swarm_http_requests_total{method="GET",route="other",status="404"} 1)"))
    std::this_thread::yield();  // counted a moment after it was answered; the test's time limit ends it
  const std::string text = metrics.exposition();
  EXPECT_EQ(text.find("/items/a"), std::string::npos);
  EXPECT_EQ(text.find("heard"), std::string::npos);
  EXPECT_NE(text.find(R"(swarm_http_requests_total{method="GET",route="/items/{id}",status="200"} 2)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("swarm_http_connections 1"), std::string::npos);
}

}  // namespace
}  // namespace swarm::http
