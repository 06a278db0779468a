#include "platform/identity/key_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/audited_world.hpp"

namespace swarm::identity {
namespace {

using testing::ElementsAre;

class KeyServiceTest : public testing::Test {
 protected:
  Project stored_project(std::string name) {
    Project project{.id = ProjectId::generate(world_.ids), .name = std::move(name), .created_at = world_.clock.now()};
    storage::WriteUnit unit;
    IdentityStore::add_project(unit, project);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
    return project;
  }
  Result<IssuedKey> create(const audit::Caller& caller, NewKey wanted) {
    return world_.run(service_.create(caller, std::move(wanted)));
  }
  bool is_accepted(const std::string& text) {
    return world_.run(authenticator_.authenticate(text, std::nullopt)).has_value();
  }

  tests::AuditedWorld world_{{schema()}};
  IdentityStore store_{*world_.database};
  IdentityMetrics metrics_{world_.metrics};
  KeyAuthenticator authenticator_{
      {.store = store_, .loop = world_.loop.loop(), .clock = world_.clock, .metrics = metrics_, .log = world_.log}};
  KeyService service_{{.store = store_,
                       .audit = world_.audit,
                       .authenticator = authenticator_,
                       .ids = world_.ids,
                       .random = world_.random,
                       .clock = world_.clock}};
  Project project_ = stored_project("default");
  Project other_ = stored_project("other");
  audit::Caller admin_ = world_.caller(Role::admin, project_.id);
};

TEST_F(KeyServiceTest, MakesAKeyThatIsAcceptedAndAudited) {
  const IssuedKey issued = create(admin_, {.name = "app", .role = Role::developer}).value();
  EXPECT_TRUE(is_accepted(issued.text));
  EXPECT_EQ(issued.key.created_by, admin_.principal.key_id);
  EXPECT_THAT(world_.audited(), ElementsAre("keys.create " + issued.key.id.text()));
}

TEST_F(KeyServiceTest, KeepsNothingOfAKeysSecret) {
  const IssuedKey issued = create(admin_, {.name = "app", .role = Role::developer}).value();
  const std::string secret = issued.text.substr(30, 32);
  const audit::SealedEntry entry = world_.run(world_.audit.follow("", 0, 10))->at(0);
  EXPECT_FALSE(entry.details.contains(secret));
  EXPECT_NE(world_.run(store_.key(issued.key.id))->key.hash, issued.text);
  EXPECT_THAT(world_.logs.lines_with(secret), ElementsAre());
}

TEST_F(KeyServiceTest, StoresNeitherKeyNorEntryWhenTheUnitFails) {
  world_.database->trouble_next_write(tests::TroubledDatabase::Trouble::not_written);
  EXPECT_EQ(create(admin_, {.name = "app"}).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(world_.run(service_.list(admin_, true, "", 10))->items.empty());
  EXPECT_TRUE(world_.audited().empty());
}

TEST_F(KeyServiceTest, RefusesAProjectThatIsNotThereOrArchived) {
  EXPECT_EQ(create(admin_, {.name = "k", .project = ProjectId::generate(world_.ids)}).error().code,
            ErrorCode::not_found);
  storage::WriteUnit unit;
  IdentityStore::archive_project(unit, other_.id, world_.clock.now());
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(create(admin_, {.name = "k", .project = other_.id}).error().code, ErrorCode::conflict);
}

TEST_F(KeyServiceTest, HidesTheKeysOfOtherProjects) {
  const IssuedKey foreign = create(admin_, {.name = "k", .role = Role::viewer, .project = other_.id}).value();
  const audit::Caller viewer = world_.caller(Role::viewer, project_.id);
  EXPECT_EQ(world_.run(service_.find(viewer, foreign.key.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(world_.run(service_.revoke(viewer, foreign.key.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(world_.run(service_.rotate(viewer, foreign.key.id, {})).error().code, ErrorCode::not_found);
  EXPECT_TRUE(world_.run(service_.list(viewer, false, "", 10))->items.empty());
  EXPECT_EQ(world_.run(service_.list(viewer, true, "", 10)).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(world_.run(service_.find(admin_, foreign.key.id)));
  EXPECT_EQ(world_.run(service_.list(admin_, true, "", 10))->items.size(), 1U);
}

TEST_F(KeyServiceTest, LetsNobodyTakeOverAStrongerKey) {
  const IssuedKey strong = create(admin_, {.name = "strong", .role = Role::admin}).value();
  audit::Caller narrowed = admin_;
  narrowed.principal.scopes = {Permission::keys_write};
  EXPECT_EQ(world_.run(service_.rotate(narrowed, strong.key.id, {})).error().code, ErrorCode::forbidden);
  EXPECT_EQ(world_.run(service_.revoke(narrowed, strong.key.id)).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(is_accepted(strong.text));
}

TEST_F(KeyServiceTest, RevokesAtOnceAndOnlyOnce) {
  const IssuedKey issued = create(admin_, {.name = "app"}).value();
  ASSERT_TRUE(is_accepted(issued.text));  // and is now cached
  EXPECT_TRUE(world_.run(service_.revoke(admin_, issued.key.id)));
  EXPECT_FALSE(is_accepted(issued.text));
  EXPECT_TRUE(world_.run(service_.revoke(admin_, issued.key.id)));
  EXPECT_THAT(world_.audited(),
              ElementsAre("keys.create " + issued.key.id.text(), "keys.revoke " + issued.key.id.text()));
}

TEST_F(KeyServiceTest, ForgetsAKeyAlsoWhenItIsUnknownWhetherItWasRevoked) {
  const IssuedKey issued = create(admin_, {.name = "app"}).value();
  ASSERT_TRUE(is_accepted(issued.text));
  world_.database->trouble_next_write(tests::TroubledDatabase::Trouble::written_but_unknown);
  EXPECT_EQ(world_.run(service_.revoke(admin_, issued.key.id)).error().code, ErrorCode::unavailable);
  EXPECT_FALSE(is_accepted(issued.text));
}

TEST_F(KeyServiceTest, RotatesWithAnOverlap) {
  const IssuedKey old =
      create(admin_, {.name = "app", .role = Role::developer, .scopes = {Permission::tasks_read}}).value();
  ASSERT_TRUE(is_accepted(old.text));
  const IssuedKey replacement = world_.run(service_.rotate(admin_, old.key.id, std::chrono::hours(1))).value();
  EXPECT_NE(replacement.text, old.text);
  EXPECT_EQ(replacement.key.scopes, old.key.scopes);
  EXPECT_EQ(replacement.key.name, "app");
  EXPECT_TRUE(is_accepted(old.text));
  EXPECT_TRUE(is_accepted(replacement.text));
  world_.clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(is_accepted(old.text));
  EXPECT_TRUE(is_accepted(replacement.text));
  EXPECT_EQ(world_.audited().back(), "keys.rotate " + old.key.id.text());
}

TEST_F(KeyServiceTest, RotatesWithoutAnOverlapAtOnce) {
  const IssuedKey old = create(admin_, {.name = "app"}).value();
  ASSERT_TRUE(is_accepted(old.text));
  ASSERT_TRUE(world_.run(service_.rotate(admin_, old.key.id, std::chrono::milliseconds(0))));
  EXPECT_FALSE(is_accepted(old.text));
  EXPECT_EQ(world_.run(service_.rotate(admin_, old.key.id, {})).error().code, ErrorCode::conflict);
}

TEST_F(KeyServiceTest, ListsInPages) {
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(create(admin_, {.name = fmt::format("k{}", i)}));
  std::vector<std::string> names;
  std::string after;
  for (int pages = 0; pages < 3; ++pages) {
    const Page<ApiKey> page = world_.run(service_.list(admin_, false, after, 2)).value();
    for (const ApiKey& key : page.items)
      names.push_back(key.name);
    EXPECT_EQ(page.next.has_value(), pages < 2);
    after = page.next.value_or("");
  }
  EXPECT_THAT(names, ElementsAre("k0", "k1", "k2", "k3", "k4"));
}

TEST_F(KeyServiceTest, SaysWhenAProjectHasItsMaximumOfKeys) {
  storage::WriteUnit unit;
  for (std::int64_t i = 0; i < kKeysPerProjectMax; ++i) {
    IdentityStore::add_key(
        unit, make_key({.name = "k"}, project_.id, "test", world_.ids, world_.random, world_.clock.now()).key);
  }
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(create(admin_, {.name = "more"}).error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(create(admin_, {.name = "elsewhere", .project = other_.id}));
}

}  // namespace
}  // namespace swarm::identity
