#include "platform/identity/project_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/identity/key_service.hpp"
#include "support/audited_world.hpp"

namespace swarm::identity {
namespace {

using testing::ElementsAre;

class ProjectServiceTest : public testing::Test {
 protected:
  ProjectServiceTest() {
    storage::WriteUnit unit;
    IdentityStore::add_project(unit, default_);
    IdentityStore::add_key(unit, admin_key_.key);
    EXPECT_TRUE(world_.run(world_.database->write(std::move(unit))));
    admin_.principal.key_id = admin_key_.key.id.text();
  }
  Result<Project> create(std::string name) { return world_.run(service_.create(admin_, std::move(name))); }
  Result<Done> archive(const ProjectId& id) { return world_.run(service_.archive(admin_, id)); }

  tests::AuditedWorld world_{{schema()}};
  IdentityStore store_{*world_.database};
  IdentityMetrics metrics_{world_.metrics};
  KeyAuthenticator authenticator_{
      {.store = store_, .loop = world_.loop.loop(), .clock = world_.clock, .metrics = metrics_, .log = world_.log}};
  ProjectService service_{{.store = store_,
                           .audit = world_.audit,
                           .authenticator = authenticator_,
                           .ids = world_.ids,
                           .clock = world_.clock}};
  Project default_{.id = ProjectId::generate(world_.ids), .name = "default", .created_at = world_.clock.now()};
  IssuedKey admin_key_ = make_key({.name = "admin", .role = Role::admin}, default_.id, "test", world_.ids,
                                  world_.random, world_.clock.now());
  audit::Caller admin_ = world_.caller(Role::admin, default_.id);
};

TEST_F(ProjectServiceTest, MakesAProjectOnceAndAuditsIt) {
  const Project made = create("team").value();
  EXPECT_EQ(world_.run(service_.find(admin_, made.id))->name, "team");
  const auto again = create("team");
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().reason, "name_taken");
  EXPECT_THAT(world_.audited(), ElementsAre("projects.create " + made.id.text()));
}

TEST_F(ProjectServiceTest, ShowsEveryoneButAdminsTheirOwnOnly) {
  const Project other = create("other").value();
  const audit::Caller viewer = world_.caller(Role::viewer, default_.id);
  EXPECT_EQ(world_.run(service_.list(viewer, "", 10))->items.size(), 1U);
  EXPECT_EQ(world_.run(service_.find(viewer, default_.id))->name, "default");
  EXPECT_EQ(world_.run(service_.find(viewer, other.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(world_.run(service_.archive(viewer, other.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(world_.run(service_.list(admin_, "", 10))->items.size(), 2U);
}

TEST_F(ProjectServiceTest, RefusesTheKeysOfAnArchivedProjectAtOnce) {
  const Project team = create("team").value();
  const IssuedKey key = make_key({.name = "k"}, team.id, "test", world_.ids, world_.random, world_.clock.now());
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, key.key);
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  ASSERT_TRUE(world_.run(authenticator_.authenticate(key.text, std::nullopt)));  // and is now cached
  EXPECT_TRUE(archive(team.id));
  EXPECT_FALSE(world_.run(authenticator_.authenticate(key.text, std::nullopt)));
  EXPECT_TRUE(archive(team.id)) << "once more is no error";
  EXPECT_THAT(world_.audited(), ElementsAre("projects.create " + team.id.text(), "projects.archive " + team.id.text()));
}

TEST_F(ProjectServiceTest, NeverArchivesTheDefaultProjectOrTheCallersOwn) {
  EXPECT_EQ(archive(default_.id).error().code, ErrorCode::conflict);
  const Project team = create("team").value();
  const IssuedKey key =
      make_key({.name = "k", .role = Role::admin}, team.id, "test", world_.ids, world_.random, world_.clock.now());
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, key.key);
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  admin_.principal.key_id = key.key.id.text();
  admin_.principal.project = default_.id;  // X-Project
  EXPECT_EQ(archive(team.id).error().code, ErrorCode::conflict);
}

TEST_F(ProjectServiceTest, SaysWhenThereAreTooManyProjects) {
  storage::WriteUnit unit;
  for (std::int64_t i = 1; i < kProjectsMax; ++i) {
    IdentityStore::add_project(
        unit, {.id = ProjectId::generate(world_.ids), .name = fmt::format("p{}", i), .created_at = world_.clock.now()});
  }
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(create("more").error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace swarm::identity
