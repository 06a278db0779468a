#include "trainer/data/lesson_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "support/temporary_folder.hpp"
#include "trainer/data/content_split.hpp"

namespace swarm::data {
namespace {

using testing::HasSubstr;

constexpr std::string_view kGood =
    R"({"family":"add","head":"math","prompt":"2+2?","thinking":"2+2=4","answer":"4","content":"add 2 2"})";

class LessonFile : public testing::Test {
 protected:
  std::filesystem::path write(std::string_view text) const {
    const std::filesystem::path path = folder_.path() / "lessons.jsonl";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  Result<LessonFileFacts> read(std::string_view text) {
    return read_lessons(write(text), [&](Lesson lesson) -> Result<Done> {
      lessons_.push_back(std::move(lesson));
      return Done{};
    });
  }
  std::string fault_of(std::string_view text) {
    const Result<LessonFileFacts> facts = read(text);
    return facts ? "" : facts.error().message;
  }
  tests::TemporaryFolder folder_;
  std::vector<Lesson> lessons_;
};

TEST_F(LessonFile, GivesLessonsFamiliesAndTheDigestOfTheFile) {
  const std::string text = std::string(kGood) + "\n" + R"({"family":"no","head":"reasoning","prompt":"p","answer":)" +
                           R"("I don't know.","content":"c","weight":0.5})";
  const Result<LessonFileFacts> facts = read(text);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->lessons, 2);
  EXPECT_EQ(facts->families, (std::map<std::string, std::uint64_t>{{"add", 1}, {"no", 1}}));
  EXPECT_EQ(facts->sha256, crypto::sha256_hex(text));
  EXPECT_EQ(lessons_[0].thinking, "2+2=4");
  EXPECT_EQ(lessons_[0].head, Head::math);
  EXPECT_TRUE(lessons_[1].thinking.empty());
  EXPECT_EQ(lessons_[1].weight, 0.5);
}

TEST_F(LessonFile, MayBeginWithAByteOrderMark) {
  const std::string text = "\xEF\xBB\xBF" + std::string(kGood) + "\n";
  const Result<LessonFileFacts> facts = read(text);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->lessons, 1);
  EXPECT_EQ(facts->sha256, crypto::sha256_hex(text)) << "of the file as it is";
  EXPECT_THAT(fault_of("\xEF\xBB\xBF"), HasSubstr("no lesson"));
}

TEST_F(LessonFile, NamesLineAndColumnOfWhatIsNoJson) {
  EXPECT_THAT(fault_of(std::string(kGood) + "\n{\"family\":x}\n"), HasSubstr("lessons.jsonl:2:11: "));
}

TEST_F(LessonFile, NamesTheMemberThatIsWrong) {
  EXPECT_THAT(fault_of(R"({"family":"a","head":"maths","prompt":"p","answer":"a","content":"c"})"),
              HasSubstr("lessons.jsonl:1:1: $.head"));
  EXPECT_THAT(fault_of(R"({"family":"a","head":"math","prompt":"p","content":"c"})"), HasSubstr("$.answer: required"));
  EXPECT_THAT(fault_of(R"({"family":"a","head":"math","prompt":"p","answer":"","content":"c"})"),
              HasSubstr("$.answer"));
  EXPECT_THAT(fault_of(R"({"family":"a","head":"math","prompt":"p","answer":"a","content":"c","wait":1})"),
              HasSubstr("wait"));
  EXPECT_THAT(fault_of(R"({"family":"a","head":"math","prompt":"p","answer":"a","content":"c","weight":0})"),
              HasSubstr("$.weight"));
}

TEST_F(LessonFile, RefusesEmptyFilesEmptyLinesAndFolders) {
  EXPECT_THAT(fault_of(""), HasSubstr("no lesson"));
  EXPECT_THAT(fault_of(std::string(kGood) + "\n\n" + std::string(kGood)), HasSubstr(":2:1"));
  EXPECT_EQ(read_lessons(folder_.path(), {}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(read_lessons(folder_.path() / "none", {}).error().code, ErrorCode::not_found);
}

TEST_F(LessonFile, RefusesALineBeyondTheBound) {
  const std::string line(kLessonLineBytesMax + 1, ' ');
  const Result<LessonFileFacts> facts = read(line);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, ErrorCode::too_large);
  EXPECT_THAT(fault_of(std::string(kGood) + std::string(kLessonLineBytesMax - kGood.size(), ' ')), "");
}

TEST_F(LessonFile, PassesOnTheFaultOfWhoeverTakesTheLessons) {
  const Result<LessonFileFacts> facts =
      read_lessons(write(std::string(kGood) + "\n"),
                   [](const Lesson&) -> Result<Done> { return fail(ErrorCode::too_large, "no room"); });
  ASSERT_FALSE(facts);
  EXPECT_THAT(facts.error().message, HasSubstr(":1:1: no room"));
}

TEST(ContentSplit, IsStableAndAboutAsLargeAsAsked) {
  int aside = 0, both = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string content = "borrow " + std::to_string(i);
    EXPECT_EQ(is_set_aside(content, 0.1, "validation"), is_set_aside(content, 0.1, "validation"));
    aside += is_set_aside(content, 0.1, "validation") ? 1 : 0;
    both += is_set_aside(content, 0.1, "validation") && is_set_aside(content, 0.1, "calibration") ? 1 : 0;
  }
  EXPECT_NEAR(aside, 1000, 120);
  EXPECT_NEAR(both, 100, 50) << "two purposes choose independently";
  EXPECT_TRUE(is_set_aside("812-467", 1, "validation"));
  EXPECT_FALSE(is_set_aside("812-467", 0, "validation"));
}

}  // namespace
}  // namespace swarm::data
