#include "platform/identity/identity_endpoints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/audited_world.hpp"
#include "support/in_process.hpp"

namespace swarm::identity {
namespace {

using http::Method;
using tests::Answered;
using tests::text_at;

class IdentityEndpointsTest : public testing::Test {
 protected:
  IdentityEndpointsTest() {
    storage::WriteUnit unit;
    IdentityStore::add_project(unit, default_);
    IdentityStore::add_project(unit, other_);
    IdentityStore::add_key(unit, admin_key_.key);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
    endpoints_.declare(router_);
  }
  Answered call(const http::Principal& who, Method method, std::string_view target, std::string body = {}) {
    return tests::call(world_.loop, router_, who, method, target, std::move(body));
  }
  Answered admin(Method method, std::string_view target, std::string body = {}) {
    return call(admin_, method, target, std::move(body));
  }
  std::string made_key_id(std::string body) {
    return text_at(admin(Method::post, "/api/v1/keys", std::move(body)).body.at("details"), "id");
  }

  tests::AuditedWorld world_{{schema()}};
  IdentityStore store_{*world_.database};
  IdentityMetrics metrics_{world_.metrics};
  KeyAuthenticator authenticator_{
      {.store = store_, .loop = world_.loop.loop(), .clock = world_.clock, .metrics = metrics_, .log = world_.log}};
  ProjectService projects_{{.store = store_,
                            .audit = world_.audit,
                            .authenticator = authenticator_,
                            .ids = world_.ids,
                            .clock = world_.clock}};
  KeyService keys_{{.store = store_,
                    .audit = world_.audit,
                    .authenticator = authenticator_,
                    .ids = world_.ids,
                    .random = world_.random,
                    .clock = world_.clock}};
  IdentityEndpoints endpoints_{projects_, keys_, world_.clock};
  http::Router router_;
  Project default_{.id = ProjectId::generate(world_.ids), .name = "default", .created_at = world_.clock.now()};
  Project other_{.id = ProjectId::generate(world_.ids), .name = "other", .created_at = world_.clock.now()};
  IssuedKey admin_key_ = make_key({.name = "admin", .role = Role::admin}, default_.id, "test", world_.ids,
                                  world_.random, world_.clock.now());
  http::Principal admin_{
      .key_id = admin_key_.key.id.text(), .name = "admin", .role = Role::admin, .project = default_.id};
  http::Principal viewer_{.key_id = "viewer", .name = "viewer", .role = Role::viewer, .project = default_.id};
};

TEST_F(IdentityEndpointsTest, ShowAKeysTextOnceAndItsDetailsEverAfter) {
  const Answered made =
      admin(Method::post, "/api/v1/keys", R"({"name": "app", "role": "developer", "scopes": ["tasks_read"]})");
  ASSERT_EQ(made.status, 201) << made.error.message;
  const std::string text = text_at(made.body, "key");
  EXPECT_TRUE(world_.run(authenticator_.authenticate(text, std::nullopt)));
  const std::string id = text_at(made.body.at("details"), "id");
  const Answered found = admin(Method::get, "/api/v1/keys/" + id);
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(text_at(found.body, "state"), "active");
  EXPECT_EQ(text_at(found.body, "role"), "developer");
  EXPECT_FALSE(found.text.contains(text.substr(30)));
  EXPECT_FALSE(found.text.contains("hash"));
}

TEST_F(IdentityEndpointsTest, ListKeysInPages) {
  for (const auto* name : {"a", "b"})
    made_key_id(fmt::format(R"({{"name": "{}", "role": "viewer"}})", name));
  const Answered first = admin(Method::get, "/api/v1/keys?limit=2");
  ASSERT_EQ(first.body.at("keys").as_array().size(), 2U);
  const Answered second = admin(Method::get, "/api/v1/keys?limit=2&cursor=" + text_at(first.body, "next_cursor"));
  ASSERT_EQ(second.body.at("keys").as_array().size(), 1U);
  EXPECT_TRUE(second.body.at("next_cursor").is_null());
  EXPECT_EQ(admin(Method::get, "/api/v1/keys?limit=501").status, 400);
  EXPECT_EQ(admin(Method::get, "/api/v1/keys?cursor=x").status, 400);
}

TEST_F(IdentityEndpointsTest, RevokeAndRotate) {
  const std::string id = made_key_id(R"({"name": "app", "role": "viewer"})");
  const Answered rotated = admin(Method::post, "/api/v1/keys/" + id + "/rotate", R"({"overlap_ms": 60000})");
  ASSERT_EQ(rotated.status, 201) << rotated.error.message;
  const std::string next = text_at(rotated.body.at("details"), "id");
  EXPECT_EQ(admin(Method::delete_, "/api/v1/keys/" + next).status, 204);
  EXPECT_EQ(text_at(admin(Method::get, "/api/v1/keys/" + next).body, "state"), "revoked");
  EXPECT_EQ(admin(Method::post, "/api/v1/keys/" + id + "/rotate", R"({"overlap_ms": 604800001})").status, 400);
}

TEST_F(IdentityEndpointsTest, MakeShowAndArchiveProjects) {
  const Answered made = admin(Method::post, "/api/v1/projects", R"({"name": "team"})");
  ASSERT_EQ(made.status, 201);
  const std::string path = "/api/v1/projects/" + text_at(made.body, "id");
  EXPECT_EQ(text_at(admin(Method::get, path).body, "name"), "team");
  EXPECT_EQ(admin(Method::get, "/api/v1/projects").body.at("projects").as_array().size(), 3U);
  EXPECT_EQ(admin(Method::delete_, path).status, 204);
  EXPECT_FALSE(admin(Method::get, path).body.at("archived_at").is_null());
  EXPECT_EQ(admin(Method::post, "/api/v1/projects", R"({"name": "team"})").status, 409);
}

TEST_F(IdentityEndpointsTest, SayWhoIAm) {
  const Answered self = call(viewer_, Method::get, "/api/v1/self");
  ASSERT_EQ(self.status, 200);
  EXPECT_EQ(text_at(self.body, "project_name"), "default");
  EXPECT_EQ(text_at(self.body, "role"), "viewer");
  EXPECT_EQ(json::to_text(self.body.at("permissions")),
            R"(["open","self_read","tasks_read","projects_read","keys_read","budget_read"])");
}

TEST_F(IdentityEndpointsTest, AreClosedToThoseWithoutThePermission) {
  const http::Principal agent{.key_id = "a", .name = "a", .role = Role::agent, .project = default_.id};
  EXPECT_EQ(call(viewer_, Method::post, "/api/v1/keys", R"({"name": "k", "role": "viewer"})").status, 403);
  EXPECT_EQ(call(viewer_, Method::post, "/api/v1/projects", R"({"name": "k"})").status, 403);
  EXPECT_EQ(call(agent, Method::get, "/api/v1/keys").status, 403);
  EXPECT_EQ(call(agent, Method::get, "/api/v1/projects").status, 403);
}

TEST_F(IdentityEndpointsTest, HideWhatIsForeign) {
  const std::string foreign =
      made_key_id(fmt::format(R"({{"name": "k", "role": "viewer", "project": "{}"}})", other_.id.text()));
  EXPECT_EQ(call(viewer_, Method::get, "/api/v1/keys/" + foreign).status, 404);
  EXPECT_EQ(call(viewer_, Method::get, "/api/v1/projects/" + other_.id.text()).status, 404);
  EXPECT_EQ(call(viewer_, Method::get, "/api/v1/keys?all_projects=true").status, 403);
}

TEST_F(IdentityEndpointsTest, RefuseBadInputAndNameThePath) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"{}", "$.name"},
      {R"({"name": "k"})", "$.role"},
      {R"({"name": "k", "role": "king"})", "$.role"},
      {R"({"name": "", "role": "viewer"})", "$.name"},
      {R"({"name": "k", "role": "viewer", "scopes": ["fly"]})", "$.scopes[0]"},
      {R"({"name": "k", "role": "viewer", "scopes": ["keys_write"]})", "$.scopes[0]"},
      {R"({"name": "k", "role": "viewer", "expires_at": "2001-01-01T00:00:00Z"})", "$.expires_at"},
      {R"({"name": "k", "role": "viewer", "project": "x"})", "$.project"},
      {R"({"name": "k", "role": "viewer", "colour": 1})", "$.colour"},
  };
  for (const auto& [body, path] : bad) {
    const Answered answered = admin(Method::post, "/api/v1/keys", body);
    EXPECT_EQ(answered.status, 400) << body;
    ASSERT_FALSE(answered.error.faults.empty()) << body;
    EXPECT_EQ(answered.error.faults[0].path, path);
  }
  EXPECT_EQ(admin(Method::get, "/api/v1/keys/x").status, 400);
  EXPECT_EQ(admin(Method::get, "/api/v1/keys/" + world_.ids.next()).status, 404);
  EXPECT_TRUE(world_.audited().empty());
}

}  // namespace
}  // namespace swarm::identity
