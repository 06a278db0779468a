#include "platform/secrets/secrets_endpoints.hpp"

#include <gtest/gtest.h>

#include "support/in_process.hpp"
#include "support/secrets_world.hpp"

namespace swarm::secrets {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class SecretsEndpointsTest : public testing::Test {
 protected:
  SecretsEndpointsTest() {
    secrets_->declare(router_);
    EXPECT_TRUE(world_.run(secrets_->start()));
  }
  ~SecretsEndpointsTest() override { world_.run(secrets_->stop()); }
  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, world_.caller(role, world_.project).principal, method, target,
                       std::move(body));
  }
  Answered admin(Method method, std::string_view target, std::string body = {}) {
    return call(Role::admin, method, target, std::move(body));
  }

  tests::SecretsWorld world_;
  std::unique_ptr<Secrets> secrets_ = world_.open(world_.box());
  http::Router router_;
};

TEST_F(SecretsEndpointsTest, SetShowRotateAndRemoveWithoutTellingValues) {
  const Answered made = admin(Method::put, "/api/v1/secrets/STUB_KEY", R"({"value": "hunter2"})");
  ASSERT_EQ(made.status, 201) << made.error.message;
  const Answered again = admin(Method::put, "/api/v1/secrets/STUB_KEY", R"({"value": "hunter3"})");
  EXPECT_EQ(again.status, 200);
  const Answered rotated = admin(Method::post, "/api/v1/secrets/STUB_KEY/rotate", R"({"value": "hunter4"})");
  EXPECT_EQ(rotated.status, 200);
  const Answered listed = admin(Method::get, "/api/v1/secrets");
  ASSERT_EQ(listed.body.at("secrets").as_array().size(), 1U);
  EXPECT_EQ(listed.body.at("secrets").at(0).at("version").as_int64(), 3);
  EXPECT_EQ(text_at(listed.body.at("secrets").at(0), "origin"), "store");
  EXPECT_EQ(text_at(listed.body.at("master_key"), "id"), world_.box().key_id());
  for (const Answered* answered : {&made, &again, &rotated, &listed})
    EXPECT_FALSE(json::to_text(answered->body).contains("hunter"));
  EXPECT_EQ(secrets_->source().find("STUB_KEY")->reveal(), "hunter4");
  EXPECT_EQ(admin(Method::delete_, "/api/v1/secrets/STUB_KEY").status, 204);
  EXPECT_EQ(admin(Method::delete_, "/api/v1/secrets/STUB_KEY").status, 404);
}

TEST_F(SecretsEndpointsTest, RotateTheMasterKeyUnderBothPaths) {
  ASSERT_EQ(admin(Method::put, "/api/v1/secrets/STUB_KEY", R"({"value": "hunter2"})").status, 201);
  const Answered rotated = admin(Method::post, "/api/v1/admin/secrets/rotate-master-key", "{}");
  ASSERT_EQ(rotated.status, 200) << rotated.error.message;
  EXPECT_EQ(rotated.body.at("resealed").as_int64(), 1);
  EXPECT_TRUE(rotated.body.at("finished").as_bool());
  EXPECT_EQ(admin(Method::post, "/admin/secrets/rotate-master-key", "{}").status, 200);
}

TEST_F(SecretsEndpointsTest, AreClosedToThoseWhoAreNoAdmin) {
  for (const Role role : {Role::viewer, Role::developer, Role::agent, Role::operator_}) {
    EXPECT_EQ(call(role, Method::get, "/api/v1/secrets").status, 403);
    EXPECT_EQ(call(role, Method::put, "/api/v1/secrets/A", R"({"value": "x"})").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/secrets/A/rotate", R"({"value": "x"})").status, 403);
    EXPECT_EQ(call(role, Method::delete_, "/api/v1/secrets/A").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/admin/secrets/rotate-master-key", "{}").status, 403);
  }
}

TEST_F(SecretsEndpointsTest, RefuseBadInputWithoutSayingTheValue) {
  const std::string too_long(kSecretBytesMax + 1, 'h');
  for (const std::string& body :
       {std::string("{}"), std::string(R"({"value": ""})"), R"({"value": ")" + too_long + R"("})",
        std::string(R"({"value": "hunter2", "x": 1})"), std::string(R"({"value": ["hunter2"]})"),
        std::string(R"({"value": "hunter2\u0000"})"), std::string(R"({"value": "hunter2)"),
        std::string(R"({"value": hunter2})"), std::string(R"({"value": "hunter2", "value": "hunter2"})")}) {
    const Answered answered = admin(Method::put, "/api/v1/secrets/A", body);
    EXPECT_EQ(answered.status, 400) << body;
    EXPECT_FALSE(answered.error.message.contains("hunter2")) << answered.error.message;
    EXPECT_FALSE(answered.error.message.contains("hhhh")) << answered.error.message;
  }
  EXPECT_EQ(admin(Method::put, "/api/v1/secrets/a", R"({"value": "x"})").status, 400);
  EXPECT_EQ(admin(Method::post, "/api/v1/secrets/A/rotate", R"({"value": "x"})").status, 404);
  EXPECT_TRUE(world_.logs.lines_with("hunter2").empty());
}

}  // namespace
}  // namespace swarm::secrets
