#include "platform/secrets/secret_box.hpp"

#include <fstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "support/seeded_random.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::secrets {
namespace {

class SecretBoxTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / kMasterKeyFile; }
  SecretBox box() { return SecretBox::load_or_make(file(), random_).value(); }
  tests::TemporaryFolder folder_;
  tests::SeededRandom random_{1};
};

TEST_F(SecretBoxTest, KeepsItsKeyAcrossStartsInAPrivateFile) {
  const SecretBox first = box(), second = box();
  EXPECT_EQ(first.key_id(), second.key_id());
  EXPECT_EQ(first.key_id().size(), 16U);
  const std::string sealed = first.seal("whsec_abc", "webhook 1", random_);
  EXPECT_EQ(second.open(sealed, "webhook 1").value(), "whsec_abc");
  EXPECT_FALSE(sealed.contains("abc"));
  struct stat facts{};
  ASSERT_EQ(stat(file().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(SecretBoxTest, SaysWhyASecretDoesNotOpen) {
  const SecretBox mine = box();
  const std::string sealed = mine.seal("secret", "webhook 1", random_);
  const SecretBox other = SecretBox::load_or_make(folder_.path() / "other.key", random_).value();
  EXPECT_EQ(other.open(sealed, "webhook 1").error().reason, "other_master_key");
  EXPECT_EQ(mine.open(sealed, "webhook 2").error().code, ErrorCode::internal);
  EXPECT_EQ(mine.open(sealed.substr(0, sealed.size() - 4), "webhook 1").error().code, ErrorCode::internal);
  EXPECT_EQ(mine.open("secret", "webhook 1").error().code, ErrorCode::internal);
}

TEST_F(SecretBoxTest, ChangesItsKeyAndKeepsTheOldOneUntilItIsForgotten) {
  const SecretBox changed = box();
  const std::string old_id = changed.key_id();
  const std::string sealed = changed.seal("secret", "webhook 1", random_);
  ASSERT_TRUE(changed.change_key(random_));
  EXPECT_NE(changed.key_id(), old_id);
  EXPECT_EQ(changed.previous_key_id(), old_id);
  EXPECT_EQ(changed.open(sealed, "webhook 1").value(), "secret");
  EXPECT_EQ(key_id_of(changed.seal("secret", "webhook 1", random_)), changed.key_id());
  EXPECT_EQ(changed.change_key(random_).error().reason, "rotation_unfinished");

  const SecretBox restarted = box();
  EXPECT_EQ(restarted.key_id(), changed.key_id());
  EXPECT_EQ(restarted.previous_key_id(), old_id);
  EXPECT_EQ(restarted.open(sealed, "webhook 1").value(), "secret");
  ASSERT_TRUE(restarted.forget_previous("another"));
  EXPECT_TRUE(restarted.previous_key_id());
  ASSERT_TRUE(restarted.forget_previous(old_id));
  EXPECT_EQ(restarted.previous_key_id(), std::nullopt);
  EXPECT_EQ(box().open(sealed, "webhook 1").error().reason, "other_master_key");
}

TEST_F(SecretBoxTest, TakesAChangeBack) {
  const SecretBox changed = box();
  const std::string old_id = changed.key_id();
  ASSERT_TRUE(changed.change_key(random_));
  ASSERT_TRUE(changed.undo_change());
  EXPECT_EQ(changed.key_id(), old_id);
  EXPECT_EQ(changed.previous_key_id(), std::nullopt);
  EXPECT_EQ(box().key_id(), old_id);
  EXPECT_TRUE(changed.change_key(random_));
}

// The previous key is kept before the new one is put in place, so an end between the two leaves both the same.
TEST_F(SecretBoxTest, ForgetsAPreviousKeyThatIsThePresentOne) {
  const std::string id = box().key_id();
  const std::filesystem::path previous = file().string() + std::string(kPreviousKeySuffix);
  std::filesystem::copy_file(file(), previous);
  EXPECT_EQ(box().key_id(), id);
  EXPECT_EQ(box().previous_key_id(), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(previous));
}

TEST_F(SecretBoxTest, HoldsOneChangeAtATimeAmongThoseThatShareAFile) {
  const SecretBox one = box(), other = box();
  ASSERT_TRUE(one.change_key(random_));
  EXPECT_EQ(other.change_key(random_).error().reason, "rotation_unfinished");
  EXPECT_NE(other.key_id(), one.key_id());
  EXPECT_TRUE(other.read_again().value());
  EXPECT_EQ(other.key_id(), one.key_id());
  EXPECT_EQ(other.previous_key_id(), one.previous_key_id());
  EXPECT_FALSE(other.read_again().value());
}

TEST_F(SecretBoxTest, HoldsNoMoreOldKeysThanItMay) {
  const SecretBox changed = box();
  const std::string sealed = changed.seal("secret", "webhook 1", random_);
  for (std::size_t i = 0; i < kMasterKeysHeldMax; ++i) {
    EXPECT_TRUE(changed.open(sealed, "webhook 1")) << i;
    ASSERT_TRUE(changed.change_key(random_));
    ASSERT_TRUE(changed.forget_previous(*changed.previous_key_id()));
  }
  EXPECT_EQ(changed.key_ids().size(), kMasterKeysHeldMax);
  EXPECT_EQ(changed.open(sealed, "webhook 1").error().reason, "other_master_key");
}

TEST_F(SecretBoxTest, RefusesAFileThatOthersMayReadOrThatHoldsNoKey) {
  box();
  std::filesystem::permissions(file(), std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_EQ(SecretBox::load_or_make(file(), random_).error().code, ErrorCode::invalid_input);
  std::filesystem::remove(file());
  std::ofstream(file()) << "nonsense\n";
  std::filesystem::permissions(file(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(SecretBox::load_or_make(file(), random_).error().code, ErrorCode::invalid_input);
}

TEST_F(SecretBoxTest, SaysThatItCannotWriteItsKey) {
  EXPECT_EQ(SecretBox::load_or_make(folder_.path() / "none" / "key", random_).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace swarm::secrets
