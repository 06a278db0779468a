#include "swarm/routing/prompt_features.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "swarm/routing/prompt_structure.hpp"

namespace swarm::routing {
namespace {

std::vector<std::string> texts_of(std::string_view prompt) {
  const PromptTokens tokens(prompt);
  std::vector<std::string> texts;
  for (const Token& token : tokens.tokens)
    texts.emplace_back(token.text);
  return texts;
}

TEST(PromptTokens, KeepNumbersOperatorsAndIdentifiersTogether) {
  EXPECT_EQ(texts_of("Is 1,250.5>=x_max?"), (std::vector<std::string>{"is", "1,250.5", ">=", "x_max", "?"}));
  EXPECT_EQ(texts_of("c++ or C#"), (std::vector<std::string>{"c++", "or", "c#"}));
  EXPECT_EQ(texts_of("ls --all main.cpp"), (std::vector<std::string>{"ls", "--all", "main.cpp"}));
  EXPECT_EQ(texts_of("don\u2019t"), (std::vector<std::string>{"don't"}));
}

TEST(PromptTokens, TakeACapitalInsideOfASentenceForAName) {
  const PromptTokens prompt("Yesterday Zorban met Ann.");
  EXPECT_EQ(prompt.tokens[0].word_class, WordClass::other);
  EXPECT_EQ(prompt.tokens[1].word_class, WordClass::person);
  EXPECT_EQ(prompt.tokens[3].word_class, WordClass::person);
}

TEST(PromptTokens, LookAtNoMoreThanTheTwoEnds) {
  const PromptTokens prompt("begin " + std::string(500'000, 'x') + " end");
  EXPECT_LE(prompt.original.size(), kHeadBytes + kTailBytes + 1);
  EXPECT_EQ(prompt.tokens.front().text, "begin");
  EXPECT_EQ(prompt.tokens.back().text, "end");
}

TEST(PromptTokens, AreNoMoreThanTheFirstAndTheLast) {
  const PromptTokens prompt(std::string(4000, '?') + " end");
  EXPECT_EQ(prompt.tokens.size(), kHeadTokens + kTailTokens);
  EXPECT_EQ(prompt.tokens.back().text, "end");
}

TEST(WordClasses, KnowPlurals) {
  EXPECT_EQ(class_of("kilometres", hash_of("kilometres")), WordClass::unit);
  EXPECT_EQ(class_of("boxes", hash_of("boxes")), WordClass::other);
  EXPECT_EQ(class_of("snakes", hash_of("snakes")), WordClass::animal);
}

TEST(PromptStructure, CountsWhatLogicIsMadeOf) {
  const PromptStructure structure = structure_of(PromptTokens("All cats purr. Tom is a cat. Does Tom purr?"));
  EXPECT_EQ(structure[Measure::sentences], 3);
  EXPECT_EQ(structure[Measure::question_marks], 1);
  EXPECT_EQ(structure[Measure::words_of_the_question_seen_before], 2);
}

TEST(PromptStructure, CountsWhatCodeIsMadeOf) {
  const PromptStructure structure =
      structure_of(PromptTokens("os.path.join(a, b) == f(x); KeyError in main.py --verbose"));
  EXPECT_EQ(structure[Measure::calls], 2);
  EXPECT_EQ(structure[Measure::code_operators], 1);
  EXPECT_EQ(structure[Measure::error_names], 1);
  EXPECT_EQ(structure[Measure::file_names], 1);
  EXPECT_EQ(structure[Measure::flags], 1);
}

TEST(PromptFeatures, AreThereOnceEach) {
  const std::vector<Feature> features = features_of(PromptTokens("the cat and the dog and the cat"));
  std::set<std::uint32_t> buckets;
  for (const Feature& feature : features)
    EXPECT_TRUE(buckets.insert(feature.bucket).second);
}

TEST(PromptFeatures, OfSentencesAlikeButForContentWordsShareTheirShape) {
  const PromptTokens one("all snurfs are glibbers"), other("all pokkles are wimbats");
  const std::vector<Feature> a = features_of(one), b = features_of(other);
  const auto shared = std::ranges::count_if(a, [&](const Feature& feature) {
    return feature.kind == FeatureKind::shape && std::ranges::find(b, feature.bucket, &Feature::bucket) != b.end();
  });
  EXPECT_GE(shared, 8);
}

TEST(PromptFeatures, SayInWordsWhatWasSeen) {
  const PromptTokens prompt("all snurfs are 3 glibbers");
  EXPECT_EQ(words_for({0, FeatureKind::phrase, 0, 2}, prompt), "'all snurfs'");
  EXPECT_EQ(words_for({0, FeatureKind::shape, 0, 4}, prompt), "the shape 'all _ are 3'");
  EXPECT_EQ(words_for({0, FeatureKind::structure, static_cast<std::uint16_t>(Measure::numbers), 1}, prompt),
            "numbers: 1");
  EXPECT_EQ(words_for({0, FeatureKind::classes, static_cast<std::uint16_t>(WordClass::unit), 0}, prompt), "a unit");
}

TEST(PromptFeatures, StayBoundedOnHostileText) {
  std::string marks;
  for (int i = 0; i < 300'000; ++i)
    marks += static_cast<char>('!' + i * 7 % 90);
  EXPECT_LT(features_of(PromptTokens(marks)).size(), 8'000U);
}

}  // namespace
}  // namespace swarm::routing
