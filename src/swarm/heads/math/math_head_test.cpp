#include "swarm/heads/math/math_head.hpp"

#include <chrono>
#include <ctime>

#include <gtest/gtest.h>

namespace swarm::math {
namespace {

using heads::ComputeLimits;
using heads::RefusalKind;

const MathHead& head() {
  static const MathHead shared;
  return shared;
}

std::string value_of(std::string_view prompt) {
  const auto computed = head().compute(prompt, {}, {});
  return computed ? computed->value : "refused: " + computed.error().message;
}

bool refuses(std::string_view prompt, RefusalKind kind, const ComputeLimits& limits = {}) {
  const auto computed = head().compute(prompt, limits, {});
  return !computed && computed.error().kind == kind;
}

// What it computed, however long it waited for a processor.
std::chrono::nanoseconds time_of_this_thread() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

TEST(MathHead, AnswersWithReadingStepsAndCheck) {
  const auto computed = head().compute("what is 15% of 80?", {}, {});
  ASSERT_TRUE(computed);
  EXPECT_EQ(computed->value, "12");
  EXPECT_EQ(computed->answer, "15% of 80 = 12");
  EXPECT_FALSE(computed->evidence.method.empty());
  ASSERT_EQ(computed->evidence.steps.size(), 2u);
  EXPECT_EQ(computed->evidence.steps[0].rule, "parse");
  EXPECT_TRUE(computed->evidence.check);
}

TEST(MathHead, WritesValuesInTheirCanonicalForms) {
  for (const auto& [prompt, value] : {std::pair{"6/4 + 1", "5/2"},
                                      {"1.5 + 1", "2.5"},
                                      {"$5 / 2", "$2.50"},
                                      {"$10 + $2", "$12"},
                                      {"sqrt(8) + 1", "1+2*sqrt(2)"},
                                      {"x^2+5x+6=0", "x=-3;x=-2"},
                                      {"y - x = 1, x + y = 5", "x=2;y=3"},
                                      {"prime factors of 12", "2;2;3"},
                                      {"x^2 = -1", "none"},
                                      {"2x = x + x", "infinitely many"},
                                      {"5 / 0 =", "undefined"},
                                      {"2500 m in km", "2.5 km"},
                                      {"what percent of 80 is 20", "25%"},
                                      {"simplify the ratio 6:8", "3:4"}}) {
    EXPECT_EQ(value_of(prompt), value) << prompt;
  }
}

TEST(MathHead, RefusesLabelsThatLookLikeArithmetic) {
  for (const std::string_view prompt :
       {"3.10 vs 3.9", "12/05/2024", "12/5/2024", "555-0199", "555-1234", "what is 555-1234", "2024-01-15", "pp. 12-15",
        "9-5", "24/7", "what is 9/11", "12-15", "10/2", "192.168.1.1", "12:30", "1-800-555-1234", "3-2"}) {
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
  }
  EXPECT_EQ(value_of("12 - 15"), "-3");
  EXPECT_EQ(value_of("what is 12-15"), "-3");
  EXPECT_EQ(value_of("10/2 ="), "5");
}

TEST(MathHead, RefusesWhatHasTwoReadings) {
  for (const std::string_view prompt :
       {"6/2(1+2)", "square root of 9 plus 16", "what is the sum of 12 and 8 divided by 4", "0^0", "negative 3 squared",
        "80 + 15%", "2/3 squared", "6 / 1/2", "what comes next: 1, 2, 4", "-7 mod 3",
        "round -2.5 to the nearest integer"}) {
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
  }
}

TEST(MathHead, NeverSortsAListThatIsToBeReversed) {
  for (const std::string_view prompt :
       {"put 5, 3, 9 in reverse order", "list 5, 3, 9 in reverse order", "list [5, 3, 9] in reverse",
        "what is the list [5, 3, 9] in reverse order?", "arrange 5, 3, 9 in reverse"}) {
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar)) << prompt << " -> " << value_of(prompt);
  }
  EXPECT_EQ(value_of("sort 5, 3, 9 in reverse order"), "9;5;3");
  EXPECT_EQ(value_of("put 5, 3, 9 in descending order"), "9;5;3");
}

TEST(MathHead, MendsTypingErrorsOnlyBeyondDoubt) {
  EXPECT_EQ(value_of("plese comput 12*13"), "156");
  EXPECT_EQ(value_of("waht is 2+2"), "4");
  EXPECT_EQ(value_of("calcualte 3+4"), "7");
  EXPECT_TRUE(refuses("what is 3 form 10", RefusalKind::outside_grammar));  // a word of its own
  EXPECT_TRUE(refuses("wha is 2+2", RefusalKind::outside_grammar));         // too short
  EXPECT_TRUE(refuses("whattt is 2+2", RefusalKind::outside_grammar));      // too far
}

TEST(MathHead, RefusesUnknownWordsAndTellsWhere) {
  const auto computed = head().compute("what is 2+2 in the song", {}, {});
  ASSERT_FALSE(computed);
  EXPECT_EQ(computed.error().kind, RefusalKind::outside_grammar);
  EXPECT_NE(computed.error().message.find("song"), std::string::npos);
}

