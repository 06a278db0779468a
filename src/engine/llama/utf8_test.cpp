#include "engine/llama/utf8.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::llama {
namespace {

TEST(Utf8Test, ThePrefixEndsWhereTheTextIsNoLongerWellFormed) {
  EXPECT_EQ(utf8_prefix(""), 0U);
  EXPECT_EQ(utf8_prefix("aé世👍"), 10U);
  EXPECT_EQ(utf8_prefix("a\xC3"), 1U);
  EXPECT_EQ(utf8_prefix("a\xC0\x80"), 1U);
  EXPECT_EQ(utf8_prefix("\xED\xA0\x80"), 0U);
  EXPECT_EQ(utf8_prefix("\xF4\x90\x80\x80"), 0U);
  EXPECT_EQ(utf8_prefix("\xE0\x80\x80"), 0U);
}

TEST(Utf8Test, AgreesWithTheCheckOfTheBase) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      for (const char* const rest : {"", "\x80", "\x80\x80", "a"}) {
        const std::string text = std::string{static_cast<char>(first), static_cast<char>(second)} + rest;
        EXPECT_EQ(utf8_prefix(text) == text.size(), is_utf8(text)) << first << ' ' << second;
      }
    }
  }
}

TEST(Utf8Test, KnowsACharacterThatIsStillToCome) {
  EXPECT_EQ(utf8_incomplete_suffix(""), 0U);
  EXPECT_EQ(utf8_incomplete_suffix("abc"), 0U);
  EXPECT_EQ(utf8_incomplete_suffix("a\xC3"), 1U);
  EXPECT_EQ(utf8_incomplete_suffix("a\xC3\xA9"), 0U);
  EXPECT_EQ(utf8_incomplete_suffix("\xF0\x9F\x91"), 3U);
  EXPECT_EQ(utf8_incomplete_suffix("\xF0\x9F"), 2U);
  EXPECT_EQ(utf8_incomplete_suffix("\x9F\x91"), 0U);
  EXPECT_EQ(utf8_incomplete_suffix("\xFF"), 0U);
  EXPECT_EQ(utf8_incomplete_suffix("\xED\xA0"), 0U);  // no character goes on like this
}

}  // namespace
}  // namespace swarm::llama
