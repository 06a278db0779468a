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
