#include "platform/identity/key_cache.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::identity {
namespace {

class KeyCacheTest : public testing::Test {
 protected:
  std::shared_ptr<const ApiKey> a_key() {
    return std::make_shared<const ApiKey>(
        ApiKey{.id = KeyId::generate(ids_), .name = "k", .project = ProjectId::generate(ids_), .hash = "hash"});
  }

  tests::FakeClock clock_;
  tests::SeededRandom random_{5};
  IdSource ids_{clock_, random_};
  KeyCache cache_{3, std::chrono::seconds(5), clock_};
};

TEST_F(KeyCacheTest, KnowsAKeyForItsLifetimeOnly) {
  const auto key = a_key();
  cache_.put(key, cache_.generation());
  clock_.advance(std::chrono::milliseconds(4'999));
  EXPECT_EQ(cache_.find(key->id, "hash"), key);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(cache_.find(key->id, "hash"), nullptr);
}

TEST_F(KeyCacheTest, DoesNotKnowAnotherSecretOfTheSameKey) {
  const auto key = a_key();
  cache_.put(key, cache_.generation());
  EXPECT_EQ(cache_.find(key->id, "hasH"), nullptr);
}

TEST_F(KeyCacheTest, ForgetsWhatIsDropped) {
  const auto key = a_key();
  cache_.put(key, cache_.generation());
  cache_.drop(key->id);
  EXPECT_EQ(cache_.find(key->id, "hash"), nullptr);
}

TEST_F(KeyCacheTest, DoesNotTakeWhatWasReadBeforeADrop) {
  const auto key = a_key();
  const std::uint64_t before = cache_.generation();
  cache_.drop(key->id);  // the key is revoked while its old row is on the way here
  cache_.put(key, before);
  EXPECT_EQ(cache_.find(key->id, "hash"), nullptr);
}

TEST_F(KeyCacheTest, StaysWithinItsMaximum) {
  const auto first = a_key();
  cache_.put(first, cache_.generation());
  for (int i = 0; i < 3; ++i)
    cache_.put(a_key(), cache_.generation());
  EXPECT_EQ(cache_.size(), 3U);
  EXPECT_EQ(cache_.find(first->id, "hash"), nullptr);
}

}  // namespace
}  // namespace swarm::identity
