#include "engine/server/choice_text.hpp"

#include <gtest/gtest.h>

namespace swarm::engine_server {
namespace {

constexpr llama::Token kThink = 300, kEndThink = 301, kText = 1;
const ThinkingMarks kMarks{kThink, kEndThink};

batching::GeneratedToken text(std::string bytes) {
  return {.token = kText, .bytes = std::move(bytes)};
}
batching::GeneratedToken mark(llama::Token token) {
  return {.token = token, .bytes = ""};
}

Piece said(std::vector<batching::GeneratedToken> tokens, ThinkingMarks marks = kMarks,
           bool begins_in_thoughts = false) {
  ChoiceText choice(marks, begins_in_thoughts, false);
  Piece piece;
  for (batching::GeneratedToken& token : tokens)
    choice.add({std::move(token)}, piece);
  choice.finish(piece);
  return piece;
}

TEST(ChoiceText, TellsThoughtsFromWhatIsSaid) {
  const Piece piece = said({mark(kThink), text("\n"), text("2+2"), mark(kEndThink), text("\n\n"), text("\n4\n")});
  EXPECT_EQ(piece.reasoning, "2+2");
  EXPECT_EQ(piece.content, "4\n");
}

TEST(ChoiceText, WithoutMarksEverythingIsSaid) {
  const Piece piece = said({mark(kThink), text("a"), mark(kEndThink), text("b")}, ThinkingMarks{});
  EXPECT_EQ(piece.reasoning, "");
  EXPECT_EQ(piece.content, "ab");
}

TEST(ChoiceText, AMarkWrittenAsTextIsText) {
  EXPECT_EQ(said({text("<think>"), text("x")}).content, "<think>x");
}

TEST(ChoiceText, ATemplateMayBeginTheThoughts) {
  EXPECT_TRUE(ends_in_thoughts({1, 2, kThink, 3}, kMarks));
  EXPECT_FALSE(ends_in_thoughts({1, kThink, 2, kEndThink, 3}, kMarks));
  EXPECT_FALSE(ends_in_thoughts({1, 2}, kMarks));
  EXPECT_FALSE(ends_in_thoughts({kThink}, ThinkingMarks{}));
  const Piece piece = said({text("hm"), mark(kEndThink), text("4")}, kMarks, true);
  EXPECT_EQ(piece.reasoning, "hm");
  EXPECT_EQ(piece.content, "4");
}

TEST(ChoiceText, ACharacterThatThoughtsCutInTwoIsReplaced) {
  const Piece piece = said({mark(kThink), text("\xC3"), mark(kEndThink), text("\xA9")});
  EXPECT_EQ(piece.reasoning, "\uFFFD");
  EXPECT_EQ(piece.content, "\uFFFD");
}

TEST(ChoiceText, CountsThoughtsAndKeepsTokensOnlyWhereTheyAreWanted) {
  ChoiceText choice(kMarks, false, true);
  Piece piece;
  choice.add({mark(kThink), text("a"), text("b"), mark(kEndThink), text("c")}, piece);
  EXPECT_EQ(choice.reasoning_tokens(), 2);
  EXPECT_EQ(piece.tokens.size(), 5U);
  EXPECT_TRUE(said({text("a")}).tokens.empty());
}

}  // namespace
}  // namespace swarm::engine_server
