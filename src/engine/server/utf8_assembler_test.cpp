#include "engine/server/utf8_assembler.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/text.hpp"

namespace swarm::engine_server {
namespace {

std::string assembled(std::initializer_list<std::string_view> parts) {
  Utf8Assembler assembler;
  std::string out;
  for (const std::string_view part : parts)
    assembler.add(part, out);
  assembler.finish(out);
  return out;
}

TEST(Utf8Assembler, PutsCharactersTogetherThatComeInParts) {
  EXPECT_EQ(assembled({"a\xC3", "\xA9", "b"}), "aéb");
  EXPECT_EQ(assembled({"\xF0", "\x9F", "\x98", "\x80"}), "😀");
  EXPECT_EQ(assembled({"plain", " ", "text"}), "plain text");
}

TEST(Utf8Assembler, KeepsABeginningUntilTheRestComes) {
  Utf8Assembler assembler;
  std::string out;
  assembler.add("x\xE2\x82", out);
  EXPECT_EQ(out, "x");
  assembler.add("\xAC", out);
  EXPECT_EQ(out, "x€");
}

TEST(Utf8Assembler, WhatIsNoCharacterIsReplaced) {
  const std::string replaced = "\uFFFD";
  EXPECT_EQ(assembled({"\x80"}), replaced);
  EXPECT_EQ(assembled({"\xC3"}), replaced);
  EXPECT_EQ(assembled({"\xC3", "x"}), replaced + "x");
  EXPECT_EQ(assembled({"\xC0\xAF"}), replaced + replaced);
  EXPECT_EQ(assembled({"\xED\xA0\x80"}), replaced + replaced + replaced);  // a surrogate
  EXPECT_EQ(assembled({"\xF4\x90\x80\x80"}), replaced + replaced + replaced + replaced);
  EXPECT_EQ(assembled({"\xE2\x82", "\xE2\x82\xAC"}), replaced + "€");
}

TEST(Utf8Assembler, WhateverComesTheTextIsUtf8) {
  std::string bytes;
  for (int i = 0; i < 256 * 256; ++i) {
    bytes += static_cast<char>(i >> 8);
    bytes += static_cast<char>(i);
  }
  Utf8Assembler assembler;
  std::string out;
  for (const char c : bytes)
    assembler.add(std::string_view(&c, 1), out);
  assembler.finish(out);
  EXPECT_TRUE(is_utf8(out));
}

TEST(JsonText, CanBeReadBack) {
  std::string text;
  for (char c = 0; c < 127; ++c)
    text += c;
  text += "é€😀\"\\";
  std::string written = "\"";
  append_json_text(written, text);
  written += '"';
  EXPECT_EQ(json::parse(written)->as_string(), text);
}

}  // namespace
}  // namespace swarm::engine_server
