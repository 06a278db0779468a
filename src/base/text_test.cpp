#include "base/text.hpp"

#include <array>

#include <gtest/gtest.h>

namespace swarm {
namespace {

TEST(Text, KnowsWellFormedUtf8) {
  for (const std::string_view text :
       {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
  for (const std::string_view text : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                      "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Text, FindsTheNearestName) {
  constexpr std::array<std::string_view, 3> known{"prompt", "deadline_ms", "head"};
  EXPECT_EQ(nearest_name("promt", known), "prompt");
  EXPECT_EQ(nearest_name("deadline", known), "deadline_ms");
  EXPECT_EQ(nearest_name("zzzz", known), "");
}

TEST(Text, SplitsAndTrims) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace swarm
