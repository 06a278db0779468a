#include "platform/secrets/master_key_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/secrets_world.hpp"

namespace swarm::secrets {
namespace {

using testing::Contains;
using testing::StartsWith;
using Trouble = tests::TroubledDatabase::Trouble;

class MasterKeyServiceTest : public testing::Test {
 protected:
  std::unique_ptr<Secrets> a_server(std::string_view file = "master.key") {
    auto server = world_.open(world_.box(file));
    EXPECT_TRUE(world_.run(server->service().refresh()));
    return server;
  }
  void set(Secrets& server, std::string name, std::string value) {
    const auto stored = world_.run(server.service().set(world_.admin(), std::move(name), std::move(value)));
    EXPECT_TRUE(stored) << stored.error().message;
  }
  Result<MasterKeyService::Rotated> rotate(Secrets& server, bool abandon = false) {
    return world_.run(server.master_key().rotate(world_.admin(), abandon));
  }
  std::string value(Secrets& server, std::string_view name) {
    EXPECT_TRUE(world_.run(server.service().refresh()));
    const auto found = server.source().find(name);
    return found ? found->reveal() : "none";
  }
  bool keeps_previous() const {
    return std::filesystem::exists(world_.folder.path() / ("master.key" + std::string(kPreviousKeySuffix)));
  }

  tests::SecretsWorld world_;
};

TEST_F(MasterKeyServiceTest, SealsEverythingAnewAndForgetsTheOldKey) {
  const auto server = a_server();
  constexpr int kSecrets = 2 * static_cast<int>(kResealedPerUnit) + 50;  // several units
  for (int i = 0; i < kSecrets; ++i)
    set(*server, fmt::format("KEY_{}", i), fmt::format("hunter{}", i));
  const std::string old_id = server->box().key_id();
  const auto rotated = rotate(*server).value();
  EXPECT_EQ(rotated.resealed, kSecrets);
  EXPECT_TRUE(rotated.finished);
  EXPECT_EQ(rotated.previous_key_id, old_id);
  EXPECT_FALSE(keeps_previous());
  EXPECT_EQ(value(*server, "KEY_249"), "hunter249");
  const auto restarted = a_server();
  EXPECT_EQ(restarted->box().key_ids(), std::vector{rotated.key_id});
  EXPECT_EQ(value(*restarted, "KEY_0"), "hunter0");
  EXPECT_EQ(value(*restarted, "KEY_249"), "hunter249");
  EXPECT_THAT(world_.audited(), Contains("secrets.rotate_master_key " + rotated.key_id));
}

// The process ends after each of the writes of a rotation in turn.
TEST_F(MasterKeyServiceTest, LosesNothingWhenItEndsInTheMiddle) {
  const auto server = a_server();
  for (int i = 0; i < 3; ++i)
    set(*server, fmt::format("KEY_{}", i), fmt::format("hunter{}", i));
  // The answer to the switch is lost: it may or may not have been written.
  for (const Trouble trouble : {Trouble::not_written, Trouble::written_but_unknown}) {
    const auto before = a_server();
    world_.database->trouble_next_write(trouble);
    EXPECT_FALSE(rotate(*before));
    EXPECT_TRUE(keeps_previous());
    const auto restarted = a_server();
    EXPECT_EQ(value(*restarted, "KEY_1"), "hunter1") << "readable before anything is finished";
    EXPECT_EQ(world_.run(restarted->master_key().finish()).value(), 3);
    EXPECT_FALSE(keeps_previous());
    EXPECT_EQ(value(*a_server(), "KEY_1"), "hunter1");
  }
}

TEST_F(MasterKeyServiceTest, GoesOnWithSealingWhenItStartsAgain) {
  const auto server = a_server();
  set(*server, "KEY", "hunter2");
  ASSERT_TRUE(server->box().change_key(world_.random));  // and nothing more
  const auto restarted = world_.open(world_.box());
  ASSERT_TRUE(world_.run(restarted->start()));
  while (restarted->box().previous_key_id())
    world_.run(restarted->service().list());  // ends, or the test's time limit ends it
  world_.run(restarted->stop());
  EXPECT_FALSE(keeps_previous());
  EXPECT_EQ(value(*a_server(), "KEY"), "hunter2");
}

TEST_F(MasterKeyServiceTest, RefusesASecondChangeBeforeTheFirstHasEnded) {
  const auto server = a_server();
  set(*server, "KEY", "hunter2");
  ASSERT_TRUE(server->box().change_key(world_.random));
  EXPECT_EQ(rotate(*server).error().reason, "rotation_unfinished");
  EXPECT_EQ(world_.run(server->master_key().finish()).value(), 1);
  EXPECT_TRUE(rotate(*server));
}

TEST_F(MasterKeyServiceTest, IsFollowedByAServerThatSharesTheFile) {
  const auto one = a_server(), other = a_server();
  set(*one, "KEY", "hunter2");
  EXPECT_EQ(value(*other, "KEY"), "hunter2");
  ASSERT_TRUE(rotate(*one));
  set(*other, "KEY", "hunter3");
  EXPECT_EQ(other->box().key_id(), one->box().key_id());
  EXPECT_EQ(value(*one, "KEY"), "hunter3");
}

TEST_F(MasterKeyServiceTest, TakesItsChangeBackWhenAnotherServerWasFaster) {
  const auto one = a_server(), other = a_server("copy.key");
  std::filesystem::copy_file(world_.folder.path() / "master.key", world_.folder.path() / "copy.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto copy = a_server("copy.key");
  set(*one, "KEY", "hunter2");
  const std::string old_id = copy->box().key_id();
  // Between its look at the database and its change of it.
  ASSERT_TRUE(copy->box().change_key(world_.random));
  ASSERT_TRUE(rotate(*one));
  EXPECT_FALSE(world_.run(copy->master_key().finish())) << "the installation's key is another one";
  ASSERT_TRUE(copy->box().undo_change());
  EXPECT_EQ(copy->box().key_id(), old_id);
  EXPECT_EQ(rotate(*copy).error().reason, "other_master_key");
  EXPECT_EQ(copy->box().previous_key_id(), std::nullopt);
}

TEST_F(MasterKeyServiceTest, GoesOnWithoutALostKeyWhenTold) {
  const auto lost = a_server("lost.key");
  set(*lost, "KEY", "hunter2");
  const auto server = a_server();
  EXPECT_EQ(rotate(*server).error().reason, "other_master_key");
  ASSERT_TRUE(rotate(*server, true));
  EXPECT_EQ(value(*server, "KEY"), "none");
  set(*server, "KEY", "hunter3");
  EXPECT_EQ(value(*server, "KEY"), "hunter3");
}

TEST_F(MasterKeyServiceTest, LeavesWhatCannotBeOpenedAndSaysSo) {
  const auto server = a_server();
  set(*server, "KEY", "hunter2");
  StoredSecret damaged{.name = "DAMAGED", .key_id = server->box().key_id()};
  damaged.sealed = server->box().seal("x", "another place", world_.random);
  ASSERT_TRUE(world_.run(world_.database->write(SecretStore::put(damaged))));
  EXPECT_EQ(rotate(*server)->resealed, 1);
  EXPECT_FALSE(world_.logs.lines_with("secret_not_resealed").empty());
  EXPECT_FALSE(keeps_previous());
}

}  // namespace
}  // namespace swarm::secrets
