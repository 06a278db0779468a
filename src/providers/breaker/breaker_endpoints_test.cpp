#include "providers/breaker/breaker_endpoints.hpp"

#include <gtest/gtest.h>

#include "support/audited_world.hpp"
#include "support/in_process.hpp"

namespace swarm::breaker {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class BreakerEndpointsTest : public testing::Test {
 protected:
  BreakerEndpointsTest() {
    endpoints_.declare(router_);
    EXPECT_TRUE(world_.run(service_.start()));
  }
  ~BreakerEndpointsTest() override { world_.run(service_.stop()); }
  Answered call(Role role, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, world_.caller(role, project_).principal, method, target, std::move(body));
  }

  tests::AuditedWorld world_{{schema()}};
  BreakerService service_{BreakerConfig{},
                          {"openai", "local"},
                          {.database = *world_.database,
                           .audit = world_.audit,
                           .loop = world_.loop.loop(),
                           .clock = world_.clock,
                           .metrics = world_.metrics,
                           .log = world_.log,
                           .replica = "a"}};
  BreakerEndpoints endpoints_{service_, "a"};
  http::Router router_;
  ProjectId project_ = ProjectId::generate(world_.ids);
};

TEST_F(BreakerEndpointsTest, ListOpenCloseAndReset) {
  const Answered list = call(Role::operator_, Method::get, "/api/v1/breakers");
  ASSERT_EQ(list.status, 200);
  EXPECT_EQ(text_at(list.body, "replica"), "a");
  EXPECT_EQ(list.body.at("breakers").as_array().size(), 2U);
  const Answered opened = call(Role::operator_, Method::post, "/api/v1/breakers/openai/open",
                               R"({"reason": "they are down", "duration_ms": 60000})");
  ASSERT_EQ(opened.status, 200) << opened.error.message;
  EXPECT_EQ(text_at(opened.body, "state"), "open");
  EXPECT_EQ(text_at(opened.body, "reason"), "they are down");
  EXPECT_TRUE(opened.body.at("manual").as_bool());
  EXPECT_FALSE(opened.body.at("until").is_null());
  EXPECT_FALSE(service_.admit(0));
  EXPECT_EQ(text_at(call(Role::admin, Method::get, "/api/v1/breakers/openai").body, "cause"), "manual");
  EXPECT_EQ(text_at(call(Role::operator_, Method::post, "/api/v1/breakers/openai/close").body, "state"), "closed");
  EXPECT_EQ(text_at(call(Role::operator_, Method::post, "/api/v1/breakers/openai/reset").body, "state"), "closed");
}

TEST_F(BreakerEndpointsTest, AreClosedToThoseWithoutThePermission) {
  for (const Role role : {Role::viewer, Role::developer, Role::agent}) {
    EXPECT_EQ(call(role, Method::get, "/api/v1/breakers").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/breakers/openai/open", "{}").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/breakers/openai/close").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/breakers/openai/reset").status, 403);
  }
}

TEST_F(BreakerEndpointsTest, RefuseBadInput) {
  for (const auto* body : {R"({"duration_ms": 0})", R"({"duration_ms": "x"})", R"({"because": "x"})", "", "[]",
                           R"({"reason": "two\nlines"})"}) {
    EXPECT_EQ(call(Role::admin, Method::post, "/api/v1/breakers/openai/open", body).status, 400) << body;
  }
  EXPECT_EQ(call(Role::admin, Method::post, "/api/v1/breakers/openai/close", R"({"reason": "x"})").status, 400);
}

TEST_F(BreakerEndpointsTest, NameTheNearestProviderForAnUnknownOne) {
  for (const auto* verb : {"open", "close", "reset"}) {
    const Answered answered =
        call(Role::admin, Method::post, fmt::format("/api/v1/breakers/opnai/{}", verb), verb[0] == 'o' ? "{}" : "");
    EXPECT_EQ(answered.status, 404);
    EXPECT_TRUE(answered.error.message.contains("did you mean 'openai'?")) << answered.error.message;
  }
  EXPECT_EQ(call(Role::admin, Method::get, "/api/v1/breakers/x").status, 404);
}

}  // namespace
}  // namespace swarm::breaker
