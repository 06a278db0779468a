#include "platform/secrets/secret_service.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/secrets_world.hpp"

namespace swarm::secrets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// As many secrets as $1 says, in one statement.
constexpr storage::NamedStatement kFill{
    "test.fill_secrets",
    "INSERT INTO secrets (name, value, key_id, version, created_at_ms, updated_at_ms, updated_by) "
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1) "
    "SELECT printf('N%04d', i), '1.0.', '0', 1, 0, 0, '' FROM n"};
constexpr const storage::NamedStatement* kTestStatements[] = {&kFill};

EnvironmentSecrets environment_with(std::string name, std::string value) {
  EnvironmentSecrets secrets;
  secrets.emplace(std::move(name), std::make_shared<const SecretText>(std::move(value)));
  return secrets;
}

class SecretServiceTest : public testing::Test {
 protected:
  SecretServiceTest() { EXPECT_TRUE(world_.run(secrets_->start())); }
  ~SecretServiceTest() override { world_.run(secrets_->stop()); }

  SecretService& service() { return secrets_->service(); }
  Result<SecretFacts> set(std::string name, std::string value) {
    return world_.run(service().set(world_.admin(), std::move(name), std::move(value)));
  }
  static std::string value_in(const SecretSource& source, std::string_view name) {
    const auto found = source.find(name);
    return found ? found->reveal() : "none";
  }
  std::string value(std::string_view name) { return value_in(service(), name); }

  tests::SecretsWorld world_{{{{}, kTestStatements}}};
  std::unique_ptr<Secrets> secrets_ = world_.open(world_.box(), environment_with("GIVEN", "from outside"));
};

TEST_F(SecretServiceTest, ActsWhenTheCallReturnsAndAuditsNamesOnly) {
  EXPECT_EQ(value("STUB_KEY"), "none");
  const SecretFacts made = set("STUB_KEY", "hunter2").value();
  EXPECT_EQ(made.version, 1);
  EXPECT_EQ(made.key_id, world_.box().key_id());
  EXPECT_EQ(value("STUB_KEY"), "hunter2");
  EXPECT_EQ(world_.run(service().rotate(world_.admin(), "STUB_KEY", "hunter3"))->version, 2);
  EXPECT_EQ(value("STUB_KEY"), "hunter3");
  EXPECT_TRUE(world_.run(service().remove(world_.admin(), "STUB_KEY")));
  EXPECT_EQ(value("STUB_KEY"), "none");
  EXPECT_THAT(world_.audited(),
              ElementsAre("secrets.set STUB_KEY", "secrets.rotate STUB_KEY", "secrets.remove STUB_KEY"));
  for (const audit::SealedEntry& entry : world_.run(world_.audit.follow("", 0, 100)).value())
    EXPECT_THAT(entry.details, Not(HasSubstr("hunter")));
  EXPECT_TRUE(world_.logs.lines_with("hunter").empty());
}

TEST_F(SecretServiceTest, KeepsTheValueForWhoHoldsItWhileItIsRotated) {
  ASSERT_TRUE(set("STUB_KEY", "hunter2"));
  const auto held = service().find("STUB_KEY");
  ASSERT_TRUE(set("STUB_KEY", "hunter3"));
  EXPECT_EQ(held->reveal(), "hunter2");
}

TEST_F(SecretServiceTest, HidesTheEnvironmentBehindWhatIsStored) {
  EXPECT_EQ(value("GIVEN"), "from outside");
  ASSERT_TRUE(set("GIVEN", "stored"));
  EXPECT_EQ(value("GIVEN"), "stored");
  EXPECT_EQ(world_.run(service().list())->size(), 1U);
  ASSERT_TRUE(world_.run(service().remove(world_.admin(), "GIVEN")));
  EXPECT_EQ(value("GIVEN"), "from outside");
  const std::vector<SecretFacts> listed = world_.run(service().list()).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].origin, Origin::environment);
  EXPECT_EQ(listed[0].version, 0);
  EXPECT_THAT(world_.run(service().remove(world_.admin(), "GIVEN")).error().message, HasSubstr("SWARM_SECRET_GIVEN"));
}

TEST_F(SecretServiceTest, RefusesBadNamesAndValuesWithoutSayingThem) {
  for (const std::string& name :
       {std::string(), std::string("lower"), std::string("A-B"), std::string(kSecretNameLengthMax + 1, 'A')})
    EXPECT_EQ(set(name, "hunter2").error().faults.at(0).path, "$.path.name") << name;
  EXPECT_TRUE(set(std::string(kSecretNameLengthMax, 'A'), std::string(kSecretBytesMax, 'v')));
  for (const std::string& bad : {std::string(), std::string(kSecretBytesMax + 1, 'v')}) {
    const auto refused = set("A", bad);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults.at(0).path, "$.value");
    EXPECT_THAT(refused.error().message, Not(HasSubstr("vv")));
  }
}

