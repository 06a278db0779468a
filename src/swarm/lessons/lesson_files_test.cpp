#include "swarm/lessons/lesson_files.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "support/temporary_folder.hpp"
#include "swarm/lessons/lesson_maker.hpp"
#include "swarm/lessons/prompts.hpp"
#include "swarm/lessons/wording.hpp"

namespace swarm::lessons {
namespace {

using tests::TemporaryFolder;

constexpr std::size_t kPromptBytesMax = 400, kThinkingBytesMax = 160;

std::vector<Lesson> lessons_in(const std::filesystem::path& path) {
  std::vector<Lesson> lessons;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    auto lesson = json::parse_as<Lesson>(line);
    EXPECT_TRUE(lesson) << line;
    if (lesson) lessons.push_back(std::move(*lesson));
  }
  return lessons;
}

TEST(LessonFiles, AreTheSameForASeed) {
  const TemporaryFolder folder;
  const auto first = write_training(folder.path() / "a", 5, 2'000, {}),
             second = write_training(folder.path() / "b", 5, 2'000, {}),
             other = write_training(folder.path() / "c", 6, 2'000, {});
  ASSERT_TRUE(first && second && other);
  EXPECT_EQ(first->sha256, second->sha256);
  EXPECT_NE(first->sha256, other->sha256);
}

TEST(LessonFiles, HaveNoContentOnBothSides) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_training(folder.path() / "train", 1, 30'000, {}));
  ASSERT_TRUE(write_held_out(folder.path() / "held_out", 2, 500, {}));
  ASSERT_TRUE(write_family(folder.path() / "unrelated", Family::unrelated, Side::held_out, 2, 1'000, {}));
  std::set<std::string> taught, prompts;
  for (const Lesson& lesson : lessons_in(folder.path() / "train")) {
    taught.insert(lesson.content);
    prompts.insert(lesson.prompt);
    EXPECT_NE(lesson.family, Family::borrow);
    EXPECT_NE(lesson.family, Family::descending);
  }
  for (const char* file : {"held_out", "unrelated"}) {
    for (const Lesson& lesson : lessons_in(folder.path() / file)) {
      EXPECT_FALSE(taught.contains(lesson.content)) << json_line(lesson);
      EXPECT_FALSE(prompts.contains(lesson.prompt)) << json_line(lesson);
    }
  }
}

TEST(LessonFiles, HoldEveryFamilyOut) {
  const TemporaryFolder folder;
  const auto file = write_held_out(folder.path() / "held_out", 3, 50, {});
  ASSERT_TRUE(file);
  for (const Family family : all_families())
    EXPECT_EQ(file->families.at(family), 50u);
}

TEST(LessonFiles, HaveLessonsOfBoundedLengthInValidText) {
  Dice dice(11);
  for (int i = 0; i < 20'000; ++i) {
    const Side side = dice.chance(50) ? Side::train : Side::held_out;
    const Lesson lesson = make_lesson(dice.chance(20) ? Family::unrelated : dice.pick(all_families()), side, dice);
    EXPECT_TRUE(is_utf8(lesson.prompt));
    EXPECT_FALSE(trim(lesson.prompt).empty());
    EXPECT_LE(lesson.prompt.size(), kPromptBytesMax) << lesson.prompt;
    EXPECT_LE(lesson.thinking.value_or("").size(), kThinkingBytesMax) << json_line(lesson);
    const bool declined_after_a_look = lesson.thinking && lesson.thinking->ends_with(":?");
    EXPECT_EQ(lesson.thinking && !declined_after_a_look, lesson.family != Family::unrelated) << json_line(lesson);
    EXPECT_EQ(json::parse_as<Lesson>(json_line(lesson)), lesson);
  }
}

TEST(LessonFiles, RefuseACountOutsideOfTheBound) {
  const TemporaryFolder folder;
  for (const std::size_t count : {std::size_t{0}, kLessonsMax + 1}) {
    const auto file = write_training(folder.path() / "a", 1, count, {});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::invalid_input);
  }
}

TEST(LessonFiles, EndAtTheFirstLessonThatTheCheckRefuses) {
  const TemporaryFolder folder;
  int asked = 0;
  const LessonCheck check = [&](const Lesson&) -> Result<Done> {
    if (++asked == 3) return fail(ErrorCode::internal, "the third");
    return Done{};
  };
  const auto file = write_training(folder.path() / "a", 1, 10, check);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "the third");
  EXPECT_EQ(asked, 3);
}

TEST(LessonFiles, TakeFromASuiteWhatIsToBeDeclined) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "suite") << R"({"prompt": "Who was Napoleon?", "head": "reasoning"})"
                                            "\n"
                                         << R"({"prompt": "what does max([3, 9]) return"})"
                                            "\n";
  const auto file = write_suite(folder.path() / "out", folder.path() / "suite", Derivations({}));
  ASSERT_TRUE(file);
  const auto lessons = lessons_in(folder.path() / "out");
  ASSERT_EQ(lessons.size(), 1u);
  EXPECT_EQ(lessons[0].prompt, "Who was Napoleon?");
  EXPECT_EQ(lessons[0].answer, kUnknown);
  std::ofstream(folder.path() / "suite") << R"({"question": "?"})"
                                            "\n";
  EXPECT_FALSE(write_suite(folder.path() / "out", folder.path() / "suite", Derivations({})));
  EXPECT_FALSE(write_suite(folder.path() / "out", folder.path() / "missing", Derivations({})));
}

TEST(LessonFiles, SayWhenTheyCannotBeWritten) {
  const auto file = write_training("/nowhere/at/all", 1, 10, {});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::unavailable);
}

// Every wording fills without an unknown slot and leaves nothing of its own signs behind.
TEST(Wordings, AllFill) {
  for (const Family family : {Family::sums, Family::multiplication, Family::boolean, Family::order, Family::lists,
                              Family::descending, Family::stories, Family::unrelated}) {
    const auto wordings = wordings_of(family);
    EXPECT_GE(wordings.size(), 18u) << json::name_of(family);
    for (const std::string_view wording : wordings) {
      Dice dice(3);
      Phrasing phrasing(dice, Side::held_out);
      for (const char* slot :
           {"a",      "b",      "c",       "e",     "l",    "p",      "i",     "o",     "x",    "y",     "z",
            "s",      "q",      "u",       "more",  "less", "most",   "least", "plain", "name", "other", "third",
            "he",     "He",     "his",     "His",   "him",  "Person", "Place", "f",     "g",    "F",     "G",
            "double", "Double", "doubled", "twice", "nl",   "t",      "v",     "m",     "r",    "w",     "k",
            "count",  "names",  "either",  "does",  "do",   "aid",    "aid2"})
        phrasing.bind(slot, "5");
      EXPECT_FALSE(phrasing.fill(wording).empty()) << wording;
    }
  }
}

// Chance reaches all wordings of a table: what the generators write is not a part of what stands there.
TEST(Wordings, AreAllReached) {
  Dice dice(9);
  std::set<std::string> shapes;
  for (int i = 0; i < 30'000; ++i) {
    std::string shape = make_lesson(Family::multiplication, Side::train, dice).prompt;
    std::erase_if(shape, [](char c) { return c >= '0' && c <= '9'; });
    shapes.insert(to_lower(shape));
  }
  for (const std::string_view wording : wordings_of(Family::multiplication)) {
    if (wording.contains('[') || !wording.contains("{a}") || !wording.contains("{b}")) continue;
    if (wording.contains("{s}")) continue;
    std::string shape = to_lower(wording);
    for (const std::string_view slot : {"{a}", "{b}"})
      shape.replace(shape.find(slot), slot.size(), "");
    EXPECT_TRUE(shapes.contains(shape)) << wording;
  }
}

TEST(Phrasing, ChoosesFillsAndKeepsWhatStandsForItself) {
  Dice dice(1);
  Phrasing phrasing(dice);
  phrasing.bind("a", "7");
  EXPECT_EQ(phrasing.fill("[1, {a}][0] {x: {a}} {"), "[1, 7][0] {x: 7} {");
  EXPECT_EQ(phrasing.fill("{name1} and {name1}").substr(0, 3), phrasing.fill("{name1}").substr(0, 3));
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i)
    seen.insert(phrasing.fill("[red|[dark|light] blue|]"));
  EXPECT_EQ(seen, (std::set<std::string>{"", "dark blue", "light blue", "red"}));
}

}  // namespace
}  // namespace swarm::lessons
