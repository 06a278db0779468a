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

TEST(LogicHead, ChoosesAmongThoseWhoAreNamed) {
  const std::string facts = "Ann is taller than Bob. Bob is taller than Cid. ";
  EXPECT_EQ(value_of(facts + "Who is the tallest of Ann, Bob and Cid?"), "Ann");
  for (const std::string_view question :
       {"Who is the tallest of Bob and Cid?", "Who is the taller of Bob and Cid?", "Which of Bob and Cid is taller?",
        "Which of Bob and Cid is the tallest?", "Who is the tallest, Bob or Cid?", "Who is taller out of Bob and Cid?"})
    EXPECT_EQ(value_of(facts + std::string(question)), "Bob") << question;
  EXPECT_EQ(value_of("ann is taller than bob. bob is taller than cid. which of bob and cid is the tallest?"), "bob");
  EXPECT_EQ(value_of("In a race Ann beat Bob and Bob beat Cid. Which of Bob and Cid came first?"), "Bob");
  EXPECT_EQ(value_of(facts + "List Bob and Cid from shortest to tallest."), "Cid;Bob");
  for (const std::string_view question :
       {"Who is the tallest of Ann, Bob and Zed?", "Who is the second tallest of Bob and Cid?",
        "Of Bob and Cid, who is tallest?", "Name the people taller than Cid, tallest first.",
        "Who, Bob or Cid, is the tallest?", "With Bob and Cid, who is the tallest?", "Which boy is the tallest?",
        "List the two tallest, tallest first.", "List the others, tallest first."})
    EXPECT_TRUE(refuses(facts + std::string(question), RefusalKind::outside_grammar)) << question;
  EXPECT_TRUE(
      refuses("In a race Ann beat Bob and Bob beat Cid. Which of Bob and Cid won?", RefusalKind::outside_grammar));
}

TEST(LogicHead, BeginsAnOrderWhereItIsAsked) {
  const std::string facts = "Ann is more careful than Bob. Bob is more careful than Cid. ";
  for (const std::string_view question :
       {"Give the order, least careful first.", "List them, least careful first.",
        "Put them in order, least careful first.", "List them from least careful to most careful."})
    EXPECT_EQ(value_of(facts + std::string(question)), "Cid;Bob;Ann") << question;
  EXPECT_EQ(value_of(facts + "Give the order, most careful first."), "Ann;Bob;Cid");
  EXPECT_EQ(value_of("In a race Ann beat Bob. Bob beat Cid. What was the order of the race, from last to first?"),
            "Cid;Bob;Ann");
  const std::string queue = "Ann, Bob and Cid stand in a queue. Ann is in front of Bob. Bob is in front of Cid. ";
  EXPECT_EQ(value_of(queue + "List them in order."), "Ann;Bob;Cid");
  for (const std::string_view question : {"Give the order from last to first.", "List the people from last to first.",
                                          "Give the order, last first.", "What is the order from back to front?"})
    EXPECT_TRUE(refuses(queue + std::string(question), RefusalKind::outside_grammar)) << question;
  EXPECT_TRUE(
      refuses("Ann, Bob and Cid sit in a row. Ann is left of Bob. Bob is left of Cid. What is the seating "
              "order from right to left?",
              RefusalKind::outside_grammar));
}

TEST(LogicHead, NeverSaysYesWhereOneOfTwoIsAskedFor) {
  for (const std::string_view prompt :
       {"Ann is faster than Bob. Is Ann or Bob faster?", "Ann is faster. Is Ann or Bob faster?",
        "ann is faster. is ann or bob faster?", "Ann is faster than Bob. Is Ann or Bob the fastest?",
        "Ann is younger than Bob. Is the youngest one Ann or Bob?", "Ann is the youngest. Is the youngest Ann or Bob?",
        "Ann finished before Bob. Did Ann or Bob finish first?",
        "Ann, Bob and Cid sit in a row. Ann is left of Bob. Bob is left of Cid. Is Ann or Bob left of Cid?"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt;
}

TEST(LogicHead, MakesNoNamesOfWordsBesideThem) {
  EXPECT_EQ(value_of("Since Ted finished before Ann, and Ann finished before Bob, who came first?"), "Ted");
  EXPECT_EQ(value_of("Take Ann and Bob. Ann is taller than Bob. Who is the tallest?"), "Ann");
  EXPECT_EQ(value_of("Think of Ann, Bob and Cid. Ann is taller than Bob. Bob is taller than Cid. Who is the tallest?"),
            "Ann");
  EXPECT_EQ(value_of("Yesterday there was a race. Ann finished before Bob. Bob finished before Cid. Who came first?"),
            "Ann");
  // A word that is also a verb is a name where it has a capital letter.
  EXPECT_EQ(value_of("Ann is older than Bob and Live is older than Cid. Is Ann older than Cid?"), "undetermined");
  EXPECT_EQ(value_of("Will is taller than Bob. Bob is taller than Cid. Who is the tallest?"), "Will");
  for (const std::string_view prompt : {"When Ted finished before Ann, Ann finished before Bob. Who came first?",
                                        "Yesterday Ann finished before Bob. Bob finished before Cid. Who came first?",
                                        "ann is taller than bob please. bob is taller than cid. who is the tallest?",
                                        "Ann Lee is taller than Bob. Bob is taller than Ann. Who is the tallest?",
                                        "Between Ann and Bob, Ann is closer. Which of Ann and Bob is closer?",
                                        "Between Ann and Bob Ann is closer. Who is closer?"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
}

TEST(LogicHead, PassesOverNoStatement) {
  for (const std::string_view prompt : {"Height: Ann > Bob. Ann is taller than Cid. Who is the tallest?",
                                        "Height: Ann > Bob > Cid. Is Ann taller than Cid?",
                                        "Three friends: Ann > Bob > Cid. Bob is taller than Dan. "
                                        "Who is the tallest?",
                                        "Ann won the race. Bob finished before Cid. Who came first?"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
}

TEST(LogicHead, CountsPlacesFromTheEndThatIsNamed) {
  EXPECT_EQ(value_of("Ann scored more than Bob. Bob scored more than Cid. Cid scored more than Dan. Who scored the "
                     "second most?"),
            "Bob");
  EXPECT_EQ(value_of("Ann arrived later than Bob. Bob arrived later than Cid. Cid arrived later than Dan. Who arrived "
                     "second latest?"),
            "Bob");
  EXPECT_EQ(value_of("Ann jumps higher than Bob. Bob jumps higher than Cid. Cid jumps higher than Dan. Who jumps "
                     "second highest?"),
            "Bob");
  EXPECT_EQ(value_of("The hat costs more than the cap. The cap costs more than the belt. The belt costs more than the "
                     "tie. Which costs the second most?"),
            "cap");
}

TEST(LogicHead, ComparesOnlyWhatIsDoneAlike) {
  EXPECT_EQ(value_of("Ann runs faster than Bob. Bob is faster than Cid. Is Ann faster than Cid?"), "yes");
  for (const std::string_view prompt :
       {"Ann runs faster than Bob. Bob swims faster than Cid. Is Ann faster than Cid?",
        "Ann scored more than Bob. Bob runs more than Cid. Who scored the most?",
        "Ann jumps higher than Bob. Bob is higher than Cid. Is Ann higher than Cid?",
        "Ann is louder than Bob. Bob makes more noise than Cid. Is Ann louder than Cid?",
        "ann is louder than bob. bob makes more noise than cid. who is the loudest?"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
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
