#include "swarm/heads/math/number/surd.hpp"

#include <gtest/gtest.h>

namespace swarm::math {
namespace {

class Surds : public testing::Test {
 protected:
  Surd root(std::int64_t of) { return *Surd::square_root(Rational(of), budget_); }

  heads::ComputeLimits limits_;
  Budget budget_{limits_, {}};
};

TEST_F(Surds, HaveOneFormOnly) {
  EXPECT_EQ(root(8).text(), "2*sqrt(2)");
  EXPECT_EQ(root(9).text(), "3");
  EXPECT_EQ((root(12) + root(27)).text(), "5*sqrt(3)");
  EXPECT_EQ(root(8) * root(2), Surd(4));
  EXPECT_EQ((root(6) * root(10)).text(), "2*sqrt(15)");
  EXPECT_EQ(Surd::square_root(Rational(Integer(1), Integer(2)), budget_)->text(), "1/2*sqrt(2)");
  EXPECT_TRUE((root(2) - root(2)).is_zero());
}

TEST_F(Surds, AreDividedByRationalising) {
  EXPECT_EQ(divide(Surd(1), Surd(1) + root(2))->text(), "-1+sqrt(2)");
  EXPECT_EQ(divide(Surd(1), root(2) + root(3)).value() * (root(2) + root(3)), Surd(1));
  const Surd three = Surd(1) + root(2) + root(3);
  EXPECT_EQ(divide(Surd(5), three).value() * three, Surd(5));
}

TEST_F(Surds, KnowTheirSignsHoweverClose) {
  EXPECT_EQ((root(2) - Surd(Rational(Integer(99), Integer(70)))).sign(), -1);
  EXPECT_EQ((root(2) - Surd(Rational(Integer::from_digits("1393"), Integer(985)))).sign(), 1);
  Integer p(1), q(1);  // a convergent of sqrt(2) so close that the first 256 bits agree
  for (int i = 0; i < 400; ++i) {
    const Integer next = p + q + q;
    q = p + q;
    p = next;
  }
  const bool above = p * p > Integer(2) * q * q;
  EXPECT_EQ((Surd(Rational(p, q)) - root(2)).sign(), above ? 1 : -1);
}

TEST_F(Surds, UnnestRootsWhereTheyCan) {
  const auto simple = Surd::nested_square_root(Surd(3) + Surd(2) * root(2), budget_);
  ASSERT_TRUE(simple && *simple);
  EXPECT_EQ((*simple)->text(), "1+sqrt(2)");
  EXPECT_FALSE(*Surd::nested_square_root(Surd(1) + root(2), budget_));
}

TEST(Rationals, AreWrittenAsDecimalsOnlyWhereTheyTerminate) {
  EXPECT_EQ(Rational(Integer(7), Integer(40)).decimal_text(), "0.175");
  EXPECT_EQ(Rational(Integer(-1), Integer(8)).decimal_text(), "-0.125");
  EXPECT_FALSE(Rational(Integer(1), Integer(3)).decimal_text());
  EXPECT_EQ(Rational(Integer(2), Integer(3)).rounded_text(2), "0.67");
  EXPECT_EQ(Rational(Integer(-1), Integer(200)).rounded_text(2), "-0.01");
  EXPECT_EQ(Rational::from_decimal("12.50"), Rational(Integer(25), Integer(2)));
}

}  // namespace
}  // namespace swarm::math
