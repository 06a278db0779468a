#include "platform/limits/token_bucket.hpp"

#include <gtest/gtest.h>

namespace swarm::limits {
namespace {

using std::chrono::milliseconds;

constexpr Rate kRate{.per_second = 10, .burst = 3};
const SteadyTime kStart{std::chrono::hours(1)};

int taken(TokenBucket& bucket, Rate rate, SteadyTime now) {
  int count = 0;
  while (count < 1000 && bucket.take(rate, now))
    ++count;
  return count;
}

TEST(TokenBucket, LetsABurstPassAndThenTheRate) {
  TokenBucket bucket(kRate, kStart);
  EXPECT_EQ(taken(bucket, kRate, kStart), 3);
  EXPECT_EQ(taken(bucket, kRate, kStart + milliseconds(99)), 0);
  EXPECT_EQ(taken(bucket, kRate, kStart + milliseconds(100)), 1);
  EXPECT_EQ(taken(bucket, kRate, kStart + milliseconds(300)), 2);
}

TEST(TokenBucket, NeverHoldsMoreThanABurst) {
  TokenBucket bucket(kRate, kStart);
  EXPECT_EQ(taken(bucket, kRate, kStart + std::chrono::hours(10)), 3);
}

TEST(TokenBucket, SaysWhenTheNextMayPassAndWhenItIsFull) {
  TokenBucket bucket(kRate, kStart);
  taken(bucket, kRate, kStart);
  EXPECT_EQ(bucket.until_next(kRate), milliseconds(100));
  EXPECT_EQ(bucket.until_full(kRate), milliseconds(300));
  EXPECT_FALSE(bucket.take(kRate, kStart + milliseconds(50)));
  EXPECT_EQ(bucket.until_next(kRate), milliseconds(50));
  EXPECT_TRUE(bucket.take(kRate, kStart + milliseconds(100)));
}

TEST(TokenBucket, GainsNothingWhenTimeRunsBackwards) {
  TokenBucket bucket(kRate, kStart);
  taken(bucket, kRate, kStart);
  EXPECT_FALSE(bucket.take(kRate, kStart - std::chrono::hours(1)));
  EXPECT_FALSE(bucket.take(kRate, kStart));
}

TEST(TokenBucket, FollowsAChangedRate) {
  TokenBucket bucket(kRate, kStart);
  EXPECT_EQ(taken(bucket, {.per_second = 10, .burst = 2}, kStart), 2);
  EXPECT_EQ(taken(bucket, {.per_second = 1000, .burst = 50}, kStart + milliseconds(20)), 20);
}

TEST(TokenBucket, HoldsTheRateOverALongTime) {
  TokenBucket bucket(kRate, kStart);
  int passed = 0;
  for (int i = 0; i < 60'000; ++i)
    passed += bucket.take(kRate, kStart + milliseconds(i)) ? 1 : 0;
  EXPECT_NEAR(passed, 600 + 3, 1);
}

}  // namespace
}  // namespace swarm::limits
