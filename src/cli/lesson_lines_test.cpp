#include "cli/lesson_lines.hpp"

#include <gtest/gtest.h>

namespace swarm::cli {
namespace {

std::string refusal(std::string_view text) {
  const Outcome<json::Array> lessons = lessons_of(text, "l.jsonl", "math");
  return lessons ? "taken" : lessons.error().error.message;
}

TEST(LessonLines, AreTakenWithoutTheirHeadWhichIsTheRuns) {
  const auto lessons = lessons_of("{\"head\":\"math\",\"prompt\":\"1+1?\"}\n\n{\"prompt\":\"2\"}", "-", "math");
  ASSERT_TRUE(lessons);
  ASSERT_EQ(lessons->size(), 2U);
  EXPECT_EQ(json::to_text(lessons->front()), R"({"prompt":"1+1?"})");
}

TEST(LessonLines, OfAnotherHeadAreRefusedWithTheLineAndBothNames) {
  EXPECT_EQ(refusal("{\"prompt\":\"1\"}\n\n{\"head\":\"logic\",\"prompt\":\"2\"}\n"),
            "l.jsonl, line 3: the lesson is of the head logic, and the run trains math");
  EXPECT_EQ(refusal("{\"head\":\"evil\"}"), "l.jsonl, line 1: the lesson is of the head evil, and the run trains math");
  EXPECT_NE(refusal("{\"head\":7}"), "taken");
}

TEST(LessonLines, AFileWithoutALessonIsSaidToBeEmpty) {
  EXPECT_EQ(refusal(""), "l.jsonl is empty");
  EXPECT_EQ(refusal("\n \n"), "l.jsonl holds no lesson, only empty lines");
  EXPECT_EQ(refusal("{}\n[]"), "l.jsonl, line 2: an object expected");
  EXPECT_TRUE(refusal("{").starts_with("l.jsonl, line 1: "));
}

}  // namespace
}  // namespace swarm::cli
