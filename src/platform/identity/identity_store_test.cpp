#include "platform/identity/identity_store.hpp"

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::identity {
namespace {

class IdentityStoreTest : public tests::SliceTest {
 protected:
  IdentityStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<IdentityStore>(*database_);
  }

  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }

  Project a_project(std::string name) {
    return {.id = ProjectId::generate(ids_), .name = std::move(name), .created_at = clock_.now()};
  }
  ApiKey a_key(const Project& project, std::string name = "key") {
    return {.id = KeyId::generate(ids_),
            .name = std::move(name),
            .project = project.id,
            .role = Role::developer,
            .scopes = {Permission::tasks_read},
            .hash = "hash",
            .created_at = clock_.now(),
            .created_by = "somebody"};
  }
  Project stored_project(std::string name) {
    const Project project = a_project(std::move(name));
    storage::WriteUnit unit;
    IdentityStore::add_project(unit, project);
    EXPECT_TRUE(write(std::move(unit)));
    return project;
  }
  ApiKey stored_key(const Project& project) {
    const ApiKey key = a_key(project);
    storage::WriteUnit unit;
    IdentityStore::add_key(unit, key);
    EXPECT_TRUE(write(std::move(unit)));
    return key;
  }

  std::unique_ptr<IdentityStore> store_;
};

TEST_P(IdentityStoreTest, FindsAProjectByIdAndName) {
  const Project project = stored_project("one");
  EXPECT_EQ(run(store_->project(project.id))->name, "one");
  EXPECT_EQ(run(store_->project_named("one"))->id, project.id);
  EXPECT_EQ(run(store_->project(ProjectId::generate(ids_))).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(store_->project_named("two")).error().code, ErrorCode::not_found);
}

TEST_P(IdentityStoreTest, RefusesATakenName) {
  stored_project("one");
  storage::WriteUnit unit;
  IdentityStore::add_project(unit, a_project("one"));
  EXPECT_EQ(write(std::move(unit)).error().reason, "taken");
}

TEST_P(IdentityStoreTest, ArchivesAProjectOnce) {
  const Project project = stored_project("one");
  storage::WriteUnit unit;
  IdentityStore::archive_project(unit, project.id, clock_.now());
  EXPECT_TRUE(write(unit));
  EXPECT_EQ(write(unit).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->project(project.id))->archived_at, clock_.now());
  EXPECT_EQ(run(store_->live_projects()), 0);
}

TEST_P(IdentityStoreTest, ListsProjectsInPages) {
  const Project one = stored_project("one");
  const Project two = stored_project("two");
  const auto first = run(store_->projects("", 1)).value();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].id, one.id);
  const auto second = run(store_->projects(one.id.text(), 10)).value();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].id, two.id);
}

TEST_P(IdentityStoreTest, GivesAKeyBackAsItWas) {
  const Project project = stored_project("one");
  ApiKey key = a_key(project, "naïve key");
  key.expires_at = clock_.now() + std::chrono::hours(1);
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, key);
  ASSERT_TRUE(write(std::move(unit)));
  const KeyWithProject found = run(store_->key(key.id)).value();
  EXPECT_EQ(found.key.name, key.name);
  EXPECT_EQ(found.key.project, project.id);
  EXPECT_EQ(found.key.role, Role::developer);
  EXPECT_EQ(found.key.scopes, key.scopes);
  EXPECT_EQ(found.key.hash, "hash");
  EXPECT_EQ(found.key.created_by, "somebody");
  EXPECT_EQ(found.key.expires_at, key.expires_at);
  EXPECT_EQ(found.key.last_used_at, std::nullopt);
  EXPECT_FALSE(found.project_archived);
  EXPECT_EQ(run(store_->key(KeyId::generate(ids_))).error().code, ErrorCode::not_found);
}

TEST_P(IdentityStoreTest, RevokesAKeyOnce) {
  const ApiKey key = stored_key(stored_project("one"));
  storage::WriteUnit unit;
  IdentityStore::revoke_key(unit, key.id, clock_.now());
  EXPECT_TRUE(write(unit));
  EXPECT_EQ(write(unit).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->key(key.id))->key.revoked_at, clock_.now());
}

TEST_P(IdentityStoreTest, NeverMakesAKeyEndLater) {
  const ApiKey key = stored_key(stored_project("one"));
  const Time now = clock_.now();
  for (const auto hours : {2, 1, 3}) {
    storage::WriteUnit unit;
    IdentityStore::expire_key(unit, key.id, now + std::chrono::hours(hours));
    ASSERT_TRUE(write(std::move(unit)));
  }
  EXPECT_EQ(run(store_->key(key.id))->key.expires_at, now + std::chrono::hours(1));
}

