#include "trainer/scoring/score_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarm::scoring {
namespace {

data::Lesson a_lesson(std::string family, std::string answer) {
  return {.family = family, .head = data::Head::math, .prompt = "p", .answer = answer, .content = family + answer};
}

Answer an_answer(std::string text, bool is_right, std::string trouble = "") {
  return {.text = text, .trouble = trouble, .certainty = {0.5, 0.25, is_right}};
}

TEST(ScoreReport, CountsByFamilyAndHead) {
  const std::vector<data::Lesson> lessons{a_lesson("add", "4"), a_lesson("add", "5"), a_lesson("no", "I don't know."),
                                          a_lesson("add", "6")};
  const std::vector<Answer> answers{an_answer("4", true), an_answer("I don't know.", false),
                                    an_answer("I don't know.", true), an_answer("6", false, "cut off")};
  const ScoreReport report = report_on(lessons, answers);
  const Tally& add = report.families.at("add");
  EXPECT_EQ(add.lessons, 3u);
  EXPECT_EQ(add.right, 1u);
  EXPECT_NEAR(add.accuracy, 1.0 / 3, 1e-12);
  EXPECT_EQ(add.declined, 1u);
  EXPECT_EQ(add.failed, 1u);
  EXPECT_DOUBLE_EQ(add.mean_probability, 0.5);
  ASSERT_EQ(add.misses.size(), 2u);
  EXPECT_EQ(add.misses[1].trouble, "cut off");
  EXPECT_EQ(report.all.lessons, 4u);
  EXPECT_EQ(report.heads.at("math").right, 2u);
  EXPECT_TRUE(report.calibration.empty()) << "too few";
  EXPECT_EQ(uncalibrated_heads(report), (std::map<std::string, std::uint64_t>{{"math", 4}}));
  EXPECT_THAT(table_of(report), testing::HasSubstr("math    no calibration: 4 answers are too few, 20 in each half"));
  EXPECT_THAT(table_of(report), testing::HasSubstr("add           3        1    33.3 %         1       1"));
}

TEST(ScoreReport, SpellsBytesThatAreNoText) {
  const ScoreReport report = report_on(std::vector{a_lesson("add", "4")}, std::vector{an_answer("a\xC3(\xFF", false)});
  const std::string text = json::to_text(json::encode(report));
  EXPECT_EQ(report.families.at("add").misses[0].got, "a\\xc3(\\xff");
  EXPECT_TRUE(json::parse(text));
}

TEST(ScoreReport, ShowsSomeMissesOnly) {
  const std::vector<data::Lesson> lessons(kMissesShownMax + 5, a_lesson("add", "4"));
  const std::vector<Answer> answers(lessons.size(), an_answer("5", false));
  EXPECT_EQ(report_on(lessons, answers).families.at("add").misses.size(), kMissesShownMax);
}

}  // namespace
}  // namespace swarm::scoring
