#include "trainer/data/byte_pairs.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::data {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts_of(std::string_view text) {
  std::vector<std::string> texts;
  for (const Word word : words_of(text))
    texts.emplace_back(word.text);
  return texts;
}

TEST(WordsOf, FollowTheRulesOfQwen2) {
  EXPECT_THAT(texts_of("What is 812-467?"), ElementsAre("What", " is", " ", "8", "1", "2", "-", "4", "6", "7", "?"));
  EXPECT_THAT(texts_of("I don't, she'LL go"), ElementsAre("I", " don", "'t", ",", " she", "'LL", " go"));
  EXPECT_THAT(texts_of("'x =b8"), ElementsAre("'x", " =", "b", "8"));
  EXPECT_THAT(texts_of("=b8,(a"), ElementsAre("=b", "8", ",(", "a"));
  EXPECT_THAT(texts_of("a  \n b   c"), ElementsAre("a", "  \n", " b", "  ", " c"));
  EXPECT_THAT(texts_of("x ++\n\ny  "), ElementsAre("x", " ++\n\n", "y", "  "));
  EXPECT_THAT(texts_of("a\xC3\xA9z"), ElementsAre("a", "\xC3\xA9", "z"));
}

TEST(WordsOf, LoseNoByte) {
  const std::string text = "def f(x):\n    return x + 1  # 'tis é\t\r\n\x01";
  std::string joined;
  for (const Word word : words_of(text))
    joined += word.text;
  EXPECT_EQ(joined, text);
}

TEST(BytePairTrainer, MergesTheMostFrequentPairFirstAndIsTheSameEachTime) {
  BytePairTrainer trainer;
  for (int i = 0; i < 10; ++i)
    trainer.add("the then they 12 12 12");
  const Result<Vocabulary> vocabulary = trainer.train(kFirstMergedToken + 3);
  ASSERT_TRUE(vocabulary);
  ASSERT_EQ(vocabulary->tokens.size(), kFirstMergedToken + 3);
  EXPECT_EQ(vocabulary->tokens[kFirstMergedToken], "he") << "among equals the smaller numbers";
  EXPECT_EQ(vocabulary->tokens[kFirstMergedToken + 1], "the");
  EXPECT_EQ(trainer.train(kFirstMergedToken + 3)->tokens, vocabulary->tokens);
  for (const std::string& token : vocabulary->tokens)
    EXPECT_NE(token, "12") << "digits stay single";
}

TEST(BytePairTrainer, StopsWhereNoPairOccursTwice) {
  BytePairTrainer trainer;
  trainer.add("ab");
  EXPECT_EQ(trainer.train(400)->tokens.size(), kFirstMergedToken);
}

TEST(BytePairTrainer, RefusesSizesOutsideOfItsBounds) {
  const BytePairTrainer trainer;
  EXPECT_EQ(trainer.train(kFirstMergedToken - 1).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(trainer.train(kVocabularyMax + 1).error().code, ErrorCode::invalid_input);
  EXPECT_TRUE(trainer.train(kVocabularyMax));
}

TEST(Vocabulary, HasEveryByteOnceInLettersAndTheSpecialTokensBehind) {
  const Vocabulary vocabulary = BytePairTrainer().train(kFirstMergedToken).value();
  EXPECT_EQ(std::set(vocabulary.tokens.begin(), vocabulary.tokens.end()).size(), kFirstMergedToken);
  EXPECT_EQ(vocabulary.tokens['a'], "a");
  EXPECT_EQ(vocabulary.tokens[' '], "\xC4\xA0");   // U+0120
  EXPECT_EQ(vocabulary.tokens['\n'], "\xC4\x8A");  // U+010A
  EXPECT_EQ(vocabulary.tokens[0xAD], "\xC5\x83");  // U+0143, the last of those that do not show
  EXPECT_EQ(vocabulary.tokens[256], "<|endoftext|>");
  EXPECT_EQ(vocabulary.tokens[265], "<|reasoning|>");
}

}  // namespace
}  // namespace swarm::data
