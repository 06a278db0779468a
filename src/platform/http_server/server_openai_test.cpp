#include <gtest/gtest.h>

#include "base/json.hpp"
#include "platform/http_server/openai_error.hpp"
#include "support/http_server_fixture.hpp"

// What stands under /v1/ for clients of OpenAI's API.
namespace swarm::http {
namespace {

using namespace std::chrono_literals;
using tests::http_request;
using tests::HttpAnswer;
using tests::RawHttpClient;

class ServerOpenAi : public tests::HttpServerTest {
 protected:
  HttpAnswer ask(std::string_view method, std::string_view target, std::string_view headers = "",
                 std::string_view body = "") {
    return RawHttpClient(port()).ask(http_request(method, target, headers, body));
  }
  static json::Object error_in(const HttpAnswer& answer) {
    EXPECT_EQ(answer.header("content-type"), "application/json");
    return json::parse(answer.body).value().at("error").as_object();
  }
  void wait_until(const std::atomic<int>& count, int wanted) {
    while (count != wanted)
      std::this_thread::yield();
  }
};

TEST_F(ServerOpenAi, SpeaksOfEveryRefusalAtTheDoorInOpenAiForm) {
  authenticator.denied = {Permission::tasks_read};
  start();
  const HttpAnswer no_key = ask("POST", "/v1/forward", "", "{}");
  EXPECT_EQ(no_key.status, 401);
  EXPECT_EQ(error_in(no_key).at("type"), "authentication_error");
  EXPECT_EQ(error_in(no_key).at("code"), "no_key");
  const HttpAnswer no_path = ask("POST", "/v1/nowhere", with_key(), "{}");
  EXPECT_EQ(no_path.status, 404);
  EXPECT_EQ(error_in(no_path).at("type"), "invalid_request_error");
  EXPECT_TRUE(error_in(no_path).at("param").is_null());
  EXPECT_EQ(ask("GET", "/v1/forward", with_key()).status, 405);
  const HttpAnswer denied = ask("GET", "/v1/models/a", with_key());
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(error_in(denied).at("type"), "permission_error");
  EXPECT_EQ(ask("GET", "/items/a", with_key()).header("content-type"), "application/problem+json");
}

TEST_F(ServerOpenAi, ABudgetThatIsUsedUpIs429) {
  start();
  const HttpAnswer answer = ask("POST", "/v1/forward", with_key(), "");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(error_in(answer).at("type"), "insufficient_quota");
  EXPECT_EQ(error_in(answer).at("code"), "budget_exceeded");
}

TEST_F(ServerOpenAi, NamesTheParameterThatIsWrong) {
  Error error = json::error_of({{"$.messages[0].content", "a text expected"}});
  const Response response = openai_problem(error, "r");
  const json::Value document = json::parse(response.body).value();
  EXPECT_EQ(document.at("error").at("param"), "messages[0].content");
  EXPECT_EQ(response.status, 400);
}

TEST_F(ServerOpenAi, ARawHandlerSeesTheHeadersAndHasALimitOfItsOwn) {
  config.body_bytes_max = Bytes{64 * KiB};
  start();
  EXPECT_EQ(ask("POST", "/v1/forward", with_key("X-Own: mine:\r\n"), "{}").body, "mine:{}");
  EXPECT_EQ(ask("POST", "/v1/forward", with_key(), std::string(1 * MiB, 'a')).status, 207);
  const HttpAnswer refused = ask("POST", "/v1/forward", with_key(), std::string(2 * MiB + 1, 'a'));
  EXPECT_EQ(refused.status, 413);
  EXPECT_NE(refused.body.find("gateway.body_bytes_max"), std::string::npos);
  EXPECT_EQ(ask("POST", "/items", with_key(), std::string(128 * KiB, 'a')).status, 413);
}

TEST_F(ServerOpenAi, TheLastNameOfAPathMayHoldSlashes) {
  start();
  const auto id_of = [](const HttpAnswer& answer) { return json::parse(answer.body).value().at("id"); };
  EXPECT_EQ(id_of(ask("GET", "/v1/models/one/org/model", with_key())), "one/org/model");
  EXPECT_EQ(id_of(ask("GET", "/v1/models/one%2Fmodel", with_key())), "one/model");
  EXPECT_EQ(ask("GET", "/v1/models/", with_key()).status, 404);
  EXPECT_EQ(ask("POST", "/v1/models/a/b", with_key(), "{}").status, 405);
}

TEST_F(ServerOpenAi, ARawHandlerEndsWhenItsClientLeaves) {
  start();
  for (const bool is_polite : {true, false}) {
    RawHttpClient client(port());
    client.send(http_request("POST", "/v1/wait", with_key(), "{}"));
    wait_until(endpoints.waiting, 1);
    is_polite ? client.close() : client.abort();
    wait_until(endpoints.waiting, 0);
  }
  while (!exposes(R"(swarm_http_requests_total{method="POST",route="/v1/wait",status="499"} 2)"))
    std::this_thread::yield();
}

TEST_F(ServerOpenAi, ARawHandlerEndsAlsoWhenTheClientHadSaidMore) {
  start();
  RawHttpClient client(port());
  client.send(http_request("POST", "/v1/wait", with_key(), "{}"));
  wait_until(endpoints.waiting, 1);
  client.send(http_request("POST", "/v1/forward", with_key(), "{}"));
  EXPECT_FALSE(client.wait_for_bytes_within(100ms));
  EXPECT_EQ(endpoints.waiting, 1);
  client.close();
  wait_until(endpoints.waiting, 0);
}

TEST_F(ServerOpenAi, TheConnectionOfARawHandlerIsKept) {
  start();
  RawHttpClient client(port());
  for (int i = 0; i < 100; ++i) {
    const HttpAnswer answer = client.ask(http_request("POST", "/v1/forward", with_key(), std::to_string(i)));
    ASSERT_EQ(answer.body, std::to_string(i));
  }
  client.send(http_request("POST", "/v1/forward", with_key(), "a") +
              http_request("POST", "/v1/forward", with_key(), "b"));
  EXPECT_EQ(client.read_answer().body, "a");
  EXPECT_EQ(client.read_answer().body, "b");
}

}  // namespace
}  // namespace swarm::http
