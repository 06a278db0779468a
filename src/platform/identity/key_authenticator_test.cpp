#include "platform/identity/key_authenticator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/identity/key_service.hpp"
#include "support/slice_world.hpp"

namespace swarm::identity {
namespace {

using Answer = Result<http::Principal>;

class KeyAuthenticatorTest : public testing::Test {
 protected:
  Project stored_project(std::string name) {
    Project project{.id = ProjectId::generate(world_.ids), .name = std::move(name), .created_at = world_.clock.now()};
    storage::WriteUnit unit;
    IdentityStore::add_project(unit, project);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
    return project;
  }
  IssuedKey stored_key(NewKey wanted, const Project& project) {
    IssuedKey issued = make_key(std::move(wanted), project.id, "test", world_.ids, world_.random, world_.clock.now());
    storage::WriteUnit unit;
    IdentityStore::add_key(unit, issued.key);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
    return issued;
  }
  void revoke_in_database(const KeyId& id) {
    storage::WriteUnit unit;
    IdentityStore::revoke_key(unit, id, world_.clock.now());
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
  }
  Answer authenticate(std::string text, std::optional<std::string> project = std::nullopt) {
    return world_.run(authenticator_.authenticate(std::move(text), std::move(project)));
  }
  double count(std::string_view outcome) {
    return world_.metric(fmt::format("swarm_authentications_total{{outcome=\"{}\"}}", outcome));
  }

