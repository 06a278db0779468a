#include "platform/identity/key_text.hpp"

#include <set>

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::identity {
namespace {

class KeyText : public testing::Test {
 protected:
  tests::FakeClock clock_;
  tests::SeededRandom random_{7};
  IdSource ids_{clock_, random_};
  KeyId id_ = KeyId::generate(ids_);
  std::string text_ = make_key_text(id_, random_);
};

TEST_F(KeyText, HoldsItsIdAndAChecksum) {
  EXPECT_EQ(text_.size(), 68U);
  EXPECT_TRUE(text_.starts_with("swk_" + id_.text()));
  EXPECT_EQ(key_id_in(text_), id_);
}

TEST_F(KeyText, HasAnotherSecretEveryTime) {
  std::set<std::string> texts;
  for (int i = 0; i < 100; ++i)
    texts.insert(make_key_text(id_, random_));
  EXPECT_EQ(texts.size(), 100U);
}

TEST_F(KeyText, IsRefusedWhenAnyOneCharacterIsAnother) {
  for (std::size_t i = 0; i < text_.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text_;
      changed[i] = static_cast<char>(byte);
      if (changed != text_) ASSERT_EQ(key_id_in(changed), std::nullopt) << i << " " << byte;
    }
  }
}

TEST_F(KeyText, IsRefusedWhenItIsCutOrLonger) {
  for (std::size_t length = 0; length < text_.size(); ++length)
    ASSERT_EQ(key_id_in(text_.substr(0, length)), std::nullopt);
  EXPECT_EQ(key_id_in(text_ + "0"), std::nullopt);
  EXPECT_EQ(key_id_in(" " + text_), std::nullopt);
  EXPECT_EQ(key_id_in(std::string(1 << 20, 'a')), std::nullopt);
}

TEST_F(KeyText, IsRefusedWhenTwoCharactersAreSwapped) {
  for (std::size_t i = 1; i < text_.size(); ++i) {
    std::string swapped = text_;
    std::swap(swapped[i - 1], swapped[i]);
    if (swapped != text_) EXPECT_EQ(key_id_in(swapped), std::nullopt) << i;
  }
}

TEST_F(KeyText, IsRefusedWhenItIsRubbishOfTheRightLength) {
  for (int i = 0; i < 20'000; ++i) {
    std::string rubbish(kKeyTextLength, '\0');
    random_.fill(std::as_writable_bytes(std::span(rubbish)));
    rubbish.replace(0, kKeyPrefix.size(), kKeyPrefix);
    ASSERT_EQ(key_id_in(rubbish), std::nullopt);
  }
}

TEST_F(KeyText, IsStoredAsAHashThatDependsOnAllOfIt) {
  EXPECT_EQ(key_hash(text_).size(), 64U);
  EXPECT_NE(key_hash(text_), key_hash(make_key_text(id_, random_)));
  EXPECT_FALSE(key_hash(text_).contains(text_.substr(30)));
}

}  // namespace
}  // namespace swarm::identity
