// Every function confirms its own result, and no other: a second path that accepts everything would be none.

#include "swarm/heads/math/functions/functions.hpp"

#include <gtest/gtest.h>

#include "swarm/heads/math/expression/confirm.hpp"
#include "swarm/heads/math/expression/values.hpp"
#include "swarm/heads/math/functions/arguments.hpp"

namespace swarm::math {
namespace {

struct Example {
  const Function* function;
  std::vector<std::int64_t> arguments;
  std::string result;
};

const std::vector<Example>& examples() {
  static const std::vector<Example> all{
      {&kSquareRoot, {72}, "6*sqrt(2)"},
      {&kCubeRoot, {27}, "3"},
      {&kNthRoot, {4, 81}, "3"},
      {&kAbsolute, {-5}, "5"},
      {&kLogarithm, {2, 64}, "6"},
      {&kGcd, {84, 126, 210}, "42"},
      {&kLcm, {4, 6, 9}, "36"},
      {&kRemainder, {47, 6}, "5"},
      {&kQuotient, {47, 6}, "7"},
      {&kSum, {3, 4, 5}, "12"},
      {&kProduct, {3, 4, 5}, "60"},
      {&kMean, {1, 2}, "3/2"},
      {&kMedian, {9, 1, 4, 6}, "5"},
      {&kRange, {3, 18, 7}, "15"},
      {&kLargest, {3, 18, 7}, "18"},
      {&kSmallest, {3, 18, 7}, "3"},
      {&kFloor, {7}, "7"},
      {&kCeiling, {7}, "7"},
      {&kRoundToMultiple, {1234, 100}, "1200"},
      {&kFactorial, {10}, "3628800"},
      {&kChoose, {10, 3}, "120"},
      {&kPermute, {10, 3}, "720"},
      {&kMultichoose, {3, 2}, "6"},
      {&kSumOfRange, {10, 20}, "165"},
      {&kSumOfOdd, {50}, "2500"},
      {&kSumOfEven, {10}, "110"},
      {&kSumOfSquares, {10}, "385"},
      {&kSumOfCubes, {4}, "100"},
      {&kNthPrime, {10}, "29"},
      {&kFibonacci, {10}, "55"},
      {&kTriangular, {10}, "55"},
      {&kArithmeticTerm, {3, 4, 20}, "79"},
      {&kArithmeticSum, {2, 3, 10}, "155"},
      {&kGeometricTerm, {3, 2, 6}, "96"},
      {&kGeometricSum, {1, 2, 5}, "31"},
      {&kDigitSum, {9875}, "29"},
      {&kPercentChange, {50, 65}, "30"},
      {&kShareOf, {12, 80}, "15"},
  };
  return all;
}

TEST(Functions, ConfirmTheirResultAndRejectOthers) {
  const heads::ComputeLimits limits;
  Budget budget(limits, {});
  for (const Example& example : examples()) {
    std::vector<Amount> arguments;
    for (const std::int64_t argument : example.arguments)
      arguments.push_back(plain(argument));
    const auto result = example.function->apply(arguments, budget);
    ASSERT_TRUE(result) << example.function->name;
    EXPECT_EQ(result->number.text(), example.result) << example.function->name;
    EXPECT_TRUE(example.function->confirm(arguments, *result, budget)) << example.function->name;
    for (const std::int64_t off : {1, -1, 100}) {
      const Amount wrong{result->number + Surd(off), result->unit};
      EXPECT_FALSE(example.function->confirm(arguments, wrong, budget))
          << example.function->name << " accepts " << wrong.number.text();
    }
  }
}

TEST(Functions, RefuseBeforeTheyGrow) {
  const heads::ComputeLimits limits{.digits_max = 50};
  Budget budget(limits, {});
  for (const auto& [function, arguments] :
       {std::pair<const Function*, std::vector<std::int64_t>>{&kFactorial, {99'999}},
        {&kChoose, {1'000'000, 400'000}},
        {&kPermute, {1'000'000, 1'000}},
        {&kFibonacci, {100'000}},
        {&kGeometricTerm, {1, 3, 20'000}}}) {
    std::vector<Amount> amounts;
    for (const std::int64_t argument : arguments)
      amounts.push_back(plain(argument));
    const auto result = function->apply(amounts, budget);
    ASSERT_FALSE(result) << function->name;
    EXPECT_EQ(result.error().kind, TroubleKind::too_large) << function->name;
  }
}

class Confirmation : public testing::Test {
 protected:
  // The tree's root with a value that is off by one must not be confirmed.
  void expect_confirmed_only_when_right(NodeId root) {
    auto values = evaluate(tree_, root, budget_);
    ASSERT_TRUE(values);
    EXPECT_TRUE(confirm(tree_, root, *values, budget_)) << shown(tree_, root);
    (*values)[root]->number = (*values)[root]->number + Surd(1);
    const auto wrong = confirm(tree_, root, *values, budget_);
    ASSERT_FALSE(wrong) << shown(tree_, root);
    EXPECT_EQ(wrong.error().kind, TroubleKind::unchecked);
  }

  heads::ComputeLimits limits_;
  Budget budget_{limits_, {}};
  Tree tree_;
};

TEST_F(Confirmation, RejectsWrongRationalValues) {
  const NodeId sum = tree_.binary(NodeKind::add, tree_.number(Rational(Integer(1), Integer(3))), tree_.number(2));
  expect_confirmed_only_when_right(sum);
  expect_confirmed_only_when_right(tree_.binary(NodeKind::power, sum, tree_.number(-7)));
  expect_confirmed_only_when_right(tree_.binary(NodeKind::divide, tree_.call(kFactorial, {tree_.number(30)}), sum));
}

TEST_F(Confirmation, RejectsWrongRoots) {
  const NodeId root = tree_.call(kSquareRoot, {tree_.number(2)});
  expect_confirmed_only_when_right(tree_.binary(NodeKind::add, root, tree_.number(1)));
  expect_confirmed_only_when_right(tree_.binary(NodeKind::divide, tree_.number(1), root));
}

TEST_F(Confirmation, RejectsWrongConversions) {
  Vocabulary vocabulary;
  const Units units(vocabulary);
  const NodeId fever = tree_.literal({Surd(37), units.named("°C")});
  const NodeId converted_fever = tree_.convert(fever, *units.named("°F"));
  EXPECT_EQ(canonical(*(*evaluate(tree_, converted_fever, budget_))[converted_fever], {}), "98.6 °F");
  expect_confirmed_only_when_right(converted_fever);
}

TEST_F(Confirmation, SeesZeroDivisors) {
  const NodeId zero = tree_.binary(NodeKind::subtract, tree_.number(3), tree_.number(3));
  const NodeId one = tree_.binary(NodeKind::subtract, tree_.number(3), tree_.number(2));
  EXPECT_TRUE(confirms_zero(tree_, zero, *evaluate(tree_, zero, budget_), budget_));
  EXPECT_FALSE(confirms_zero(tree_, one, *evaluate(tree_, one, budget_), budget_));
}

}  // namespace
}  // namespace swarm::math
