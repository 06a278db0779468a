#include "platform/identity/identity_rules.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::identity {
namespace {

class IdentityRules : public testing::Test {
 protected:
  http::Principal caller(Role role, std::vector<Permission> scopes = {}) {
    return {.key_id = "k", .name = "n", .role = role, .project = project_, .scopes = std::move(scopes)};
  }
  Result<Done> check(const http::Principal& maker, const NewKey& wanted) {
    return check_new_key(maker, wanted, clock_.now());
  }

  tests::FakeClock clock_;
  tests::SeededRandom random_{3};
  IdSource ids_{clock_, random_};
  ProjectId project_ = ProjectId::generate(ids_);
  ProjectId other_ = ProjectId::generate(ids_);
};

TEST_F(IdentityRules, KnowTheStateOfAKey) {
  ApiKey key{.id = KeyId::generate(ids_), .name = "k", .project = project_};
  const Time now = clock_.now();
  EXPECT_EQ(state_of(key, now), KeyState::active);
  key.expires_at = now + std::chrono::milliseconds(1);
  EXPECT_EQ(state_of(key, now), KeyState::active);
  key.expires_at = now;
  EXPECT_EQ(state_of(key, now), KeyState::expired);
  key.revoked_at = now;
  EXPECT_EQ(state_of(key, now), KeyState::revoked);
}

TEST_F(IdentityRules, TellGoodProjectNamesFromBadOnes) {
  for (const std::string& good : {std::string("default"), std::string("a"), std::string("team-7"), std::string("x_y"),
                                  std::string(63, 'a')}) {
    EXPECT_TRUE(check_project_name(good)) << good;
  }
  const std::string could_be_an_id = "a" + std::string(25, '0');
  for (const std::string& bad : {std::string(), std::string("A"), std::string("7a"), std::string("-a"), std::string("a b"),
                                 std::string("ä"), std::string("a\n"), std::string("a\0", 2), std::string(64, 'a')}) {
    const auto checked = check_project_name(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().faults.at(0).path, "$.name");
  }
  // An id begins with a digit up to 7, so that no name can be one.
  EXPECT_TRUE(check_project_name(could_be_an_id));
  EXPECT_FALSE(ProjectId::parse(could_be_an_id));
}

TEST_F(IdentityRules, AcceptAKeyThatMayDoAsMuchAsItsMaker) {
  EXPECT_TRUE(check(caller(Role::admin), {.name = "k", .role = Role::admin}));
  EXPECT_TRUE(check(caller(Role::admin), {.name = "k", .role = Role::agent}));
  EXPECT_TRUE(check(caller(Role::developer), {.name = "k", .role = Role::viewer}));
  EXPECT_TRUE(check(caller(Role::developer), {.name = "k", .role = Role::developer, .project = project_}));
}

TEST_F(IdentityRules, RefuseAKeyThatMayDoMoreThanItsMaker) {
  const auto refused = [&](const http::Principal& maker, const NewKey& wanted) {
    const auto checked = check(maker, wanted);
    return !checked && checked.error().code == ErrorCode::forbidden;
  };
  EXPECT_TRUE(refused(caller(Role::viewer), {.name = "k", .role = Role::developer}));
  EXPECT_TRUE(refused(caller(Role::operator_), {.name = "k", .role = Role::admin}));
  EXPECT_TRUE(refused(caller(Role::operator_), {.name = "k", .role = Role::agent}));
  // A narrowed admin is not more than its scopes.
  const auto narrowed = caller(Role::admin, {Permission::keys_write, Permission::tasks_read});
  EXPECT_TRUE(refused(narrowed, {.name = "k", .role = Role::admin}));
  EXPECT_TRUE(refused(narrowed, {.name = "k", .role = Role::developer}));
  EXPECT_TRUE(check(narrowed, {.name = "k", .role = Role::admin, .scopes = {Permission::tasks_read}}));
}

TEST_F(IdentityRules, RefuseAKeyForAnotherProjectFromOneWhoIsNoAdmin) {
  EXPECT_EQ(check(caller(Role::operator_), {.name = "k", .role = Role::viewer, .project = other_}).error().code,
            ErrorCode::forbidden);
  EXPECT_TRUE(check(caller(Role::admin), {.name = "k", .role = Role::viewer, .project = other_}));
}

TEST_F(IdentityRules, NameTheMemberThatIsWrong) {
  const auto path_of = [&](const NewKey& wanted) {
    return check(caller(Role::admin), wanted).error().faults.at(0).path;
  };
  EXPECT_EQ(path_of({.name = ""}), "$.name");
  EXPECT_EQ(path_of({.name = std::string(65, 'x')}), "$.name");
  EXPECT_EQ(path_of({.name = "a\tb"}), "$.name");
  EXPECT_EQ(path_of({.name = "k", .role = Role::viewer, .scopes = {Permission::tasks_read, Permission::tasks_write}}),
            "$.scopes[1]");
  EXPECT_EQ(path_of({.name = "k", .expires_at = clock_.now()}), "$.expires_at");
}

TEST_F(IdentityRules, LetNobodyChangeAKeyThatMayDoMore) {
  const ApiKey admin_key{.id = KeyId::generate(ids_), .name = "k", .project = project_, .role = Role::admin};
  EXPECT_TRUE(check_may_change(caller(Role::admin), admin_key));
  EXPECT_EQ(check_may_change(caller(Role::operator_), admin_key).error().code, ErrorCode::forbidden);
  EXPECT_EQ(check_may_change(caller(Role::admin, {Permission::keys_write}), admin_key).error().code,
            ErrorCode::forbidden);
}

TEST_F(IdentityRules, KeepScopesAsText) {
  const std::vector<Permission> scopes{Permission::tasks_read, Permission::audit_read};
  EXPECT_EQ(scopes_text(scopes), "tasks_read,audit_read");
  EXPECT_EQ(scopes_from("tasks_read,audit_read"), scopes);
  EXPECT_EQ(scopes_from(""), std::vector<Permission>{});
}

TEST_F(IdentityRules, GrantNothingForScopesThatThisReleaseDoesNotKnow) {
  EXPECT_EQ(scopes_from("tasks_read,from_the_future"), std::vector<Permission>{Permission::tasks_read});
  EXPECT_EQ(scopes_from("from_the_future"), std::vector<Permission>{Permission::open});  // empty would be everything
}

}  // namespace
}  // namespace swarm::identity
