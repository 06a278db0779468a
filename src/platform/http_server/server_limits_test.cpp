#include <gtest/gtest.h>

#include "support/http_server_fixture.hpp"

namespace swarm::http {
namespace {

using namespace std::chrono_literals;
using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

class ServerLimits : public tests::HttpServerTest {};

TEST_F(ServerLimits, GivesUpOnASlowHeader) {
  config.header_timeout = 50ms;
  start();
  RawHttpClient client(port());
  client.send("GET /health HTTP/1.1\r\nHost: a\r\n");
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_TRUE(client.is_ended());
  EXPECT_TRUE(exposes(R"(swarm_http_timeouts_total{phase="header"} 1)"));
}

TEST_F(ServerLimits, CountsTheWholeTimeOfAHeaderAndNotTheTimeBetweenBytes) {
  config.header_timeout = 200ms;
  start();
  RawHttpClient client(port());
  client.send("GET /health HTTP/1.1\r\nHost: a\r\nX: ");
  // A byte every few milliseconds until there is an answer: each comes in time, all together never do.
  while (!client.wait_for_bytes_within(5ms))
    client.send("a");
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST_F(ServerLimits, GivesUpOnABodyThatStopsHalfWay) {
  config.body_timeout = 50ms;
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/items", with_key("Content-Length: 100\r\n")) + R"({"name":)");
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(endpoints.created, 0);
  EXPECT_TRUE(exposes(R"(swarm_http_timeouts_total{phase="body"} 1)"));
}

TEST_F(ServerLimits, ForgetsABodyWhoseClientLeaves) {
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/items", with_key("Content-Length: 100\r\n")) + R"({"name":)");
  client.finish_sending();
  EXPECT_TRUE(client.is_ended());
  EXPECT_EQ(endpoints.created, 0);
}

TEST_F(ServerLimits, EndsAnIdleConnectionWithoutAWord) {
  config.idle_timeout = 50ms;
  start();
  std::unique_ptr<RawHttpClient> client;
  int tries = 0;
  do {  // it is also what a client has for its first byte, which a slow one may miss
    ASSERT_LT(tries++, 1'000);
    client = std::make_unique<RawHttpClient>(port());
  } while (client->ask(http_request("GET", "/health")).status != 200);
  EXPECT_TRUE(client->is_ended());
  EXPECT_FALSE(exposes("swarm_http_timeouts_total{phase=\"idle\"} 0\n"));
  EXPECT_TRUE(exposes(R"(swarm_http_timeouts_total{phase="idle"} )"));
}

TEST_F(ServerLimits, CutsAReaderThatTakesNothing) {
  config.write_timeout = 50ms;
  start();
  RawHttpClient client(port(), 4096);
  client.send(http_request("GET", "/big", with_key()));
  EXPECT_TRUE(client.wait_for_bytes());
  while (!exposes(R"(swarm_http_timeouts_total{phase="write"} 1)"))
    std::this_thread::yield();
  EXPECT_FALSE(client.read_answer().is_whole);
}

TEST_F(ServerLimits, SendsALongAnswerWhole) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer = client.ask(http_request("GET", "/big", with_key()));
  EXPECT_TRUE(answer.is_whole);
  EXPECT_EQ(answer.body.size(), tests::TestEndpoints::kBigBytes);
}

TEST_F(ServerLimits, RefusesABodyByItsDeclaredLength) {
  config.body_bytes_max = Bytes{1024};
  start();
  RawHttpClient client(port());
  const HttpAnswer fits = client.ask(
      http_request("POST", "/items", with_key(), fmt::format(R"({{"name": "{}"}})", std::string(1024 - 12, 'a'))));
  EXPECT_EQ(fits.status, 201) << fits.body;
  const HttpAnswer answer = client.ask(http_request("POST", "/items", with_key("Content-Length: 1000000000\r\n")));
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerLimits, RefusesAChunkedBodyWhereItBecomesTooLong) {
  config.body_bytes_max = Bytes{1024};
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/items", with_key("Transfer-Encoding: chunked\r\n")));
  const std::string chunk = "200\r\n" + std::string(512, 'a') + "\r\n";
  client.send(chunk + chunk + chunk);
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST_F(ServerLimits, AnswersBeforeItClosesOnAClientThatIsStillSending) {
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/items", "Content-Length: 1000000\r\n"));  // without a key
  client.send(std::string(1'000'000, 'a'));
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(ServerLimits, RefusesALongHeaderAndALongTarget) {
  config.header_bytes_max = Bytes{2048};
  start();
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/health", "X: " + std::string(1900, 'a') + "\r\n")).status,
            200);
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/health", "X: " + std::string(2048, 'a') + "\r\n")).status,
            431);
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/" + std::string(4096, 'a'))).status, 414);
}

TEST_F(ServerLimits, TurnsAwayWhoComesWhenItIsFull) {
  config.connections_max = 2;
  start();
  RawHttpClient first(port()), second(port());
  EXPECT_EQ(first.ask(http_request("GET", "/health")).status, 200);
  EXPECT_EQ(second.ask(http_request("GET", "/health")).status, 200);
  RawHttpClient third(port());
  const HttpAnswer refused = third.ask(http_request("GET", "/health"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.header("retry-after"), "1");
  EXPECT_TRUE(exposes(R"(swarm_http_connections_refused_total{reason="server_full"} 1)"));
  EXPECT_TRUE(exposes("swarm_http_connections 2"));
  first.close();
  while (exposes("swarm_http_connections 2"))
    std::this_thread::yield();
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/health")).status, 200);
}

TEST_F(ServerLimits, TellsSixtyFourAtATimeThatItIsFullAndJustClosesTheOthers) {
  config.connections_max = 1;
  start();
  RawHttpClient first(port());
  EXPECT_EQ(first.ask(http_request("GET", "/health")).status, 200);
  int told = 0, closed = 0;
  // Who was told takes a place until it has left, for at most a second: a round that took longer says nothing, nor does
  // one that met those of the round before.
  for (int round = 0; round < 100 && told != 64; ++round) {
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<RawHttpClient>> others;
    for (int i = 0; i < 70; ++i)
      others.push_back(std::make_unique<RawHttpClient>(port()));
    told = closed = 0;
    for (const auto& other : others)
      ++(other->read_answer().status == 503 ? told : closed);
    if (std::chrono::steady_clock::now() - begun < 1s) EXPECT_LE(told, 64);
  }
  EXPECT_EQ(told, 64);
  EXPECT_EQ(closed, 6);
}

TEST_F(ServerLimits, DropsARefusedBodyUpToALengthAndClosesBeyondIt) {
  start();
  constexpr std::size_t kDiscardMax = 64 * KiB;
  RawHttpClient client(port());
  EXPECT_EQ(client.ask(http_request("POST", "/items", "", std::string(kDiscardMax, 'a'))).status, 401);
  EXPECT_EQ(client.ask(http_request("GET", "/health")).status, 200);
  const HttpAnswer answer = client.ask(http_request("POST", "/items", "", std::string(kDiscardMax + 1, 'a')));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("connection"), "close");
}

TEST_F(ServerLimits, LimitsConnectionsFromOneAddress) {
  config.connections_per_address_max = 1;
  start();
  RawHttpClient first(port());
  EXPECT_EQ(first.ask(http_request("GET", "/health")).status, 200);
  EXPECT_EQ(RawHttpClient(port()).ask(http_request("GET", "/health")).status, 503);
  EXPECT_TRUE(exposes(R"(swarm_http_connections_refused_total{reason="address_full"} 1)"));
}

TEST_F(ServerLimits, DoesNotLimitATrustedProxyByAddress) {
  config.connections_per_address_max = 1;
  config.trusted_proxies = {"127.0.0.1"};
  start();
  RawHttpClient first(port()), second(port());
  EXPECT_EQ(first.ask(http_request("GET", "/health")).status, 200);
  EXPECT_EQ(second.ask(http_request("GET", "/health")).status, 200);
}

class ServerDrain : public tests::HttpServerTest {};

TEST_F(ServerDrain, EndsIdleConnectionsAtOnce) {
  start();
  RawHttpClient client(port());
  EXPECT_EQ(client.ask(http_request("GET", "/health")).status, 200);
  const auto begun = std::chrono::steady_clock::now();
  stop(30s);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerDrain, LetsAHandlerFinishAndClosesBehindIt) {
  start();
  RawHttpClient client(port());
  client.send(http_request("GET", "/slow", with_key()));
  tests::run(endpoints.slow_begun.receive());
  std::thread draining([this] { tests::run(server->drain(30s)); });
  EXPECT_THROW(
      {
        while (true)
          RawHttpClient another(port());  // until nothing listens
      },
      std::runtime_error);
  endpoints.slow_release.deliver(Done{});
  const HttpAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  client.close();
  draining.join();
}

TEST_F(ServerDrain, AnswersARequestThatCameBeforeIt) {
  start();
  RawHttpClient client(port());
  EXPECT_EQ(client.ask(http_request("GET", "/health")).status, 200);
  client.send(http_request("GET", "/health"));  // over loopback it has arrived when this returns
  std::thread draining([this] { tests::run(server->drain(30s)); });
  EXPECT_EQ(client.read_answer().status, 200);
  client.close();
  draining.join();
}

TEST_F(ServerDrain, CutsWhatIsLeft) {
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/items", with_key("Expect: 100-continue\r\nContent-Length: 100\r\n")));
  EXPECT_EQ(client.read_answer().status, 100);  // it waits for the body
  stop(50ms);
  EXPECT_TRUE(client.is_ended());
  EXPECT_NE(log_sink.text().find("http_connections_cut"), std::string::npos);
}

TEST_F(ServerDrain, AnswersNothingWithoutHavingStarted) {
  config.address = "nonsense";
  start();
  EXPECT_FALSE(started);
  tests::run(server->drain(1s));
}

}  // namespace
}  // namespace swarm::http