TEST_F(SecretServiceTest, RotatesAndRemovesOnlyWhatIsThere) {
  EXPECT_EQ(world_.run(service().rotate(world_.admin(), "A", "v")).error().code, ErrorCode::not_found);
  EXPECT_EQ(world_.run(service().remove(world_.admin(), "A")).error().code, ErrorCode::not_found);
}

TEST_F(SecretServiceTest, SaysWhenThereAreTooMany) {
  storage::WriteUnit unit;
  unit.add(kFill, {storage::sql(kSecretsMax)});
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(set("A", "v").error().code, ErrorCode::limit_exceeded);
}

TEST_F(SecretServiceTest, SeesWhatAnotherServerChangedInTheBackground) {
  const auto other = world_.open(world_.box());
  ASSERT_TRUE(world_.run(other->start()));
  ASSERT_TRUE(set("STUB_KEY", "hunter2"));
  while (value_in(other->source(), "STUB_KEY") != "hunter2")
    world_.run(other->service().list());  // ends, or the test's time limit ends it
  world_.run(other->stop());
}

TEST_F(SecretServiceTest, ReadsOnlyTheStateWhileNothingChanges) {
  ASSERT_TRUE(set("STUB_KEY", "hunter2"));
  const auto other = world_.open(world_.box());
  ASSERT_TRUE(world_.run(other->service().refresh()));
  world_.run(secrets_->stop());  // it reads in the background, too
  const int reads = world_.database->reads();
  ASSERT_TRUE(world_.run(other->service().refresh()));
  EXPECT_EQ(world_.database->reads(), reads + 1);
}

TEST_F(SecretServiceTest, GoesOnWithWhatItHasWhenTheDatabaseCannotBeAsked) {
  ASSERT_TRUE(set("STUB_KEY", "hunter2"));
  world_.database->refuse_reads(true);
  EXPECT_FALSE(world_.run(service().refresh()));
  EXPECT_EQ(value("STUB_KEY"), "hunter2");
  const auto fresh = world_.open(world_.box());
  EXPECT_EQ(world_.run(fresh->start()).error().code, ErrorCode::unavailable);
  world_.run(fresh->stop());
  world_.database->refuse_reads(false);
}

TEST_F(SecretServiceTest, SaysWhenItDoesNotHaveTheMasterKey) {
  ASSERT_TRUE(set("STUB_KEY", "hunter2"));
  const auto other = world_.open(world_.box("other.key"));
  ASSERT_TRUE(world_.run(other->service().refresh()));
  EXPECT_EQ(value_in(other->source(), "STUB_KEY"), "none");
  EXPECT_EQ(world_.logs.lines_with("other_master_key").size(), 1U);
  EXPECT_EQ(world_.metric("swarm_secrets_unreadable"), 1);
  EXPECT_FALSE(world_.run(other->service().list())->at(0).is_readable);
  EXPECT_EQ(world_.run(other->service().set(world_.admin(), "B", "v")).error().reason, "other_master_key");
  ASSERT_TRUE(world_.run(other->service().refresh()));
  EXPECT_EQ(world_.logs.lines_with("other_master_key installation").size(), 1U) << "said once";

  // A person copies the file.
  std::filesystem::copy_file(world_.folder.path() / "master.key", world_.folder.path() / "other.key",
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_TRUE(world_.run(other->service().refresh()));
  EXPECT_EQ(value_in(other->source(), "STUB_KEY"), "hunter2");
  EXPECT_EQ(world_.metric("swarm_secrets_unreadable"), 0);
}

TEST_F(SecretServiceTest, FindsASecretWithoutAskingTheDatabase) {
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(set(fmt::format("KEY_{}", i), "hunter2"));
  world_.run(secrets_->stop());  // what it reads in the background
  const int reads = world_.database->reads();
  constexpr int kRounds = 200'000;
  std::size_t bytes = 0;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < kRounds; ++i)
    bytes += service().find("KEY_57")->reveal().size();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begun;
  EXPECT_EQ(bytes, kRounds * 7U);
  const double each = took.count() / kRounds;
  RecordProperty("nanoseconds_per_find", std::to_string(each));
  std::printf("[ figure   ] find: %.0f ns\n", each);
  EXPECT_EQ(world_.database->reads(), reads);
}

}  // namespace
}  // namespace swarm::secrets
