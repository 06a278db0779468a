#include <gtest/gtest.h>

#include "support/http_server_fixture.hpp"

namespace swarm::http {
namespace {

using namespace std::chrono_literals;
using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

class ServerStream : public tests::HttpServerTest {
 protected:
  std::unique_ptr<RawHttpClient> open_stream(int receive_buffer_bytes = 0) {
    auto client = std::make_unique<RawHttpClient>(port(), receive_buffer_bytes);
    client->send(http_request("GET", "/events", with_key()));
    const HttpAnswer head = client->read_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    EXPECT_EQ(head.header("transfer-encoding"), "chunked");
    EXPECT_EQ(head.header("cache-control"), "no-store");
    return client;
  }
  void wait_until_released() {
    while (endpoints.feed->open_sources() > 0)
      std::this_thread::yield();
  }
};

TEST_F(ServerStream, WritesEachEventWhenItIsSaid) {
  start();
  const auto client = open_stream();
  endpoints.feed->say("data: one\n\n");
  EXPECT_EQ(client->read_chunk(), "data: one\n\n");
  EXPECT_TRUE(exposes("swarm_http_event_streams 1"));
  endpoints.feed->say("data: two\n\n");
  EXPECT_EQ(client->read_chunk(), "data: two\n\n");
  endpoints.feed->end();
  EXPECT_EQ(client->read_chunk(), "");
  wait_until_released();
  while (!exposes("swarm_http_event_streams 0"))
    std::this_thread::yield();
}

TEST_F(ServerStream, TakesTheNextRequestWhenTheStreamHasEnded) {
  start();
  const auto client = open_stream();
  client->send(http_request("GET", "/items/early", with_key()));  // stays where it is until the stream has ended
  endpoints.feed->say("data: one\n\n");
  EXPECT_EQ(client->read_chunk(), "data: one\n\n");
  endpoints.feed->end();
  EXPECT_EQ(client->read_chunk(), "");
  EXPECT_EQ(json::parse(client->read_answer().body).value().at("id"), "early");
  client->send(http_request("GET", "/items/late", with_key()));
  EXPECT_EQ(json::parse(client->read_answer().body).value().at("id"), "late");
}

TEST_F(ServerStream, ASourceWhoseClientLeftBehindUnreadInputIsReleased) {
  start();
  const auto client = open_stream();
  client->send(http_request("GET", "/items/a", with_key()));
  client->close();
  wait_until_released();
}

TEST_F(ServerStream, BeginsWithTheTextThatIsThere) {
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/v1/forward", with_key("X-Own: data: now\r\n"), "stream"));
  const HttpAnswer head = client.read_head();
  EXPECT_EQ(head.status, 207);
  EXPECT_EQ(client.read_chunk(), "data: nowstream");
  endpoints.feed->end();
  EXPECT_EQ(client.read_chunk(), "");
}

TEST_F(ServerStream, KeepsASilentStreamAlive) {
  config.keep_alive_interval = 20ms;
  start();
  const auto client = open_stream();
  EXPECT_EQ(client->read_chunk(), ": keep-alive\n\n");
  EXPECT_EQ(client->read_chunk(), ": keep-alive\n\n");
}

TEST_F(ServerStream, ReleasesTheSourceWhenTheClientLeaves) {
  start();
  const auto polite = open_stream();
  polite->close();
  wait_until_released();
  const auto dying = open_stream();
  dying->abort();
  wait_until_released();
}

TEST_F(ServerStream, DropsWhatTheClientStillSays) {
  start();
  const auto client = open_stream();
  client->send(http_request("GET", "/items/a", with_key()) + std::string(100'000, 'a'));
  endpoints.feed->say("data: one\n\n");
  EXPECT_EQ(client->read_chunk(), "data: one\n\n");
}

TEST_F(ServerStream, CutsASlowReaderAndReleasesTheSource) {
  config.write_timeout = 50ms;
  start();
  const auto client = open_stream(4096);
  for (int i = 0; i < 20; ++i)
    endpoints.feed->say(std::string(1 * MiB, 'a'));
  wait_until_released();
  EXPECT_TRUE(exposes(R"(swarm_http_timeouts_total{phase="write"} 1)"));
  EXPECT_FALSE(client->read_to_end().ends_with("0\r\n\r\n"));
}

TEST_F(ServerStream, IsFinishedByADrain) {
  start();
  const auto client = open_stream();
  endpoints.feed->say("data: one\n\n");
  EXPECT_EQ(client->read_chunk(), "data: one\n\n");
  std::thread draining([this] { tests::run(server->drain(30s)); });
  EXPECT_EQ(client->read_chunk(), "");  // ended as a chunked body ends, not cut
  EXPECT_TRUE(client->is_ended());
  client->close();
  draining.join();
  EXPECT_EQ(endpoints.feed->open_sources(), 0);
}

TEST_F(ServerStream, EndsByClosingForAnOldClient) {
  start();
  RawHttpClient client(port());
  client.send("GET /events HTTP/1.0\r\n" + with_key() + "\r\n");
  EXPECT_EQ(client.read_head().header("transfer-encoding"), "");
  endpoints.feed->say("data: one\n\n");
  endpoints.feed->end();
  EXPECT_EQ(client.read_to_end(), "data: one\n\n");
}

TEST_F(ServerStream, AnswersHeadWithoutOpeningIt) {
  start();
  RawHttpClient client(port());
  const HttpAnswer answer = client.ask(http_request("HEAD", "/events", with_key()));
  EXPECT_EQ(answer.header("content-type"), "text/event-stream");
  EXPECT_EQ(client.ask(http_request("GET", "/health")).status, 200);
  EXPECT_EQ(endpoints.feed->open_sources(), 0);
}

TEST_F(ServerStream, ServesManyAtOnce) {
  start();
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  for (int i = 0; i < 50; ++i)
    clients.push_back(open_stream());
  EXPECT_EQ(endpoints.feed->open_sources(), 50);
  for (const auto& client : clients)
    client->abort();
  wait_until_released();
}

}  // namespace
}  // namespace swarm::http
