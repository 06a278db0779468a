#include <gtest/gtest.h>

#include "support/http_server_fixture.hpp"

namespace swarm::http {
namespace {

using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

class ServerDoor : public tests::HttpServerTest {
 protected:
  HttpAnswer ask(std::string_view method, std::string_view target, std::string_view headers = "",
                 std::string_view body = "") {
    return RawHttpClient(port()).ask(http_request(method, target, headers, body));
  }
};

TEST_F(ServerDoor, WantsAKeyAndTellsWhichKind) {
  start();
  const HttpAnswer none = ask("GET", "/items/a");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.header("www-authenticate"), "Bearer");
  EXPECT_EQ(ask("GET", "/items/a", "Authorization: Bearer wrong\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/items/a", "Authorization: Basic good-key\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/items/a", "X-API-Key: good-key\r\n").status, 200);
  EXPECT_EQ(ask("GET", "/items/a", "Authorization: bearer   good-key\r\n").status, 200);
  EXPECT_EQ(security.count(SecurityEvent::authentication_failed), 3);
  EXPECT_EQ(admission.failures(), 1);  // only a key that was presented can be guessed
}

TEST_F(ServerDoor, TellsNoDifferenceOfUnknownPathsWithAndWithoutKey) {
  start();
  EXPECT_EQ(ask("GET", "/nowhere").status, 404);
  EXPECT_EQ(ask("GET", "/nowhere", with_key()).status, 404);
}

TEST_F(ServerDoor, DoesNotCountADatabaseThatIsDownAsAWrongKey) {
  start();
  const HttpAnswer answer = ask("GET", "/items/a", "X-API-Key: key-while-database-is-down\r\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("www-authenticate"), "");
  EXPECT_EQ(security.count(SecurityEvent::authentication_failed), 0);
}

TEST_F(ServerDoor, RefusesWhatTheRoleDoesNotGrant) {
  authenticator.denied = {Permission::tasks_write};
  start();
  const HttpAnswer answer = ask("POST", "/items", with_key(), R"({"name": "a"})");
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.body.find("tasks_write"), std::string::npos);
  EXPECT_EQ(ask("GET", "/items/a", with_key("X-Project: 01arz3ndektsv4rrffq69g5fav\r\n")).status, 403);
  EXPECT_EQ(security.count(SecurityEvent::permission_denied), 2);
  EXPECT_EQ(endpoints.created, 0);
}

TEST_F(ServerDoor, TellsWhatIsLeftOfTheRate) {
  admission.leave_requests(1);
  start();
  RawHttpClient client(port());
  const HttpAnswer passed = client.ask(http_request("GET", "/items/a", with_key()));
  EXPECT_EQ(passed.header("ratelimit-limit"), "100");
  EXPECT_EQ(passed.header("ratelimit-remaining"), "0");
  EXPECT_EQ(passed.header("ratelimit-reset"), "7");
  const HttpAnswer refused = client.ask(http_request("GET", "/items/a", with_key()));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("retry-after"), "2");  // 1.5 s, rounded up
  EXPECT_EQ(security.count(SecurityEvent::rate_limited), 1);
}

TEST_F(ServerDoor, ShowsMetricsWithoutAKeyOnlyToADirectLocalClient) {
  start();
  EXPECT_EQ(ask("GET", "/metrics").status, 200);
  EXPECT_EQ(ask("GET", "/metrics", "X-Forwarded-For: 203.0.113.1\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/metrics", "Forwarded: for=203.0.113.1\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/metrics", "X-API-Key: wrong\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/metrics", with_key()).status, 200);
}

TEST_F(ServerDoor, DoesNotShowMetricsWithoutAKeyBehindAProxy) {
  config.trusted_proxies = {"127.0.0.0/8"};
  start();
  EXPECT_EQ(ask("GET", "/metrics").status, 401);
}

TEST_F(ServerDoor, BelievesForwardedAddressesOfTrustedProxiesOnly) {
  start();
  ask("GET", "/health", "X-Forwarded-For: 203.0.113.66\r\n");
  EXPECT_EQ(admission.addresses(), std::vector<std::string>{"127.0.0.1"});
}

TEST_F(ServerDoor, TakesTheRightMostAddressThatIsNoProxy) {
  config.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"};
  start();
  EXPECT_EQ(ask("GET", "/health", "X-Forwarded-For: 198.51.100.1, 198.51.100.2, 10.1.1.1\r\n").status, 200);
  EXPECT_EQ(ask("GET", "/health", "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.66\r\n").status, 403);
  EXPECT_EQ(ask("GET", "/health", "X-Forwarded-For: 198.51.100.1, garbage\r\n").status, 200);
  EXPECT_EQ(admission.addresses(), (std::vector<std::string>{"198.51.100.2", "203.0.113.66", "127.0.0.1"}));
  EXPECT_EQ(security.count(SecurityEvent::address_blocked), 1);
}

TEST_F(ServerDoor, KeepsAUsableRequestIdAndMakesOneOtherwise) {
  start();
  EXPECT_EQ(ask("GET", "/health", "X-Request-Id: My.id_1-2\r\n").header("x-request-id"), "My.id_1-2");
  EXPECT_EQ(ask("GET", "/health", "X-Request-Id: no blanks\r\n").header("x-request-id").size(), 26U);
  EXPECT_EQ(ask("GET", "/health", "X-Request-Id: " + std::string(129, 'a') + "\r\n").header("x-request-id").size(),
            26U);
  EXPECT_EQ(ask("GET", "/health").header("x-request-id").size(), 26U);
}

