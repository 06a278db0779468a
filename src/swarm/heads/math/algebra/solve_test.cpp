#include "swarm/heads/math/algebra/solve.hpp"

#include <gtest/gtest.h>

#include "swarm/heads/math/algebra/roots.hpp"

namespace swarm::math {
namespace {

class Roots : public testing::Test {
 protected:
  static std::vector<Rational> polynomial(std::initializer_list<std::int64_t> coefficients) {
    return {coefficients.begin(), coefficients.end()};
  }

  std::string roots_of(std::initializer_list<std::int64_t> coefficients) {
    const auto roots = real_roots(polynomial(coefficients), budget_);
    if (!roots) return "refused";
    EXPECT_EQ(roots->size(), count_real_roots(polynomial(coefficients)));
    std::string text;
    for (const Surd& root : *roots)
      text += root.text() + ";";
    return text;
  }

  heads::ComputeLimits limits_;
  Budget budget_{limits_, {}};
};

TEST_F(Roots, AreFoundAscendingWithoutRepeats) {
  EXPECT_EQ(roots_of({6, 5, 1}), "-3;-2;");
  EXPECT_EQ(roots_of({9, -6, 1}), "3;");
  EXPECT_EQ(roots_of({-1, -2, 1}), "1-sqrt(2);1+sqrt(2);");
  EXPECT_EQ(roots_of({4, 0, 1}), "");
  EXPECT_EQ(roots_of({0, -1, 0, 1}), "-1;0;1;");
  EXPECT_EQ(roots_of({-8, 0, 0, 1}), "2;");
  EXPECT_EQ(roots_of({6, 0, -5, 0, 1}), "-sqrt(3);-sqrt(2);sqrt(2);sqrt(3);");
}

TEST_F(Roots, WithoutASimpleFormAreRefused) {
  EXPECT_EQ(roots_of({-2, 0, 0, 1}), "refused");
  EXPECT_EQ(roots_of({-1, -1, 0, 0, 0, 1}), "refused");
}

class Systems : public testing::Test {
 protected:
  NodeId sum(std::int64_t a, std::int64_t b) {
    const NodeId left = tree_.binary(NodeKind::multiply, tree_.number(a), tree_.variable('x'));
    return tree_.binary(NodeKind::add, left, tree_.binary(NodeKind::multiply, tree_.number(b), tree_.variable('y')));
  }
  Equation equation(std::int64_t a, std::int64_t b, std::int64_t right) { return {sum(a, b), tree_.number(right)}; }

  heads::ComputeLimits limits_;
  Budget budget_{limits_, {}};
  Tree tree_;
};

TEST_F(Systems, HaveOneSolutionNoneOrAll) {
  const auto one = solve_system(tree_, {equation(1, 1, 5), equation(1, -1, 1)}, budget_);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->values.at('x'), Rational(3));
  EXPECT_EQ(one->values.at('y'), Rational(2));
  EXPECT_EQ(solve_system(tree_, {equation(1, 1, 5), equation(2, 2, 9)}, budget_)->kind, SolutionKind::none);
  EXPECT_EQ(solve_system(tree_, {equation(1, 1, 5), equation(2, 2, 10)}, budget_)->kind, SolutionKind::all);
}

TEST_F(Systems, RootsThatDivideByZeroAreNoSolutions) {
  const NodeId x = tree_.variable('x');
  const NodeId square = tree_.binary(NodeKind::power, x, tree_.number(2));
  const NodeId below = tree_.binary(NodeKind::subtract, x, tree_.number(1));
  const NodeId top = tree_.binary(NodeKind::subtract, square, tree_.number(1));
  const auto set = solve_equation(tree_, {tree_.binary(NodeKind::divide, top, below), tree_.number(0)}, budget_);
  ASSERT_TRUE(set);
  ASSERT_EQ(set->roots.size(), 1u);  // x = 1 makes the denominator 0
  EXPECT_EQ(set->roots[0], Surd(-1));
}

TEST(Polynomials, EndAtTheirDegreeLimit) {
  const Polynomial x = Polynomial::unknown('x');
  Polynomial product = x;
  for (std::uint32_t i = 1; i < Polynomial::kDegreeMax; ++i)
    product = *product.times(x);
  EXPECT_EQ(product.degree(), Polynomial::kDegreeMax);
  EXPECT_EQ(product.times(x).error().kind, TroubleKind::too_large);
}

}  // namespace
}  // namespace swarm::math
