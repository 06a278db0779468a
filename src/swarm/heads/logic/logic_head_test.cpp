#include "swarm/heads/logic/logic_head.hpp"

#include <algorithm>
#include <fmt/format.h>

#include <gtest/gtest.h>

#include "swarm/heads/logic/outcome.hpp"

namespace swarm::logic {
namespace {

using heads::RefusalKind;

const LogicHead& head() {
  static const LogicHead head;
  return head;
}

std::string value_of(std::string_view prompt) {
  const auto computed = head().compute(prompt, {}, {});
  return computed ? computed->value : "refused: " + computed.error().message;
}

testing::AssertionResult refuses(std::string_view prompt, RefusalKind kind, const heads::ComputeLimits& limits = {}) {
  const auto computed = head().compute(prompt, limits, {});
  if (computed) return testing::AssertionFailure() << "answered " << computed->answer;
  if (computed.error().kind != kind) return testing::AssertionFailure() << "refused: " << computed.error().message;
  return testing::AssertionSuccess();
}

bool has_step(const heads::Computed& computed, std::string_view rule, std::string_view text) {
  return std::ranges::any_of(computed.evidence.steps,
                             [&](const answers::Step& step) { return step.rule == rule && step.text.contains(text); });
}

TEST(LogicHead, ShowsWhyAnAnswerIsRight) {
  const auto computed = head().compute("If it rains, the match is off. The match is not off. Did it rain?", {}, {});
  ASSERT_TRUE(computed);
  EXPECT_EQ(computed->value, "no");
  EXPECT_TRUE(has_step(*computed, "statement", "(1) If it rains, the match is off: (it rains → the match is off)"));
  EXPECT_TRUE(has_step(*computed, "used", "(1), (2)"));
  EXPECT_TRUE(has_step(*computed, "contradiction", "no case is left"));
  EXPECT_TRUE(computed->evidence.check->contains("without the solver")) << *computed->evidence.check;
}

TEST(LogicHead, ShowsACounterModel) {
  const auto computed = head().compute("P or Q. P. Therefore not Q. Is this argument valid?", {}, {});
  ASSERT_TRUE(computed);
  EXPECT_EQ(computed->value, "invalid");
  EXPECT_TRUE(has_step(*computed, "counter-model", "P: true; Q: true"));
  EXPECT_TRUE(computed->answer.contains("\"or\" is read as: one of them or both")) << computed->answer;
}

TEST(LogicHead, RefusesHedgesAndWordsThatItDoesNotKnow) {
  for (const std::string_view prompt :
       {"If it rains, the match is probably off. It rains. Is the match off?",
        "Most cats sleep. Tom is a cat. Does Tom sleep?", "All cats are not black. Tom is a cat. Is Tom black?",
        "p -> -> q valid?", "Is (p and valid?", "", "   ", "?", "All men are mortal. Socrates is a man.",
        "If P then Q. Can", "P. Who", "Tom finished before Lou but Max. Who came first?",
        "Ann owns the cat nor the dog. Does Ann own the cat?", "P Q. Therefore P. Valid?"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt;
}

TEST(LogicHead, DoesNotCallUndeterminedWhatTheWordsMayDecide) {
  EXPECT_TRUE(
      refuses("If the light is red, cars stop. The light is green. Do cars stop?", RefusalKind::outside_grammar));
  EXPECT_TRUE(refuses("Fido is a dog. Fido is a cat. Can both be true?", RefusalKind::outside_grammar));
  EXPECT_TRUE(refuses("Ann is taller than Bob. Bob is older than Cid. Who is taller, Ann or Cid?",
                      RefusalKind::outside_grammar));
}

TEST(LogicHead, GrantsWhatStandsBeforeAQuestion) {
  for (const std::string_view prompt :
       {"If Ann is taller than Bob and Bob is taller than Cid, who is the tallest?",
        "If Ann is taller than Bob, and Bob is taller than Cid: who is the tallest?",
        "If Ann is taller than Bob, Bob is taller than Cid, then who is the tallest?",
        "Given that Ann is taller than Bob and Bob is taller than Cid, who is the tallest?",
        "Suppose Ann is taller than Bob and Bob is taller than Cid. Who is the tallest?",
        "Assume that Ann is taller than Bob and Bob is taller than Cid. Who is the tallest?"})
    EXPECT_EQ(value_of(prompt), "Ann") << prompt;
  EXPECT_EQ(value_of("If Ann is taller than Bob and Bob is taller than Cid, is Cid taller than Ann?"), "no");
  // A condition stays one where its consequence is told.
  EXPECT_EQ(value_of("If Ann is taller than Bob then Bob is taller than Cid. Ann is taller than Bob. Who is tallest?"),
            "Ann");
}

TEST(LogicHead, BeginsAStatementAtANameThatAComparisonFollows) {
  EXPECT_EQ(value_of("Ann finished before Bob and Bob before Cid. Who came last?"), "Cid");
  EXPECT_EQ(value_of("In a race, Ann beat Bob and Bob beat Cid. Who finished second?"), "Bob");
  EXPECT_EQ(value_of("In a race ann beat bob and cid. bob beat cid. Who came second?"), "bob");
  EXPECT_EQ(value_of("Ann crossed the finish line before Bob, and Cid crossed the line before Ann. Who won?"), "Cid");
  EXPECT_EQ(value_of("Suppose ann came after bob and cid came after ann. Who came last?"), "cid");
  EXPECT_EQ(value_of("If Ann is older than Bob, Bob is older than Cid, so is Cid younger than Ann?"), "yes");
}

TEST(LogicHead, NeverEndsAConditionAtAnAnd) {
  EXPECT_TRUE(refuses("If it rains and the match is off. Is the match off?", RefusalKind::outside_grammar));
}

TEST(LogicHead, RefusesBytesThatAreNoText) {
  for (const std::string_view prompt : {"P\x01. Therefore P. Valid?", "P\x7f", "\xff", "\xc3\x28", "\xed\xa0\x80"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar));
}

TEST(LogicHead, RefusesLongPrompts) {
  const std::string prompt = "P. Therefore P. Valid?";
  EXPECT_EQ(head().compute(prompt, {.prompt_bytes_max = prompt.size()}, {})->value, "valid");
  EXPECT_TRUE(refuses(prompt, RefusalKind::too_large, {.prompt_bytes_max = prompt.size() - 1}));
}

std::string nested(std::size_t depth) {
  std::string formula = "p";
  for (std::size_t i = 0; i < depth; ++i)
    formula = "not (" + formula + ")";
  return "Is " + formula + " satisfiable?";
}

TEST(LogicHead, CountsNestingUpToTheLimit) {
  EXPECT_EQ(value_of(nested(20)), "consistent");
  EXPECT_TRUE(refuses(nested(200), RefusalKind::too_large));
  EXPECT_TRUE(
      refuses("Is " + std::string(900, '(') + "p" + std::string(900, ')') + " satisfiable?", RefusalKind::too_large));
}

TEST(LogicHead, CountsWordsSentencesAndAtoms) {
  std::string words = "Is p satisfiable";
  for (std::size_t i = 0; i < kTokensMax; ++i)
    words += " p";
  EXPECT_TRUE(refuses(words, RefusalKind::too_large));
  std::string sentences;
  for (std::size_t i = 0; i < kSentencesMax + 1; ++i)
    sentences += "P. ";
  EXPECT_TRUE(refuses(sentences + "Therefore P. Valid?", RefusalKind::too_large));
  std::string kinds;
  for (int i = 0; i < 20; ++i)
    kinds += fmt::format("All k{0}s are m{0}s. ", i);
  EXPECT_TRUE(refuses(kinds + "Are all k0s m0s?", RefusalKind::too_large));
}

TEST(LogicHead, CountsWhoIsCompared) {
  std::string chain, longer;
  const auto name = [](std::size_t i) { return fmt::format("N{}", i); };
  for (std::size_t i = 0; i + 1 < kPlacesMax; ++i)
    chain += fmt::format("{} is older than {}. ", name(i), name(i + 1));
  EXPECT_EQ(value_of(chain + "Who is the oldest?"), "N0");
  longer = chain + fmt::format("{} is older than {}. ", name(kPlacesMax - 1), name(kPlacesMax));
  EXPECT_TRUE(refuses(longer + "Who is the oldest?", RefusalKind::too_large));
}

TEST(LogicHead, EndsWhenItIsStopped) {
  std::stop_source stopped;
  stopped.request_stop();
  const auto computed = head().compute("P. Therefore P. Valid?", {}, stopped.get_token());
  ASSERT_FALSE(computed);
  EXPECT_EQ(computed.error().kind, RefusalKind::cancelled);
}

TEST(LogicHead, EndsAtTheTimeLimit) {
  EXPECT_TRUE(refuses("P. Therefore P. Valid?", RefusalKind::too_large, {.time = std::chrono::milliseconds(0)}));
}

}  // namespace
}  // namespace swarm::logic