  tests::SliceWorld world_{{schema()}};
  IdentityStore store_{*world_.database};
  IdentityMetrics metrics_{world_.metrics};
  KeyAuthenticator authenticator_{
      {.store = store_, .loop = world_.loop.loop(), .clock = world_.clock, .metrics = metrics_, .log = world_.log}};
  Project project_ = stored_project("default");
  IssuedKey key_ = stored_key({.name = "app", .role = Role::developer, .scopes = {Permission::tasks_read}}, project_);
};

TEST_F(KeyAuthenticatorTest, SaysWhoAKeyIs) {
  const Answer who = authenticate(key_.text);
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(who->key_id, key_.key.id.text());
  EXPECT_EQ(who->name, "app");
  EXPECT_EQ(who->role, Role::developer);
  EXPECT_EQ(who->project, project_.id);
  EXPECT_TRUE(authenticator_.grants(*who, Permission::tasks_read));
  EXPECT_FALSE(authenticator_.grants(*who, Permission::tasks_write)) << "narrowed by its scopes";
  EXPECT_EQ(count("accepted"), 1);
}

TEST_F(KeyAuthenticatorTest, RefusesAWrongChecksumWithoutALookUp) {
  std::string mistyped = key_.text;
  mistyped.back() = mistyped.back() == '0' ? '1' : '0';
  const int reads = world_.database->reads();
  for (const std::string& text : {mistyped, std::string(), std::string("swk_"), std::string("Bearer x")}) {
    EXPECT_EQ(authenticate(text).error().code, ErrorCode::unauthenticated);
  }
  EXPECT_EQ(world_.database->reads(), reads);
  EXPECT_EQ(count("malformed"), 4);
}

TEST_F(KeyAuthenticatorTest, RefusesAnUnknownKeyAndAWrongSecretInTheSameWords) {
  const Answer unknown = authenticate(make_key_text(KeyId::generate(world_.ids), world_.random));
  const Answer wrong_secret = authenticate(make_key_text(key_.key.id, world_.random));
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong_secret);
  EXPECT_EQ(unknown.error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(unknown.error().message, wrong_secret.error().message);
  EXPECT_EQ(count("unknown"), 2);
}

TEST_F(KeyAuthenticatorTest, RefusesAWrongSecretAlsoWhenTheKeyIsCached) {
  ASSERT_TRUE(authenticate(key_.text));
  EXPECT_EQ(authenticate(make_key_text(key_.key.id, world_.random)).error().code, ErrorCode::unauthenticated);
  EXPECT_TRUE(authenticate(key_.text));
}

TEST_F(KeyAuthenticatorTest, AsksTheDatabaseOncePerLifetimeOfTheCache) {
  ASSERT_TRUE(authenticate(key_.text));
  const int reads = world_.database->reads();
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(authenticate(key_.text));
  EXPECT_EQ(world_.database->reads(), reads);
  world_.clock.advance(kCacheLifetime);
  ASSERT_TRUE(authenticate(key_.text));
  EXPECT_EQ(world_.database->reads(), reads + 1);
}

TEST_F(KeyAuthenticatorTest, RefusesAnExpiredKeyFromThatMomentOnAlsoWhenItIsCached) {
  const IssuedKey brief =
      stored_key({.name = "brief", .expires_at = world_.clock.now() + std::chrono::seconds(1)}, project_);
  ASSERT_TRUE(authenticate(brief.text));
  world_.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(authenticate(brief.text).error().reason, "key_expired");
  EXPECT_EQ(count("expired"), 1);
}

TEST_F(KeyAuthenticatorTest, RefusesAKeyThatAnotherReplicaRevokedWithinTheCachesLifetime) {
  ASSERT_TRUE(authenticate(key_.text));
  revoke_in_database(key_.key.id);
  world_.clock.advance(kCacheLifetime);
  EXPECT_EQ(authenticate(key_.text).error().reason, "key_revoked");
}

TEST_F(KeyAuthenticatorTest, RefusesAKeyAtOnceWhenItIsForgottenHere) {
  ASSERT_TRUE(authenticate(key_.text));
  revoke_in_database(key_.key.id);
  authenticator_.forget(key_.key.id);
  EXPECT_EQ(authenticate(key_.text).error().reason, "key_revoked");
  EXPECT_EQ(count("revoked"), 1);
}

TEST_F(KeyAuthenticatorTest, RefusesTheKeysOfAnArchivedProject) {
  storage::WriteUnit unit;
  IdentityStore::archive_project(unit, project_.id, world_.clock.now());
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(authenticate(key_.text).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(count("project_archived"), 1);
}

TEST_F(KeyAuthenticatorTest, LetsAnAdminActInAnotherProjectByIdOrName) {
  const IssuedKey admin = stored_key({.name = "admin", .role = Role::admin}, project_);
  const Project other = stored_project("other");
  EXPECT_EQ(authenticate(admin.text, other.id.text())->project, other.id);
  EXPECT_EQ(authenticate(admin.text, "other")->project, other.id);
  const int reads = world_.database->reads();
  EXPECT_EQ(authenticate(admin.text, "other")->project, other.id);
  EXPECT_EQ(world_.database->reads(), reads) << "projects are cached too";
}

TEST_F(KeyAuthenticatorTest, RefusesAProjectThatIsNotThere) {
  const IssuedKey admin = stored_key({.name = "admin", .role = Role::admin}, project_);
  const std::string bytes("a\0b", 3);
  for (const std::string& named :
       {std::string("nowhere"), ProjectId::generate(world_.ids).text(), std::string(""), bytes}) {
    EXPECT_EQ(authenticate(admin.text, named).error().code, ErrorCode::not_found) << named;
  }
  EXPECT_EQ(count("project_refused"), 4);
}

TEST_F(KeyAuthenticatorTest, RefusesXProjectFromOneWhoIsNoAdmin) {
  EXPECT_EQ(authenticate(key_.text, "default").error().code, ErrorCode::forbidden);
}

TEST_F(KeyAuthenticatorTest, SaysThatItCannotAskRatherThanRefuse) {
  world_.database->refuse_reads(true);
  EXPECT_EQ(authenticate(key_.text).error().code, ErrorCode::unavailable);
  EXPECT_EQ(count("unavailable"), 1);
  world_.database->refuse_reads(false);
  EXPECT_TRUE(authenticate(key_.text));
}

TEST_F(KeyAuthenticatorTest, WritesTheLastUseAtMostOnceAMinute) {
  const Time first = world_.clock.now();
  const auto last_used = [&] { return world_.run(store_.key(key_.key.id))->key.last_used_at; };
  const auto use_and_write = [&] {
    ASSERT_TRUE(authenticate(key_.text));
    ASSERT_TRUE(world_.run(authenticator_.maintain()));
  };
  use_and_write();
  EXPECT_EQ(last_used(), first);
  world_.clock.advance(std::chrono::seconds(30));
  use_and_write();
  EXPECT_EQ(last_used(), first);
  world_.clock.advance(std::chrono::seconds(30));
  use_and_write();
  EXPECT_EQ(last_used(), first + std::chrono::seconds(60));
}

TEST_F(KeyAuthenticatorTest, CountsTheKeysOfTheDatabase) {
  revoke_in_database(stored_key({.name = "gone"}, project_).key.id);
  ASSERT_TRUE(world_.run(authenticator_.maintain()));
  EXPECT_EQ(world_.metric("swarm_keys{state=\"active\"}"), 1);
  EXPECT_EQ(world_.metric("swarm_keys{state=\"revoked\"}"), 1);
  EXPECT_EQ(world_.metric("swarm_keys{state=\"expired\"}"), 0);
}

TEST_F(KeyAuthenticatorTest, WritesWhatWaitsWhenItStops) {
  authenticator_.start();
  ASSERT_TRUE(authenticate(key_.text));
  world_.run(authenticator_.stop());
  EXPECT_EQ(world_.run(store_.key(key_.key.id))->key.last_used_at, world_.clock.now());
}

}  // namespace
}  // namespace swarm::identity
