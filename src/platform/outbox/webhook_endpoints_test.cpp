#include "platform/outbox/webhook_endpoints.hpp"

#include <gmock/gmock.h>

#include "support/outbox_world.hpp"

namespace swarm::outbox {
namespace {

using namespace std::chrono_literals;
using http::Method;
using tests::Answered;
using tests::text_at;

class WebhookEndpointsTest : public testing::Test, public tests::OutboxWorld {
 protected:
  WebhookEndpointsTest() { outbox->declare(router_); }
  explicit WebhookEndpointsTest(OutboxConfig config) : tests::OutboxWorld(std::move(config)) {
    outbox->declare(router_);
  }
  Answered ask(Method method, std::string_view target, std::string body = {}) {
    return tests::call(loop, router_, developer_, method, target, std::move(body));
  }
  json::Value created(std::string_view more = "") {
    const Answered made =
        ask(Method::post, "/api/v1/webhooks", fmt::format(R"({{"url":"https://hooks.example/in?token=1"{}}})", more));
    EXPECT_EQ(made.status, 201) << made.error.message;
    return made.body;
  }
  static std::string path_of(const json::Value& made, std::string_view rest = "") {
    return fmt::format("/api/v1/webhooks/{}{}", text_at(made.at("webhook"), "id"), rest);
  }

  http::Router router_;
  http::Principal developer_{.key_id = "key-1", .name = "dev", .role = http::Role::developer, .project = project};
};

TEST_F(WebhookEndpointsTest, ShowsTheSecretOnceAndNeverAgain) {
  const json::Value made = created(R"(,"description":"for the shop")");
  const std::string secret = text_at(made, "secret");
  EXPECT_TRUE(secret.starts_with("whsec_"));
  const Answered shown = ask(Method::get, path_of(made));
  EXPECT_EQ(shown.status, 200);
  EXPECT_FALSE(shown.text.contains(secret.substr(6)));
  EXPECT_EQ(text_at(shown.body, "url"), "https://hooks.example/in?token=1");
  EXPECT_EQ(text_at(shown.body, "description"), "for the shop");
  EXPECT_EQ(text_at(shown.body, "created_by"), "key-1");
  EXPECT_EQ(json::to_text(shown.body.at("events")), R"(["task.completed","task.failed"])");
  EXPECT_FALSE(ask(Method::get, "/api/v1/webhooks").text.contains(secret.substr(6)));
}

TEST_F(WebhookEndpointsTest, AuditsEveryChangeWithoutTheUrlsPath) {
  const json::Value made = created();
  const std::string id = text_at(made.at("webhook"), "id");
  ask(Method::patch, path_of(made), R"({"enabled":false})");
  ask(Method::post, path_of(made, "/rotate-secret"), "{}");
  ask(Method::delete_, path_of(made));
  EXPECT_THAT(audited(), testing::ElementsAre("webhooks.create " + id, "webhooks.change " + id,
                                              "webhooks.rotate_secret " + id, "webhooks.remove " + id));
  for (const audit::SealedEntry& entry : run(audit.follow("", 0, 100)).value()) {
    EXPECT_TRUE(entry.details.contains("https://hooks.example"));
    EXPECT_FALSE(entry.details.contains("token"));
  }
}

TEST_F(WebhookEndpointsTest, RefusesWhatCannotBeAWebhook) {
  for (const char* body :
       {R"({})", R"({"url":""})", R"({"url":"nonsense"})", R"({"url":"https://127.0.0.2/"})",
        R"({"url":"https://2130706433/"})", R"({"url":"https://[::1]/"})", R"({"url":"https://user@a.example/"})",
        R"({"url":"https://a.example./"})", R"({"url":"https://a.example/\r\nX: y"})",
        R"({"url":"https://a.example/","events":[]})", R"({"url":"https://a.example/","events":["task.*"]})",
        R"({"url":"https://a.example/","events":["webhook.test"]})", R"({"url":"https://a.example/","secret":"x"})",
        R"({"url":"https://a.example/","description":"a\u001bb"})"}) {
    const Answered refused = ask(Method::post, "/api/v1/webhooks", body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_FALSE(refused.error.faults.empty()) << body;
  }
  EXPECT_TRUE(run(WebhookStore(*database).list(scope(), "", 10)).value().empty());
}

TEST_F(WebhookEndpointsTest, ChangesWhatIsSaidAndNothingElse) {
  const json::Value made = created();
  Answered changed = ask(Method::patch, path_of(made), R"({"events":["task.failed","task.failed"]})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(json::to_text(changed.body.at("events")), R"(["task.failed"])");
  EXPECT_EQ(text_at(changed.body, "url"), "https://hooks.example/in?token=1");
  changed = ask(Method::patch, path_of(made), R"({"enabled":false,"url":"https://b.example/"})");
  EXPECT_EQ(text_at(changed.body, "state"), "disabled");
  EXPECT_EQ(text_at(changed.body, "disabled_reason"), "by_request");
  EXPECT_EQ(ask(Method::patch, path_of(made), R"({"url":"https://10.0.0.1/"})").status, 400);
  EXPECT_EQ(ask(Method::patch, path_of(made), "{}").status, 400) << "nothing to change is a mistake";
  changed = ask(Method::patch, path_of(made), R"({"enabled":true})");
  EXPECT_EQ(text_at(changed.body, "state"), "enabled");
  EXPECT_TRUE(changed.body.at("disabled_reason").is_null());
}

TEST_F(WebhookEndpointsTest, BelongsToItsProject) {
  const json::Value made = created();
  developer_.project = ProjectId::generate(ids);
  EXPECT_EQ(ask(Method::get, path_of(made)).status, 404);
  EXPECT_EQ(ask(Method::patch, path_of(made), R"({"enabled":true})").status, 404);
  EXPECT_EQ(ask(Method::delete_, path_of(made)).status, 404);
  EXPECT_EQ(ask(Method::post, path_of(made, "/rotate-secret"), "{}").status, 404);
  EXPECT_EQ(ask(Method::post, path_of(made, "/test"), "{}").status, 404);
  EXPECT_EQ(ask(Method::get, path_of(made, "/deliveries")).status, 404);
  EXPECT_EQ(ask(Method::get, "/api/v1/webhooks").body.at("webhooks").as_array().size(), 0U);
}

TEST_F(WebhookEndpointsTest, NeedsTheRightRole) {
  for (const http::Role role : {http::Role::viewer, http::Role::agent}) {
    developer_.role = role;
    EXPECT_EQ(ask(Method::get, "/api/v1/webhooks").status, 403);
    EXPECT_EQ(ask(Method::post, "/api/v1/webhooks", R"({"url":"https://a.example/"})").status, 403);
  }
}

TEST_F(WebhookEndpointsTest, ListsByPages) {
  for (int i = 0; i < 3; ++i)
    created();
  const Answered first = ask(Method::get, "/api/v1/webhooks?limit=2");
  EXPECT_EQ(first.body.at("webhooks").as_array().size(), 2U);
  const Answered rest = ask(Method::get, "/api/v1/webhooks?limit=2&cursor=" + text_at(first.body, "next_cursor"));
  EXPECT_EQ(rest.body.at("webhooks").as_array().size(), 1U);
  EXPECT_TRUE(rest.body.at("next_cursor").is_null());
}

TEST_F(WebhookEndpointsTest, TestsAWebhookAndSaysHowItWent) {
  const tests::ScriptedReceiver receiver(tests::answers(500, "no such hook"));
  const Answered made = ask(Method::post, "/api/v1/webhooks", fmt::format(R"({{"url":"{}"}})", receiver.url()));
  ASSERT_EQ(made.status, 201);
  ASSERT_TRUE(run(outbox->start()));
  const Answered tested = ask(Method::post, path_of(made.body, "/test"), R"({"wait_ms":20000})");
  ASSERT_EQ(tested.status, 200) << tested.error.message;
  EXPECT_EQ(text_at(tested.body.at("delivery"), "type"), "webhook.test");
  EXPECT_EQ(text_at(tested.body.at("delivery"), "state"), "failed") << "a test is tried once";
  EXPECT_EQ(text_at(tested.body.at("log").as_array().at(0), "answer"), "no such hook");
  EXPECT_EQ(json::parse(receiver.received().at(0).body)->at("type").as_string(), "webhook.test");
}

TEST_F(WebhookEndpointsTest, DoesNotTestWhatIsDisabled) {
  const json::Value made = created();
  ask(Method::patch, path_of(made), R"({"enabled":false})");
  const Answered tested = ask(Method::post, path_of(made, "/test"), "{}");
  EXPECT_EQ(tested.status, 409);
  EXPECT_EQ(tested.error.reason, "webhook_disabled");
}

TEST_F(WebhookEndpointsTest, ShowsDeliveriesAndSendsThemAgain) {
  std::atomic<int> status = 400;
  const tests::ScriptedReceiver receiver(
      [&](tests::ReceiverPeer& peer, const tests::ReceivedRequest&) { peer.send(tests::answer_text(status, "why")); });
  const Answered made = ask(Method::post, "/api/v1/webhooks", fmt::format(R"({{"url":"{}"}})", receiver.url()));
  happen();
  turn();
  const Answered page = ask(Method::get, path_of(made.body, "/deliveries?state=pending&limit=1"));
  ASSERT_EQ(page.body.at("deliveries").as_array().size(), 1U);
  const json::Value delivery = page.body.at("deliveries").as_array()[0];
  EXPECT_EQ(text_at(delivery.at("last_attempt"), "outcome"), "http_error");
  EXPECT_EQ(delivery.at("attempts").as_int64(), 1);
  EXPECT_FALSE(delivery.at("next_attempt_at").is_null());
  status = 200;
  const std::string by_message = path_of(made.body, "/deliveries/" + text_at(delivery, "message"));
  EXPECT_EQ(ask(Method::post, by_message + "/redeliver").status, 202);
  turn();
  const Answered details = ask(Method::get, by_message);
  EXPECT_EQ(text_at(details.body.at("delivery"), "state"), "delivered");
  EXPECT_EQ(details.body.at("log").as_array().size(), 2U);
  EXPECT_EQ(text_at(details.body, "body"), receiver.received().at(1).body);
  EXPECT_EQ(receiver.received()[0].header("webhook-id"), receiver.received()[1].header("webhook-id"));
  EXPECT_EQ(ask(Method::get, path_of(made.body, "/deliveries/00000000000000000000000000")).status, 404);
  EXPECT_EQ(ask(Method::get, path_of(made.body, "/deliveries/nonsense")).status, 400);
}

TEST_F(WebhookEndpointsTest, RotatesTheSecretWithAnOverlap) {
  const json::Value made = created();
  const Answered rotated = ask(Method::post, path_of(made, "/rotate-secret"), R"({"overlap_ms":60000})");
  EXPECT_EQ(rotated.status, 200);
  EXPECT_NE(text_at(rotated.body, "secret"), text_at(made, "secret"));
  EXPECT_FALSE(rotated.body.at("webhook").at("previous_secret_until").is_null());
  clock.advance(2min);
  EXPECT_TRUE(ask(Method::get, path_of(made)).body.at("previous_secret_until").is_null());
  EXPECT_EQ(ask(Method::post, path_of(made, "/rotate-secret"), R"({"overlap_ms":999999999999})").status, 400);
}

class FewWebhooks : public WebhookEndpointsTest {
 protected:
  static OutboxConfig config() {
    OutboxConfig few = config_for_tests();
    few.webhooks_per_project_max = 2;
    return few;
  }
  FewWebhooks() : WebhookEndpointsTest(config()) {}
};

TEST_F(FewWebhooks, RefusesOneMoreThanAProjectMayHave) {
  created();
  created();
  const Answered refused = ask(Method::post, "/api/v1/webhooks", R"({"url":"https://a.example/"})");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.error.reason, "webhooks_per_project_max");
}

}  // namespace
}  // namespace swarm::outbox
