#include "platform/limits/limits_endpoints.hpp"

#include <gtest/gtest.h>

#include "support/audited_world.hpp"
#include "support/in_process.hpp"

namespace swarm::limits {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class LimitsEndpointsTest : public testing::Test {
 protected:
  LimitsEndpointsTest() {
    endpoints_.declare(router_);
    EXPECT_TRUE(world_.run(rules_.start()));
  }
  ~LimitsEndpointsTest() override { world_.run(rules_.stop()); }
  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, world_.caller(role, project_).principal, method, target, std::move(body));
  }

  tests::AuditedWorld world_{{schema()}};
  LimitsMetrics metrics_{world_.metrics};
  IpRuleService rules_{{.database = *world_.database,
                        .audit = world_.audit,
                        .ids = world_.ids,
                        .loop = world_.loop.loop(),
                        .clock = world_.clock,
                        .metrics = metrics_,
                        .log = world_.log}};
  LimitsEndpoints endpoints_{rules_, world_.clock};
  http::Router router_;
  ProjectId project_ = ProjectId::generate(world_.ids);
};

TEST_F(LimitsEndpointsTest, MakeShowListAndRemoveRules) {
  const Answered made = call(Role::operator_, Method::post, "/api/v1/ip-rules",
                             R"({"cidr": "203.0.113.7", "action": "block", "note": "attack"})");
  ASSERT_EQ(made.status, 201) << made.error.message;
  EXPECT_EQ(text_at(made.body, "cidr"), "203.0.113.7/32");
  const std::string path = "/api/v1/ip-rules/" + text_at(made.body, "id");
  EXPECT_EQ(text_at(call(Role::admin, Method::get, path).body, "note"), "attack");
  EXPECT_EQ(call(Role::operator_, Method::get, "/api/v1/ip-rules").body.at("rules").as_array().size(), 1U);
  EXPECT_EQ(call(Role::operator_, Method::delete_, path).status, 204);
  EXPECT_EQ(call(Role::operator_, Method::delete_, path).status, 404);
  EXPECT_EQ(world_.audited().size(), 2U);
}

TEST_F(LimitsEndpointsTest, ListInPages) {
  for (int i = 1; i <= 3; ++i) {
    ASSERT_EQ(call(Role::admin, Method::post, "/api/v1/ip-rules",
                   fmt::format(R"({{"cidr": "203.0.113.{}", "action": "block"}})", i))
                  .status,
              201);
  }
  const Answered first = call(Role::admin, Method::get, "/api/v1/ip-rules?limit=2");
  ASSERT_EQ(first.body.at("rules").as_array().size(), 2U);
  const Answered second =
      call(Role::admin, Method::get, "/api/v1/ip-rules?limit=2&cursor=" + text_at(first.body, "next_cursor"));
  EXPECT_EQ(second.body.at("rules").as_array().size(), 1U);
  EXPECT_TRUE(second.body.at("next_cursor").is_null());
}

TEST_F(LimitsEndpointsTest, AreClosedToThoseWithoutThePermission) {
  for (const Role role : {Role::viewer, Role::developer, Role::agent}) {
    EXPECT_EQ(call(role, Method::get, "/api/v1/ip-rules").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/ip-rules", R"({"cidr": "203.0.113.7", "action": "block"})").status,
              403);
  }
}

TEST_F(LimitsEndpointsTest, RefuseBadInput) {
  for (const auto* body :
       {"{}", R"({"cidr": "203.0.113.7"})", R"({"cidr": "x", "action": "block"})",
        R"({"cidr": "127.0.0.1", "action": "block"})", R"({"cidr": "203.0.113.7", "action": "hide"})",
        R"({"cidr": "203.0.113.7", "action": "block", "for": 1})"}) {
    const Answered answered = call(Role::admin, Method::post, "/api/v1/ip-rules", body);
    EXPECT_EQ(answered.status, 400) << body;
    EXPECT_FALSE(answered.error.faults.empty()) << body;
  }
  EXPECT_EQ(call(Role::admin, Method::post, "/api/v1/ip-rules", R"({"cidr": "192.0.2.7", "action": "block"})").status,
            409)
      << "the caller's own";
  EXPECT_EQ(call(Role::admin, Method::get, "/api/v1/ip-rules/x").status, 400);
}

}  // namespace
}  // namespace swarm::limits