TEST_P(IdentityStoreTest, ListsKeysOfOneProjectOrOfAll) {
  const Project one = stored_project("one");
  const Project two = stored_project("two");
  const ApiKey first = stored_key(one);
  const ApiKey second = stored_key(two);
  const auto of_one = run(store_->keys(one.id, "", 10)).value();
  ASSERT_EQ(of_one.size(), 1U);
  EXPECT_EQ(of_one[0].id, first.id);
  EXPECT_EQ(run(store_->keys(std::nullopt, "", 10))->size(), 2U);
  EXPECT_EQ(run(store_->keys(std::nullopt, first.id.text(), 10))->at(0).id, second.id);
}

TEST_P(IdentityStoreTest, CountsKeysByState) {
  const Project project = stored_project("one");
  stored_key(project);
  const ApiKey revoked = stored_key(project);
  const ApiKey expired = stored_key(project);
  storage::WriteUnit unit;
  IdentityStore::revoke_key(unit, revoked.id, clock_.now());
  IdentityStore::expire_key(unit, expired.id, clock_.now());
  ASSERT_TRUE(write(std::move(unit)));
  const KeyCounts counts = run(store_->count_keys(clock_.now())).value();
  EXPECT_EQ(counts.active, 1);
  EXPECT_EQ(counts.expired, 1);
  EXPECT_EQ(counts.revoked, 1);
  EXPECT_EQ(run(store_->live_keys(project.id)), 2);
}

TEST_P(IdentityStoreTest, KnowsWhetherAnAdminKeyWasEverMade) {
  const Project project = stored_project("one");
  stored_key(project);
  EXPECT_EQ(run(store_->has_admin_key()), false);
  ApiKey admin = a_key(project);
  admin.role = Role::admin;
  storage::WriteUnit unit;
  IdentityStore::add_key(unit, admin);
  IdentityStore::revoke_key(unit, admin.id, clock_.now());
  ASSERT_TRUE(write(std::move(unit)));
  EXPECT_EQ(run(store_->has_admin_key()), true);
}

TEST_P(IdentityStoreTest, NotesUseAtMostOncePerInterval) {
  const ApiKey key = stored_key(stored_project("one"));
  const Time start = clock_.now();
  const auto note = [&](std::chrono::seconds after) {
    EXPECT_TRUE(run(store_->note_use({{key.id, start + after}}, std::chrono::minutes(1))));
    return run(store_->key(key.id))->key.last_used_at;
  };
  EXPECT_EQ(note(std::chrono::seconds(0)), start);
  EXPECT_EQ(note(std::chrono::seconds(59)), start);
  EXPECT_EQ(note(std::chrono::seconds(60)), start + std::chrono::seconds(60));
  EXPECT_EQ(note(std::chrono::seconds(10)), start + std::chrono::seconds(60));  // another replica was slower
}

TEST_P(IdentityStoreTest, KeepsAtMostItsMaximumOfKeysPerProject) {
  const Project project = stored_project("one");
  storage::WriteUnit unit;
  for (std::int64_t i = 0; i < kKeysPerProjectMax; ++i)
    IdentityStore::add_key(unit, a_key(project));
  ASSERT_TRUE(write(std::move(unit)));
  storage::WriteUnit one_more;
  IdentityStore::add_key(one_more, a_key(project));
  EXPECT_EQ(write(one_more).error().code, ErrorCode::conflict);
  storage::WriteUnit elsewhere;
  IdentityStore::add_key(elsewhere, a_key(stored_project("two")));
  EXPECT_TRUE(write(std::move(elsewhere)));
}

TEST_P(IdentityStoreTest, KeepsAtMostItsMaximumOfProjects) {
  storage::WriteUnit unit;
  for (std::int64_t i = 0; i < kProjectsMax; ++i)
    IdentityStore::add_project(unit, a_project(fmt::format("p{}", i)));
  ASSERT_TRUE(write(std::move(unit)));
  storage::WriteUnit one_more;
  IdentityStore::add_project(one_more, a_project("more"));
  EXPECT_EQ(write(std::move(one_more)).error().code, ErrorCode::conflict);
}

INSTANTIATE_TEST_SUITE_P(Databases, IdentityStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::identity
