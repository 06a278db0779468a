#include "platform/limits/rate_limiter.hpp"

#include <gtest/gtest.h>

#include "platform/limits/cool_down.hpp"

namespace swarm::limits {
namespace {

constexpr Rate kRate{.per_second = 1, .burst = 2};
const SteadyTime kStart{std::chrono::hours(1)};

TEST(RateLimiter, CountsEveryNameByItself) {
  RateLimiter limiter(1'000);
  EXPECT_TRUE(limiter.take("a", kRate, kStart).admitted);
  EXPECT_TRUE(limiter.take("a", kRate, kStart).admitted);
  const RateLimiter::Verdict refused = limiter.take("a", kRate, kStart);
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.until_next, std::chrono::seconds(1));
  EXPECT_TRUE(limiter.take("b", kRate, kStart).admitted);
}

TEST(RateLimiter, RemembersNothingWithoutALimit) {
  RateLimiter limiter(1'000);
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(limiter.take("a", {}, kStart).admitted);
  EXPECT_EQ(limiter.size(), 0U);
}

TEST(RateLimiter, StaysWithinItsMaximum) {
  RateLimiter limiter(160);
  for (int i = 0; i < 10'000; ++i)
    limiter.take(std::to_string(i), kRate, kStart);
  EXPECT_EQ(limiter.size(), 160U);
}

TEST(CoolDown, RefusesAnAddressAfterTooManyFailures) {
  CoolDown cool_down(10);
  const Rate allowed{.per_second = 3.0 / 60, .burst = 3};
  const auto fail_once = [&] { cool_down.failed("a", allowed, std::chrono::seconds(60), kStart); };
  for (int i = 0; i < 3; ++i)
    fail_once();
  EXPECT_EQ(cool_down.remaining("a", kStart), std::nullopt);
  fail_once();
  EXPECT_EQ(cool_down.remaining("a", kStart + std::chrono::seconds(20)), std::chrono::seconds(40));
  EXPECT_EQ(cool_down.remaining("b", kStart), std::nullopt);
  EXPECT_EQ(cool_down.remaining("a", kStart + std::chrono::seconds(60)), std::nullopt);
}

TEST(CoolDown, StaysWithinItsMaximumAndCanBeOff) {
  CoolDown cool_down(10);
  for (int i = 0; i < 100; ++i)
    cool_down.failed(std::to_string(i), kRate, std::chrono::seconds(60), kStart);
  EXPECT_EQ(cool_down.size(), 10U);
  CoolDown off(10);
  for (int i = 0; i < 100; ++i)
    off.failed("a", {}, std::chrono::seconds(60), kStart);
  EXPECT_EQ(off.remaining("a", kStart), std::nullopt);
  EXPECT_EQ(off.size(), 0U);
}

}  // namespace
}  // namespace swarm::limits
