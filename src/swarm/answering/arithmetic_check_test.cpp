#include "swarm/answering/arithmetic_check.hpp"

#include <gmock/gmock.h>

#include "swarm/heads/math/math_head.hpp"

namespace swarm::answering {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> equations(std::string_view worked, std::string_view prompt = "how many?") {
  std::vector<std::string> found;
  for (const StatedEquation& equation : stated_equations(prompt, worked))
    found.push_back(equation.expression + " = " + equation.stated);
  return found;
}
std::string wrong(std::string_view worked, std::string_view prompt = "how many?") {
  static const math::MathHead calculator;
  return check_arithmetic(stated_equations(prompt, worked), calculator, {}, {}).wrong.value_or("");
}

TEST(StatedEquations, AreFoundWhereverModelsWriteThem) {
  EXPECT_THAT(equations("12*7=84"), ElementsAre("12*7 = 84"));
  EXPECT_THAT(equations("So 12 \u00D7 7 = 84."), ElementsAre("12 * 7 = 84"));
  EXPECT_THAT(equations("1. 12 * 7 = 84 apples"), ElementsAre("12 * 7 = 84"));
  EXPECT_THAT(equations("- **12 * 7 = 84**"), ElementsAre("12 * 7 = 84"));
  EXPECT_THAT(equations("The cost: $12 * 7 = $84, which is fine"), ElementsAre("12 * 7 = 84"));
  EXPECT_THAT(equations("\\(12 \\times 7 = 84\\)"), ElementsAre("12 * 7 = 84"));
  EXPECT_THAT(equations("x = 3 + 4 = 7"), ElementsAre("3 + 4 = 7"));
  EXPECT_THAT(equations("(3 + 4) * 2 = 14 and then 14 - 1 = 13"), ElementsAre("(3 + 4) * 2 = 14", "14 - 1 = 13"));
  EXPECT_THAT(equations("we get 2 + 2 = 4 = 8 / 2"), ElementsAre("2 + 2 = 4"));
  EXPECT_THAT(equations("1,250 + 750 = 2,000"), ElementsAre("1250 + 750 = 2000"));
}

TEST(StatedEquations, ArePassedOverWhereTheyMightMeanSomethingElse) {
  for (const std::string_view worked :
       {"2x + 3 = 7", "x - 3 = 4", "twice 3 + 4 = 10", "2 + 3 = 5 hundred", "17 / 5 = 3 remainder 2", "17 / 5 = 3 r 2",
        "10 / 3 \u2248 3.3, so 10 / 3 = 3.2", "is 3 + 4 = 8? no", "5 + 5 = 50%", "3 + 4 = 7x", "3 + 4 == 8",
        "3 + 4 >= 8", "3 + 4 = 9 is wrong", "11 = 12", "a3 + 4 = 9", "3 + 4 = 2 (mod 5)", "2(3) + 1 = 9", "3 4 + 1 = 9",
        "rounded: 2/3 = 0.7"}) {
    EXPECT_THAT(equations(worked), IsEmpty()) << worked;
  }
  EXPECT_THAT(equations("10 + 5 = 3", "On a clock, what is 10 + 5?"), IsEmpty());
  EXPECT_THAT(equations("1 + 1 = 10 in binary"), IsEmpty());
  EXPECT_THAT(equations("2 + 3 = 10", "If 2+3=10 and 7+2=63, what is 6+5?"), IsEmpty());
}

TEST(StatedEquations, AreBounded) {
  std::string worked;
  for (std::size_t i = 0; i <= kEquationsMax; ++i)
    worked += "1 + 1 = 2\n";
  EXPECT_EQ(equations(worked).size(), kEquationsMax);
}

TEST(ArithmeticCheck, NamesTheFirstWrongCalculation) {
  EXPECT_EQ(wrong("12 * 7 = 84\n84 + 10 = 95\n95 - 1 = 90"), "84 + 10=95, and it is 94");
  EXPECT_EQ(wrong("12 * 7 = 84\n84 + 10 = 94"), "");
  EXPECT_EQ(wrong("(2 + 3)^2 = 25\n2 ** 10 = 1024\n-3 * 4 = -12"), "");
  EXPECT_EQ(wrong("7 - 10 = 3"), "7 - 10=3, and it is -3");
}

TEST(ArithmeticCheck, ARoundedLastDigitIsRight) {
  for (const std::string_view worked :
       {"10 / 3 = 3.33", "10 / 3 = 3.34", "10 / 3 = 3", "2.5 * 2.5 = 6.3", "1 / 8 = 0.125"})
    EXPECT_EQ(wrong(worked), "") << worked;
  EXPECT_NE(wrong("10 / 3 = 3.35"), "");
  EXPECT_NE(wrong("10 / 3 = 5"), "");
  EXPECT_NE(wrong("0.1 + 0.2 = 0.4"), "");
}

TEST(ArithmeticCheck, WhatCannotBeToldIsNotHeldAgainstIt) {
  EXPECT_EQ(wrong("2^200 = 5"), "");  // beyond the digits that are compared
  EXPECT_EQ(wrong("5 / 0 = 1"), "");
}

}  // namespace
}  // namespace swarm::answering
