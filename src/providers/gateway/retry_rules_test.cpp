#include "providers/gateway/retry_rules.hpp"

#include <gtest/gtest.h>

namespace swarm::gateway {
namespace {

using namespace std::chrono_literals;

TEST(RetryRules, ReadTheStatus) {
  EXPECT_EQ(ending_of(200, false), Ending::answered);
  EXPECT_EQ(ending_of(404, false), Ending::answered);
  EXPECT_EQ(ending_of(408, false), Ending::try_again);
  EXPECT_EQ(ending_of(429, false), Ending::busy);
  EXPECT_EQ(ending_of(503, true), Ending::busy);
  EXPECT_EQ(ending_of(503, false), Ending::refused);
  EXPECT_EQ(ending_of(500, true), Ending::refused);
}

TEST(RetryRules, WhatMayHaveBeenBilledIsOnlyRepeatedWhenItIsFree) {
  EXPECT_FALSE(is_repeatable(Ending::unknown, false));
  EXPECT_TRUE(is_repeatable(Ending::unknown, true));
  EXPECT_FALSE(allows_fallback(Ending::unknown, false));
  EXPECT_TRUE(is_repeatable(Ending::never_sent, false));
  EXPECT_FALSE(is_repeatable(Ending::no_place, true));
  EXPECT_TRUE(allows_fallback(Ending::no_place, false));
  EXPECT_FALSE(allows_fallback(Ending::ours_to_stop, true));
  EXPECT_FALSE(allows_fallback(Ending::answered, true));
}

TEST(RetryRules, BackOffDoublesWithJitterUpToItsLimit) {
  const GatewayConfig config{.backoff = 100ms, .backoff_max = 1'000ms, .retry_after_max = 30s};
  EXPECT_EQ(backoff(config, 1, std::nullopt, 0.5), 50ms);
  EXPECT_EQ(backoff(config, 3, std::nullopt, 0.5), 200ms);
  EXPECT_EQ(backoff(config, 60, std::nullopt, 0.999), 999ms);
  EXPECT_EQ(backoff(config, 1, 2s, 0.5), 2'050ms);
  EXPECT_EQ(backoff(config, 1, 31s, 0.5), std::nullopt);
}

TEST(RetryRules, RetriesHaveToBeEarned) {
  RetryAllowance allowance(GatewayConfig{.retry_ratio = 0.5, .retries_min = 1});
  EXPECT_TRUE(allowance.take());
  EXPECT_FALSE(allowance.take());
  allowance.earn();
  EXPECT_FALSE(allowance.take());
  allowance.earn();
  EXPECT_TRUE(allowance.take());
  for (int i = 0; i < 100'000; ++i)
    allowance.earn();
  int taken = 0;
  while (allowance.take())
    ++taken;
  EXPECT_EQ(taken, 101);  // what was earned in good times is bounded
}

}  // namespace
}  // namespace swarm::gateway
