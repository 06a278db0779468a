#include "engine/batching/output_text.hpp"

#include <random>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace swarm::batching {
namespace {

std::string text_of(const std::vector<GeneratedToken>& tokens) {
  std::string text;
  for (const GeneratedToken& token : tokens)
    text += token.bytes;
  return text;
}

struct Heard {
  std::vector<std::string> pieces;
  bool is_stopped = false;
  std::string text() const {
    std::string all;
    for (const std::string& piece : pieces)
      all += piece;
    return all;
  }
};

Heard hear(std::vector<std::string> stops, const std::vector<std::string>& tokens) {
  OutputText text(std::move(stops));
  Heard heard;
  for (const std::string& token : tokens) {
    OutputText::Released released = text.add({.bytes = token});
    heard.pieces.push_back(text_of(released.tokens));
    heard.is_stopped = released.is_stopped;
    if (heard.is_stopped) return heard;
  }
  heard.pieces.push_back(text_of(text.rest()));
  return heard;
}

TEST(OutputTextTest, WithoutStopsEverythingIsHandedOutAtOnce) {
  EXPECT_EQ(hear({}, {"a", "bc"}).pieces, (std::vector<std::string>{"a", "bc", ""}));
}

TEST(OutputTextTest, AStopEndsTheAnswerAndIsNoPartOfIt) {
  const Heard heard = hear({"\n\n"}, {"one", "\n\n", "two"});
  EXPECT_TRUE(heard.is_stopped);
  EXPECT_EQ(heard.text(), "one");
}

TEST(OutputTextTest, AStopIsFoundAcrossTokens) {
  EXPECT_EQ(hear({"END"}, {"xE", "N", "Dy"}).text(), "x");
  EXPECT_EQ(hear({"END"}, {"xE", "N", "Ey"}).text(), "xENEy");
  EXPECT_EQ(hear({"aab"}, {"a", "a", "a", "b"}).text(), "a");
}

TEST(OutputTextTest, WhatMayBeginAStopIsHeldBack) {
  EXPECT_EQ(hear({"END"}, {"xE", "N", "x"}).pieces, (std::vector<std::string>{"", "", "xENx", ""}));
  EXPECT_EQ(hear({"END"}, {"E"}).pieces, (std::vector<std::string>{"", "E"}));
}

TEST(OutputTextTest, TheFirstOfSeveralStopsCounts) {
  EXPECT_EQ(hear({"two", "one"}, {"zero one two"}).text(), "zero ");
  EXPECT_EQ(hear({"", "b"}, {"abc"}).text(), "a");
}

TEST(OutputTextTest, ACharacterIsNotTorn) {
  EXPECT_EQ(hear({}, {"\xE4", "\xB8", "\x96", "!"}).pieces, (std::vector<std::string>{"", "", "世", "!", ""}));
  EXPECT_EQ(hear({}, {"a\xF0\x9F", "\x91\x8D"}).pieces, (std::vector<std::string>{"", "a👍", ""}));
}

TEST(OutputTextTest, BytesThatNeverBecomeACharacterAreHandedOut) {
  EXPECT_EQ(hear({}, {"\xE4", "a"}).text(),
            "\xE4"
            "a");
  EXPECT_EQ(hear({}, {"\xE4"}).text(), "\xE4");
  EXPECT_EQ(hear({}, {"\xFF"}).pieces.front(), "\xFF");
}

TEST(OutputTextTest, SpecialTokensWithoutTextKeepTheirPlace) {
  OutputText text({"END"});
  EXPECT_TRUE(text.add({.token = 1, .bytes = "E"}).tokens.empty());
  const OutputText::Released released = text.add({.token = 2, .bytes = ""});
  ASSERT_EQ(released.tokens.size(), 2U);
  EXPECT_EQ(released.tokens[0].token, 1);
  EXPECT_EQ(released.tokens[1].token, 2);
  EXPECT_EQ(text.add({.token = 3, .bytes = "x"}).tokens.size(), 1U);
}

TEST(OutputTextTest, HoweverATextIsCutTheAnswerIsTheSame) {
  std::mt19937_64 chance(5);
  const std::vector<std::string> stops{"aba", "bb", "é", "abc"};
  for (int round = 0; round < 3000; ++round) {
    std::string whole;
    for (std::uint64_t i = chance() % 12; i > 0; --i)
      whole += std::vector<std::string>{"a", "b", "c", "é", "世"}[chance() % 5];
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < whole.size();) {
      const std::size_t length = std::min<std::size_t>(1 + chance() % 3, whole.size() - at);
      tokens.push_back(whole.substr(at, length));
      at += length;
    }
    // The stop whose text is complete first ends the answer, so what is expected follows from the tokens.
    std::string seen;
    std::size_t expected = std::string::npos;
    for (const std::string& token : tokens) {
      seen += token;
      for (const std::string& stop : stops)
        expected = std::min(expected, seen.find(stop));
      if (expected != std::string::npos) break;
    }
    const Heard heard = hear(stops, tokens);
    EXPECT_EQ(heard.text(), expected == std::string::npos ? whole : whole.substr(0, expected));
    EXPECT_EQ(heard.is_stopped, expected != std::string::npos);
    for (std::size_t i = 0; i + 1 < heard.pieces.size(); ++i)
      EXPECT_TRUE(is_utf8(heard.pieces[i]));
  }
}

TEST(OutputTextTest, AStopLiesWithinOneText) {
  const Heard apart = hear({"119"}, {"0=1", "", "19"});
  EXPECT_FALSE(apart.is_stopped);
  EXPECT_EQ(apart.text(), "0=119");
  EXPECT_EQ(apart.pieces.at(1), "0=1");  // nothing is held back for what cannot come any more
  EXPECT_TRUE(hear({"119"}, {"0=1", "", "1", "19"}).is_stopped);
}

}  // namespace
}  // namespace swarm::batching
