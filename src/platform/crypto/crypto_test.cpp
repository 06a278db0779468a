#include <fstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/sealing.hpp"
#include "platform/crypto/signing.hpp"
#include "support/seeded_random.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::crypto {
namespace {

TEST(Hash, GivesThePublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(blake2b_hex(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(Hash, InPiecesIsTheHashOfTheWhole) {
  const std::string whole(1000, 'x');
  Sha256 hash;
  for (const std::size_t length : {0U, 1U, 63U, 64U, 872U})
    hash.add(std::as_bytes(std::span(whole).first(length)));
  EXPECT_EQ(hash.finish(), sha256(whole));
}

TEST(Hash, ComparesInConstantTime) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

// RFC 4231, cases 1 and 6 (a key longer than a block).
TEST(Hmac, GivesThePublishedVectors) {
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Base64, ComesBackAndIsStrict) {
  for (const std::string_view text : {"", "f", "fo", "foo", "foob"})
    EXPECT_EQ(from_base64(to_base64(text)), text);
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  for (const std::string_view text : {"Zm9vYg", "Zm9vYg=", "Zm9v Yg==", "Zm9vYg==x", "Zm-v", "\xff\xff\xff\xff"})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Sealing, OpensOnlyWithItsKeyForItsContextUnchanged) {
  tests::SeededRandom random(1);
  SealingKey key{}, other{};
  random.fill(key);
  random.fill(other);
  const std::string sealed = seal("secret", "row 1", key, random);
  EXPECT_EQ(unseal(sealed, "row 1", key), "secret");
  EXPECT_EQ(unseal(seal("", "", key, random), "", key), "");
  EXPECT_NE(seal("secret", "row 1", key, random), sealed) << "a new nonce each time";
  EXPECT_FALSE(sealed.contains("secret"));
  EXPECT_FALSE(unseal(sealed, "row 2", key));
  EXPECT_FALSE(unseal(sealed, "row 1", other));
  EXPECT_FALSE(unseal("short", "row 1", key));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(unseal(changed, "row 1", key)) << i;
    EXPECT_FALSE(unseal(std::string_view(sealed).substr(0, i), "row 1", key)) << i;
  }
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
