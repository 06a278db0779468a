#include "swarm/heads/math/language/vocabulary.hpp"

#include <gtest/gtest.h>

#include "swarm/heads/math/grammar.hpp"
#include "swarm/heads/math/language/labels.hpp"
#include "swarm/heads/math/language/tokenizer.hpp"

namespace swarm::math {
namespace {

const Grammar& grammar() {
  static const Grammar shared;
  return shared;
}

Outcome<Tokens> tokens_of(std::string_view prompt) {
  static const heads::ComputeLimits limits{.prompt_bytes_max = 1 << 20};
  const Budget budget(limits, {});
  return tokenize(prompt, grammar().vocabulary(), grammar().number_words(), budget);
}

TEST(Vocabulary, MendsOneEditInWordsOfFourLetters) {
  const Vocabulary& words = grammar().vocabulary();
  EXPECT_EQ(words.meant("plese"), words.find("please"));
  EXPECT_EQ(words.meant("calcualte"), words.find("calculate"));
  EXPECT_EQ(words.meant("waht"), words.find("what"));
  EXPECT_EQ(words.meant("mutiply"), words.find("multiply"));
  EXPECT_EQ(words.meant("whatttt"), kNoWord);
  EXPECT_EQ(words.meant("teh"), kNoWord);
}

TEST(Vocabulary, LeavesOtherEnglishWordsAlone) {
  for (const std::string_view word : {"form", "mare", "wheat", "tines", "dived", "plant", "prim", "moth"}) {
    EXPECT_TRUE(grammar().vocabulary().find(word) != kNoWord || grammar().vocabulary().meant(word) == kNoWord) << word;
  }
}

std::string numbers_in(std::string_view prompt) {
  const auto tokens = tokens_of(prompt);
  std::string text;
  for (const Token& token : *tokens) {
    if (token.kind == TokenKind::number) text += token.number.text() + ";";
  }
  return text;
}

TEST(NumberWords, AreJoinedToNumbers) {
  EXPECT_EQ(numbers_in("three hundred and twelve"), "312;");
  EXPECT_EQ(numbers_in("two million five hundred thousand and six"), "2500006;");
  EXPECT_EQ(numbers_in("a hundred"), "100;");
  EXPECT_EQ(numbers_in("two dozen"), "24;");
  EXPECT_EQ(numbers_in("three point one four"), "157/50;");
  EXPECT_EQ(numbers_in("1.5 million"), "1500000;");
  EXPECT_EQ(numbers_in("twenty-one"), "21;");
  EXPECT_EQ(numbers_in("nineteen eighty four"), "19;84;");
  EXPECT_EQ(numbers_in("1,234,567"), "1234567;");
  EXPECT_EQ(numbers_in("1,2"), "1;2;");
}

TEST(Tokenizer, EndsAtTheTokenLimit) {
  std::string prompt;
  for (std::size_t i = 0; i < kTokensMax; ++i)
    prompt += "+ ";
  EXPECT_TRUE(tokens_of(prompt));
  EXPECT_EQ(tokens_of(prompt + "+").error().kind, TroubleKind::too_large);
}

TEST(Labels, AreFoundByTheirShape) {
  const auto label = [](std::string_view prompt, bool asked) {
    return find_label(*tokens_of(prompt), asked).has_value();
  };
  for (const std::string_view prompt : {"12/5/2024", "2024-11-15", "555-1234", "123-45-6789", "24/7", "9/11", "12–15"})
    EXPECT_TRUE(label(prompt, true)) << prompt;
  for (const std::string_view prompt : {"12-15", "10/2", "9-5"}) {
    EXPECT_TRUE(label(prompt, false)) << prompt;
    EXPECT_FALSE(label(prompt, true)) << prompt;
  }
  for (const std::string_view prompt : {"12 - 15", "3+4", "100/5/2", "100-25-10"})
    EXPECT_FALSE(label(prompt, true)) << prompt;
}

}  // namespace
}  // namespace swarm::math