TEST_F(ServerDoor, GoesOnWithATraceUnderASpanOfItsOwn) {
  start();
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736", span = "00f067aa0ba902b7";
  const std::string answered =
      ask("GET", "/health", fmt::format("traceparent: 00-{}-{}-01\r\n", trace, span)).header("traceparent");
  EXPECT_EQ(answered.substr(0, 36), fmt::format("00-{}-", trace));
  EXPECT_NE(answered.substr(36, 16), span);
  EXPECT_EQ(answered.substr(52), "-01");
  EXPECT_NE(ask("GET", "/health", "traceparent: 00-0-0-01\r\n").header("traceparent").substr(3, 32), trace);
}

TEST_F(ServerDoor, ChecksTheIdempotencyKey) {
  start();
  const std::string body = R"({"name": "a"})";
  EXPECT_NE(ask("POST", "/items", with_key("Idempotency-Key: k-1\r\n"), body).body.find("k-1"), std::string::npos);
  EXPECT_EQ(ask("POST", "/items", with_key("Idempotency-Key: two words\r\n"), body).status, 400);
  EXPECT_EQ(ask("POST", "/items", with_key(fmt::format("Idempotency-Key: {}\r\n", std::string(256, 'k'))), body).status,
            400);
  EXPECT_EQ(endpoints.created, 1);
}

TEST_F(ServerDoor, SaysNothingAboutOriginsUnlessToldTo) {
  start();
  const HttpAnswer answer = ask("GET", "/health", "Origin: https://page.example\r\n");
  EXPECT_EQ(answer.header("access-control-allow-origin"), "");
  EXPECT_EQ(answer.header("vary"), "");
}

TEST_F(ServerDoor, AllowsExactlyTheListedOrigins) {
  config.cors_origins = {"https://page.example"};
  start();
  const HttpAnswer answer = ask("GET", "/items/a", with_key("Origin: https://page.example\r\n"));
  EXPECT_EQ(answer.header("access-control-allow-origin"), "https://page.example");
  EXPECT_EQ(answer.header("vary"), "Origin");
  EXPECT_EQ(ask("GET", "/items/a", "Origin: https://page.example\r\n").header("access-control-allow-origin"),
            "https://page.example");
  EXPECT_EQ(ask("GET", "/items/a", with_key("Origin: https://other.example\r\n")).header("access-control-allow-origin"),
            "");
  const HttpAnswer preflight =
      ask("OPTIONS", "/items", "Origin: https://page.example\r\nAccess-Control-Request-Method: POST\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("access-control-allow-methods"), "POST, OPTIONS");
  EXPECT_NE(preflight.header("access-control-allow-headers").find("Idempotency-Key"), std::string::npos);
  const HttpAnswer foreign =
      ask("OPTIONS", "/items", "Origin: https://other.example\r\nAccess-Control-Request-Method: POST\r\n");
  EXPECT_EQ(foreign.header("access-control-allow-methods"), "");
}

TEST_F(ServerDoor, ShedsWorkButNotHealthWhenMemoryIsShort) {
  measured = Bytes{90};
  start();
  const HttpAnswer shed = ask("GET", "/items/a", with_key());
  EXPECT_EQ(shed.status, 503);
  EXPECT_EQ(shed.header("retry-after"), "1");
  EXPECT_EQ(ask("GET", "/health").status, 200);
  EXPECT_EQ(ask("GET", "/metrics").status, 200);
  EXPECT_TRUE(exposes("swarm_http_requests_shed_total 1"));
  measured = Bytes{10};
  clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(ask("GET", "/items/a", with_key()).status, 200);
}

class ServerBinding : public tests::HttpServerTest {};

TEST_F(ServerBinding, RefusesToListenBeyondLoopbackInTheClear) {
  config.address = "0.0.0.0";
  start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::invalid_input);
  EXPECT_NE(started.error().message.find("http.insecure"), std::string::npos);
}

TEST_F(ServerBinding, ListensBeyondLoopbackBehindAProxy) {
  config.address = "0.0.0.0";
  config.trusted_proxies = {"10.0.0.0/8"};
  start();
  EXPECT_TRUE(started);
}

TEST_F(ServerBinding, WarnsWhenItIsInsecure) {
  config.address = "0.0.0.0";
  config.insecure = true;
  start();
  EXPECT_TRUE(started);
  EXPECT_NE(log_sink.text().find("http_insecure"), std::string::npos);
}

TEST_F(ServerBinding, TellsThatAPortIsTaken) {
  start();
  ASSERT_TRUE(started);
  Server second({.port = port()}, Server::Deps{loops, router, authenticator, admission, security, memory, clock, random,
                                               metrics, telemetry::Log(log_sink, "http")});
  const Result<Done> taken = second.start();
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::conflict);
}

TEST_F(ServerBinding, RefusesWrongAddressesAndBlocks) {
  config.address = "localhost";
  start();
  EXPECT_EQ(started.error().code, ErrorCode::invalid_input);
  Server second({.trusted_proxies = {"10.0.0.0/33"}},
                Server::Deps{loops, router, authenticator, admission, security, memory, clock, random, metrics,
                             telemetry::Log(log_sink, "http")});
  EXPECT_EQ(second.start().error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::http
