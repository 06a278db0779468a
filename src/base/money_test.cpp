#include "base/money.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace swarm {
namespace {

TEST(Money, CountsTokensExactly) {
  EXPECT_EQ(price_of(1, 0.15), Money{150});
  EXPECT_EQ(price_of(1'000'000, 0.60), dollars(0.60));
  EXPECT_EQ(price_of(1, 0.0001), Money{1});  // rounded up: a cost is never lost
  EXPECT_EQ(price_of(0, 5), Money{});
}

TEST(Money, TakesNoNonsense) {
  EXPECT_EQ(price_of(-5, 1), Money{});
  EXPECT_EQ(dollars(-1), Money{});
  EXPECT_EQ(dollars(std::numeric_limits<double>::quiet_NaN()), Money{});
  EXPECT_EQ(dollars(std::numeric_limits<double>::infinity()), kMoneyMax);
  EXPECT_EQ(price_of(std::numeric_limits<std::int64_t>::max(), 1e9), kMoneyMax);
}

TEST(Money, IsShownWithTheDigitsItHas) {
  EXPECT_EQ(to_text(dollars(12.5)), "$12.50");
  EXPECT_EQ(to_text(Money{135'000}), "$0.000135");
  EXPECT_EQ(to_text(Money{}), "$0.00");
  EXPECT_EQ(to_text(Money{-3'000'000'000}), "-$3.00");
}

}  // namespace
}  // namespace swarm