TEST(MathHead, EndsWithinItsLimits) {
  for (const std::string_view prompt : {"9^9^9^9", "100000!", "2^(10^9)", "(9999999999!)!", "2^100000 * 2^100000",
                                        "1e5", "fibonacci number 99999999999"}) {
    const auto start = time_of_this_thread();
    EXPECT_FALSE(head().compute(prompt, {}, {})) << prompt;
    EXPECT_LT(time_of_this_thread() - start, std::chrono::seconds(1)) << prompt;
  }
  EXPECT_TRUE(refuses("9^9^9^9", RefusalKind::too_large));
  EXPECT_TRUE(refuses("100000!", RefusalKind::too_large));
  EXPECT_TRUE(refuses("2^(10^9)", RefusalKind::too_large));
}

TEST(MathHead, CountsDigitsUpToTheLimit) {
  const ComputeLimits limits{.digits_max = 100};
  EXPECT_TRUE(head().compute("10^99 + 1", limits, {}));
  EXPECT_TRUE(refuses("10^101 + 1", RefusalKind::too_large, limits));
  EXPECT_TRUE(refuses(std::string(101, '7') + " + 1", RefusalKind::too_large, limits));
}

TEST(MathHead, CountsPromptBytesUpToTheLimit) {
  const std::string question = "1+1=";
  ComputeLimits limits;
  limits.prompt_bytes_max = question.size();
  EXPECT_TRUE(head().compute(question, limits, {}));
  EXPECT_TRUE(refuses(question + " ", RefusalKind::too_large, limits));
  EXPECT_TRUE(refuses(std::string(1 << 20, '('), RefusalKind::too_large));
}

std::string nested(std::size_t depth) {
  return std::string(depth, '(') + "1+1" + std::string(depth, ')');
}

TEST(MathHead, CountsNestingUpToTheLimit) {
  EXPECT_EQ(value_of(nested(60)), "2");
  EXPECT_TRUE(refuses(nested(500), RefusalKind::too_large));
  EXPECT_TRUE(refuses(std::string(4'000, '('), RefusalKind::too_large));
  EXPECT_TRUE(refuses(std::string(4'000, '-') + "1", RefusalKind::too_large));
  std::string tower = "2";
  for (int i = 0; i < 1'000; ++i)
    tower += "^2";
  EXPECT_FALSE(head().compute(tower, {}, {}));
}

TEST(MathHead, ReadsLongSumsWithoutRecursionTrouble) {
  std::string sum = "1";
  for (int i = 0; i < 1'300; ++i)
    sum += "+1";
  EXPECT_EQ(value_of(sum), "1301");
}

TEST(MathHead, RefusesBytesThatAreNoText) {
  for (const std::string_view prompt : {"1\x01+1", "1+1\x7f", "1+1\xff", "\xc3\x28", "\xed\xa0\x80"})
    EXPECT_TRUE(refuses(prompt, RefusalKind::outside_grammar));
  EXPECT_TRUE(refuses("", RefusalKind::outside_grammar));
  EXPECT_TRUE(refuses("   ", RefusalKind::outside_grammar));
  EXPECT_TRUE(refuses("π * 2", RefusalKind::outside_grammar));
}

TEST(MathHead, EndsSoonAfterItIsStopped) {
  std::stop_source stopped;
  stopped.request_stop();
  // A product of two 21-digit primes: it cannot be factorised in the time.
  const auto at_once =
      head().compute("prime factors of 100000000000000000039 * 100000000000000000129", {}, stopped.get_token());
  ASSERT_FALSE(at_once);
  EXPECT_EQ(at_once.error().kind, RefusalKind::cancelled);
}

TEST(MathHead, GivesUpFactorisingAtTheTimeLimit) {
  const auto start = time_of_this_thread();
  const auto computed = head().compute("prime factors of 100000000000000000039 * 100000000000000000129",
                                       {.time = std::chrono::milliseconds(100)}, {});
  ASSERT_FALSE(computed);
  EXPECT_EQ(computed.error().kind, RefusalKind::too_large);
  EXPECT_LT(time_of_this_thread() - start, std::chrono::seconds(2));
}

TEST(MathHead, AnswersUndefinedForDivisionsByZero) {
  for (const std::string_view prompt :
       {"1/0", "what is 5 divided by zero", "3 / (2 - 2) =", "17 mod 0", "(1+2)/(3-3)="})
    EXPECT_EQ(value_of(prompt), "undefined") << prompt;
}

TEST(MathHead, ReadsNumbersInWords) {
  for (const auto& [prompt, value] : {std::pair{"take ninety-four away from three hundred and twelve", "218"},
                                      {"two million plus three", "2000003"},
                                      {"one thousand and five minus a dozen", "993"},
                                      {"three point one four plus one", "4.14"},
                                      {"half of seven hundred", "350"},
                                      {"two and a half times four", "10"},
                                      {"three quarters of one hundred and twenty", "90"},
                                      {"2.5 million / 2 =", "1250000"}}) {
    EXPECT_EQ(value_of(prompt), value) << prompt;
  }
  EXPECT_TRUE(refuses("nineteen eighty four plus one", RefusalKind::outside_grammar));
}

}  // namespace
}  // namespace swarm::math
