#include "platform/identity/admin_keys.hpp"

#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/identity/key_authenticator.hpp"
#include "support/audited_world.hpp"

namespace swarm::identity {
namespace {

using Trouble = tests::TroubledDatabase::Trouble;

class AdminKeysTest : public testing::Test {
 protected:
  std::filesystem::path file() { return folder_.path() / "admin.key"; }
  std::filesystem::path prepared() { return folder_.path() / "admin.key.new"; }
  static std::string first_line(const std::filesystem::path& path) {
    std::ifstream stream(path);
    std::string line;
    std::getline(stream, line);
    return line;
  }
  Result<bool> bootstrap() { return world_.run(admin_keys_.bootstrap()); }
  Result<http::Principal> authenticate(std::string text) {
    return world_.run(authenticator_.authenticate(std::move(text), std::nullopt));
  }

  tests::AuditedWorld world_{{schema()}};
  tests::TemporaryFolder folder_;
  IdentityStore store_{*world_.database};
  IdentityMetrics metrics_{world_.metrics};
  KeyAuthenticator authenticator_{
      {.store = store_, .loop = world_.loop.loop(), .clock = world_.clock, .metrics = metrics_, .log = world_.log}};
  AdminKeys admin_keys_{{.store = store_,
                         .audit = world_.audit,
                         .ids = world_.ids,
                         .random = world_.random,
                         .clock = world_.clock,
                         .log = world_.log,
                         .data_folder = folder_.path()}};
};

TEST_F(AdminKeysTest, BootstrapWritesAWorkingAdminKeyThatOnlyItsOwnerMayRead) {
  EXPECT_EQ(bootstrap(), true);
  const auto who = authenticate(first_line(file()));
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(who->role, Role::admin);
  EXPECT_EQ(world_.run(store_.project(who->project))->name, "default");
  struct stat facts{};
  ASSERT_EQ(stat(file().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_FALSE(std::filesystem::exists(prepared()));
}

TEST_F(AdminKeysTest, BootstrapTellsTheLogWhereButNeverWhat) {
  ASSERT_TRUE(bootstrap());
  EXPECT_EQ(world_.logs.lines_with(file().string()).size(), 1U);
  EXPECT_TRUE(world_.logs.lines_with(first_line(file()).substr(30, 32)).empty());
  EXPECT_EQ(world_.audited().size(), 1U);
}

TEST_F(AdminKeysTest, BootstrapDoesNothingTheSecondTime) {
  ASSERT_EQ(bootstrap(), true);
  const std::string text = first_line(file());
  EXPECT_EQ(bootstrap(), false);
  EXPECT_EQ(first_line(file()), text);
  EXPECT_EQ(world_.run(store_.keys(std::nullopt, "", 10))->size(), 1U);
}

TEST_F(AdminKeysTest, BootstrapMakesNoNewKeyWhenTheLastAdminKeyWasRevoked) {
  ASSERT_TRUE(bootstrap());
  storage::WriteUnit unit;
  IdentityStore::revoke_key(unit, *key_id_in(first_line(file())), world_.clock.now());
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(bootstrap(), false);
}

TEST_F(AdminKeysTest, BootstrapPutsInPlaceWhatACrashLeftPrepared) {
  // Committed, but the process ended before the file was renamed.
  world_.database->trouble_next_write(Trouble::written_but_unknown);
  EXPECT_EQ(bootstrap().error().code, ErrorCode::unavailable);
  EXPECT_FALSE(std::filesystem::exists(file()));
  ASSERT_TRUE(std::filesystem::exists(prepared()));
  EXPECT_EQ(bootstrap(), false);
  EXPECT_FALSE(std::filesystem::exists(prepared()));
  EXPECT_TRUE(authenticate(first_line(file())));
}

TEST_F(AdminKeysTest, BootstrapThrowsAwayAPreparedKeyThatWasNeverStored) {
  world_.database->trouble_next_write(Trouble::not_written);
  EXPECT_FALSE(bootstrap());
  const std::string never_stored = first_line(prepared());
  EXPECT_EQ(bootstrap(), true);
  EXPECT_NE(first_line(file()), never_stored);
  EXPECT_TRUE(authenticate(first_line(file())));
  EXPECT_FALSE(std::filesystem::exists(prepared()));
}

TEST_F(AdminKeysTest, BootstrapThrowsAwayRubbish) {
  std::ofstream(prepared()) << "half a ke";
  EXPECT_EQ(bootstrap(), true);
  EXPECT_TRUE(authenticate(first_line(file())));
}

TEST_F(AdminKeysTest, OnlyOneOfTwoReplicasThatStartAtOnceMakesTheKey) {
  const tests::TemporaryFolder elsewhere;
  AdminKeys other({.store = store_,
                   .audit = world_.audit,
                   .ids = world_.ids,
                   .random = world_.random,
                   .clock = world_.clock,
                   .log = world_.log,
                   .data_folder = elsewhere.path()});
  std::promise<Result<bool>> first, second;
  const auto carry = [](AdminKeys* keys, std::promise<Result<bool>>* done) -> Async<void> {
    done->set_value(co_await keys->bootstrap());
  };
  world_.loop.loop().spawn(carry(&admin_keys_, &first));
  world_.loop.loop().spawn(carry(&other, &second));
  const Result<bool> made_here = first.get_future().get();
  const Result<bool> made_there = second.get_future().get();
  ASSERT_TRUE(made_here && made_there);
  EXPECT_NE(*made_here, *made_there);
  EXPECT_EQ(std::filesystem::exists(file()), *made_here);
  EXPECT_EQ(std::filesystem::exists(elsewhere.path() / "admin.key"), *made_there);
  EXPECT_EQ(world_.run(store_.keys(std::nullopt, "", 10))->size(), 1U);
}

TEST_F(AdminKeysTest, ANewAdminKeyReplacesTheFileAndLeavesTheOldKeyAlone) {
  ASSERT_TRUE(bootstrap());
  const std::string old = first_line(file());
  EXPECT_EQ(world_.run(admin_keys_.new_admin_key()), file());
  EXPECT_NE(first_line(file()), old);
  EXPECT_TRUE(authenticate(first_line(file())));
  EXPECT_TRUE(authenticate(old));
  EXPECT_EQ(world_.audited().size(), 2U);
}

TEST_F(AdminKeysTest, SaysWhenTheFolderCannotBeWritten) {
  AdminKeys nowhere({.store = store_,
                     .audit = world_.audit,
                     .ids = world_.ids,
                     .random = world_.random,
                     .clock = world_.clock,
                     .log = world_.log,
                     .data_folder = folder_.path() / "missing"});
  const auto made = world_.run(nowhere.bootstrap());
  EXPECT_EQ(made.error().code, ErrorCode::unavailable);
  EXPECT_THAT(made.error().message, testing::HasSubstr("admin.key"));
  EXPECT_TRUE(world_.run(store_.keys(std::nullopt, "", 10))->empty());
}

}  // namespace
}  // namespace swarm::identity
