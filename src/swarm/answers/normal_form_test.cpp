#include "swarm/answers/normal_form.hpp"

#include <gtest/gtest.h>

namespace swarm::answers {
namespace {

TEST(NormalForm, ComparesNumbersByValue) {
  for (const auto& [left, right] : {std::pair{"0.5", "1/2"},
                                    {"1,000", "1000.0"},
                                    {"2/4", ".5"},
                                    {"-0", "0"},
                                    {"1e3", "1000"},
                                    {"2 1/2", "2.5"},
                                    {"+7", "7."},
                                    {"\u22123", "-3"},
                                    {"the answer is 12.", "12"},
                                    {"1.50e-2", "0.015"},
                                    {"123456789012345678901234567890", "123,456,789,012,345,678,901,234,567,890.00"}}) {
    EXPECT_TRUE(same_meaning(left, right))
        << left << " | " << right << " | " << normal_form(left) << " | " << normal_form(right);
  }
  for (const auto& [left, right] : {std::pair{"0.5", "0.51"},
                                    {"1/3", "0.333"},
                                    {"12", "-12"},
                                    {"100,200", "1,00,200"},
                                    {"12345678901234567890123", "12345678901234567890124"}}) {
    EXPECT_FALSE(same_meaning(left, right)) << left << " | " << right;
  }
}

TEST(NormalForm, NamesUnitsAlikeButDoesNotConvert) {
  for (const auto& [left, right] : {std::pair{"2.5 km", "2.50 kilometres"},
                                    {"$12.50", "12.5 dollars"},
                                    {"20 m²", "20 square metres"},
                                    {"20 m^2", "20 sq m"},
                                    {"98.6 °F", "98.6 degrees Fahrenheit"},
                                    {"25%", "25 percent"},
                                    {"-$3", "-3 USD"},
                                    {"60 km/h", "60 kilometers per hour"}}) {
    EXPECT_TRUE(same_meaning(left, right))
        << left << " | " << right << " | " << normal_form(left) << " | " << normal_form(right);
  }
  for (const auto& [left, right] : {std::pair{"1 km", "1000 m"}, {"12", "12 m"}, {"$5", "£5"}, {"25%", "0.25"}})
    EXPECT_FALSE(same_meaning(left, right)) << left;
}

TEST(NormalForm, ComparesListsInOrderAndSolutionsInAnyOrder) {
  EXPECT_TRUE(same_meaning("1;2;4", "1, 2 and 4"));
  EXPECT_TRUE(same_meaning("1;2;4", "1,2,4"));
  EXPECT_FALSE(same_meaning("1;2;4", "2;1;4"));
  EXPECT_FALSE(same_meaning("1;2", "1;2;2"));
  EXPECT_TRUE(same_meaning("x=-3;x=-2", "x = -2 or x = -3"));
  EXPECT_TRUE(same_meaning("x=2;y=1/2", "y = 0.5, x = 2"));
  EXPECT_FALSE(same_meaning("x=2;y=3", "x=3;y=2"));
  EXPECT_FALSE(same_meaning("x>=2", "x>2"));
}

TEST(NormalForm, ComparesTextWithoutCaseAndClosingMarks) {
  EXPECT_TRUE(same_meaning("Yes.", "yes"));
  EXPECT_TRUE(same_meaning("\"Alice\"", "alice"));
  EXPECT_TRUE(same_meaning("No real solutions", "none"));
  EXPECT_TRUE(same_meaning("3 : 4", "3:4"));
  EXPECT_TRUE(same_meaning("2√3", "2 * sqrt(3)"));
  EXPECT_TRUE(same_meaning("1 + √2", "1+sqrt(2)"));
  EXPECT_FALSE(same_meaning("valid", "invalid"));
  EXPECT_FALSE(same_meaning("Alice and Bob", "Bob and Alice"));
}

TEST(NormalForm, IsItsOwnNormalForm) {
  for (const std::string_view text :
       {"1;2;4", "x=-3;x=-2", "$12.50", "2.5 km", "yes", "1+sqrt(2)", "3:4", "Alice", "20 m²", "", ";", "="}) {
    EXPECT_EQ(normal_form(normal_form(text)), normal_form(text)) << text;
  }
}

TEST(NormalForm, ComparesLongAnswersAsTheyAre) {
  const std::string at_limit(kNormalFormBytesMax, 'A');
  EXPECT_EQ(normal_form(at_limit), std::string(kNormalFormBytesMax, 'a'));
  const std::string beyond = at_limit + "A";
  EXPECT_EQ(normal_form(beyond), beyond);
}

}  // namespace
}  // namespace swarm::answers
