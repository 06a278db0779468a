#include <fstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "platform/crypto/signing.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::crypto {
namespace {

TEST(Hash, GivesThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(blake2b_hex(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(Hash, ComparesInConstantTime) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(SigningKey, StaysTheSameAcrossStartsAndIsPrivate) {
  const tests::TemporaryFolder folder;
  const SigningKey first = SigningKey::load_or_make(folder.path() / "key").value();
  const SigningKey second = SigningKey::load_or_make(folder.path() / "key").value();
  EXPECT_EQ(first.public_key(), second.public_key());
  EXPECT_TRUE(verify_signature("hello", first.sign("hello"), second.public_key()));
  EXPECT_FALSE(verify_signature("hellO", first.sign("hello"), second.public_key()));
  EXPECT_FALSE(verify_signature("hello", "rubbish", second.public_key()));
  struct stat facts{};
  ASSERT_EQ(stat((folder.path() / "key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST(SigningKey, RefusesAFileThatIsNone) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "key") << "nonsense";
  EXPECT_EQ(SigningKey::load_or_make(folder.path() / "key").error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace swarm::crypto
