#include "platform/audit/audit_endpoints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/audited_world.hpp"
#include "support/in_process.hpp"

namespace swarm::audit {
namespace {

using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class AuditEndpointsTest : public testing::Test {
 protected:
  AuditEndpointsTest() {
    endpoints_.declare(router_);
    for (int i = 1; i <= 5; ++i) {
      AuditEntry entry{.actor_key_id = i % 2 == 0 ? "bob" : "ann",
                       .action = i < 4 ? "keys.create" : "ip_rules.add",
                       .subject = std::to_string(i)};
      EXPECT_TRUE(world_.run(world_.audit.write({}, std::move(entry))));
      world_.clock.advance(std::chrono::seconds(1));
    }
  }
  Answered call(Role role, Method method, std::string_view target) {
    return tests::call(world_.loop, router_, world_.caller(role, project_).principal, method, target);
  }
  std::string subjects(const Answered& answered) {
    std::string joined;
    for (const json::Value& entry : answered.body.at("entries").as_array())
      joined += text_at(entry, "subject");
    return joined;
  }

  tests::AuditedWorld world_{{}};
  AuditEndpoints endpoints_{world_.audit};
  http::Router router_;
  ProjectId project_ = ProjectId::generate(world_.ids);
};

TEST_F(AuditEndpointsTest, ListNewestFirstWithFilters) {
  const auto found = [&](std::string_view query) {
    return subjects(call(Role::operator_, Method::get, fmt::format("/api/v1/audit{}", query)));
  };
  EXPECT_EQ(found(""), "54321");
  EXPECT_EQ(found("?actor=bob"), "42");
  EXPECT_EQ(found("?action=keys."), "321");
  EXPECT_EQ(found("?subject=3"), "3");
  EXPECT_EQ(found("?since=2023-11-14T22:13:22Z&until=2023-11-14T22:13:24Z"), "43");
  EXPECT_EQ(found(fmt::format("?project={}", project_.text())), "");
}

TEST_F(AuditEndpointsTest, ListInPages) {
  std::string seen, cursor;
  for (int pages = 0; pages < 3; ++pages) {
    const Answered page = call(Role::admin, Method::get, "/api/v1/audit?limit=2&cursor=" + cursor);
    seen += subjects(page);
    EXPECT_EQ(page.body.at("next_cursor").is_null(), pages == 2);
    if (pages < 2) cursor = text_at(page.body, "next_cursor");
  }
  EXPECT_EQ(seen, "54321");
}

TEST_F(AuditEndpointsTest, RefuseBadCursorsAndLimits) {
  for (const std::string_view query : {"cursor=x", "cursor=1", "cursor=1.x.one", "cursor=1.2", "limit=0", "limit=501",
                                       "limit=x", "since=yesterday", "actor=a%00b", "colour=1"}) {
    EXPECT_EQ(call(Role::admin, Method::get, fmt::format("/api/v1/audit?{}", query)).status, 400) << query;
  }
}

TEST_F(AuditEndpointsTest, AreOpenToAdminsAndOperatorsOnly) {
  for (const Role role : {Role::viewer, Role::developer, Role::agent}) {
    EXPECT_EQ(call(role, Method::get, "/api/v1/audit").status, 403);
    EXPECT_EQ(call(role, Method::post, "/api/v1/audit/verify").status, 403);
    EXPECT_EQ(call(role, Method::get, "/api/v1/audit/export").status, 403);
  }
  EXPECT_EQ(call(Role::admin, Method::get, "/api/v1/audit").status, 200);
}

TEST_F(AuditEndpointsTest, Verify) {
  const Answered verified = call(Role::operator_, Method::post, "/api/v1/audit/verify");
  ASSERT_EQ(verified.status, 200);
  EXPECT_TRUE(verified.body.at("valid").as_bool());
  const json::Value& chain = verified.body.at("chains").as_array().at(0);
  EXPECT_EQ(chain.at("entries").to_number<int>(), 5);
  EXPECT_TRUE(chain.at("trouble").is_null());
}

TEST_F(AuditEndpointsTest, ExportLinesThatProveThemselves) {
  const Answered first = call(Role::operator_, Method::get, "/api/v1/audit/export?limit=3");
  const Answered rest = call(Role::operator_, Method::get, "/api/v1/audit/export?after_replica=one&after_number=3");
  const Answered end = call(Role::operator_, Method::get, "/api/v1/audit/export?after_replica=one&after_number=5");
  EXPECT_EQ(end.text, "");
  const std::string all = first.text + rest.text;
  const auto lines = split(all, '\n');
  ASSERT_EQ(lines.size(), 6U);  // five, and nothing after the last line end
  for (std::size_t i = 0; i < 5; ++i) {
    const json::Value line = json::parse(lines[i]).value();
    EXPECT_EQ(text_at(line, "subject"), std::to_string(i + 1));
    EXPECT_EQ(text_at(line, "hash").size(), 64U);
    if (i > 0) EXPECT_EQ(text_at(line, "previous_hash"), text_at(json::parse(lines[i - 1]).value(), "hash"));
  }
}

}  // namespace
}  // namespace swarm::audit
