#include "learning/training_runs/lesson_files.hpp"

#include <fstream>
#include <sstream>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::training_runs {
namespace {

constexpr std::string_view kLesson =
    R"({"family":"borrow","head":"math","prompt":"812-467?","thinking":"2-7: borrow","answer":"345","content":"812-467"})";

class LessonFilesTest : public testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  Result<DataFile> copy(std::string_view name, const TrainingConfig& config = {}) {
    return copy_lessons(folder_.path(), name, {.head = answers::Head::math}, copy_, config);
  }
  Result<DataFile> copy_of_any_head(std::string_view name) {
    return copy_lessons(folder_.path(), name, {.head = answers::Head::math, .are_others_taken = true}, copy_, {});
  }
  static std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  tests::TemporaryFolder folder_;
  tests::TemporaryFolder other_;
  std::filesystem::path copy_ = other_.path() / "lessons.jsonl";
};

TEST_F(LessonFilesTest, CopiesADatasetAsItIsAndTellsAboutIt) {
  const std::string text = fmt::format("{}\n\n{}\n{}", kLesson, kLesson, kLesson);  // without an end at the last
  write("misses.jsonl", text);
  const DataFile file = copy("misses").value();
  EXPECT_EQ(file.name, "misses");
  EXPECT_EQ(file.lessons, 3);
  EXPECT_EQ(file.bytes, static_cast<std::int64_t>(text.size()));
  EXPECT_EQ(file.sha256, crypto::sha256_hex(text));
  EXPECT_EQ(text_of(copy_), text);
  EXPECT_EQ(sha256_of_file(copy_, [] { return false; }), crypto::sha256_hex(text));
  EXPECT_EQ(sha256_of_file(copy_, [] { return true; }).error().code, ErrorCode::cancelled);
}

TEST_F(LessonFilesTest, RefusesNamesThatLeadElsewhere) {
  write("fine.jsonl", kLesson);
  EXPECT_TRUE(copy("fine"));
  for (const char* name : {"", ".", "..", "../fine", "/etc/passwd", ".hidden", "a/b", "a\\b", "-rf", "fine\n", "ä"})
    EXPECT_EQ(copy(name).error().code, ErrorCode::invalid_input) << name;
  EXPECT_EQ(copy(std::string(65, 'a')).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(copy("nothing").error().code, ErrorCode::not_found);
}

TEST_F(LessonFilesTest, ReadsPlainFilesOnly) {
  write("real", kLesson);
  std::filesystem::create_symlink(folder_.path() / "real", folder_.path() / "link.jsonl");
  std::filesystem::create_directory(folder_.path() / "folder.jsonl");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe.jsonl").c_str(), 0600), 0);
  for (const char* name : {"link", "folder", "pipe"})
    EXPECT_EQ(copy(name).error().code, ErrorCode::invalid_input) << name;
}

TEST_F(LessonFilesTest, TakesAFileThatBeginsWithAByteOrderMark) {
  write("marked.jsonl", fmt::format("\xEF\xBB\xBF{}\n", kLesson));
  const Result<DataFile> file = copy("marked");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->lessons, 1);
  write("twice.jsonl", fmt::format("{}\n\xEF\xBB\xBF{}\n", kLesson, kLesson));
  EXPECT_FALSE(copy("twice"));
}

TEST_F(LessonFilesTest, RefusesALineThatIsNoLesson) {
  const auto with = [](std::string_view member) {
    std::string text(kLesson);
    text.pop_back();
    return fmt::format("{},{}}}", text, member);
  };
  const auto is_lesson = [](std::string_view line) { return check_lesson(line, {.are_others_taken = true}); };
  EXPECT_TRUE(is_lesson(kLesson));
  EXPECT_TRUE(is_lesson(with(R"("weight":2.5,"note":"kept")")));
  EXPECT_TRUE(is_lesson(R"({"family":"a","head":"code","prompt":"p","answer":"a","content":"c","thinking":null})"));
  for (const std::string& bad :
       {std::string("{}"), std::string("[]"), std::string("x"), with(R"("weight":0)"), with(R"("weight":1e300)"),
        with(R"("weight":"1")"), std::string(R"({"family":"a","head":"tail","prompt":"p","answer":"a","content":"c"})"),
        std::string(R"({"family":"a","head":"math","prompt":"","answer":"a","content":"c"})"),
        std::string(R"({"family":"a","head":"math","prompt":"p","answer":"a"})"),
        std::string(R"({"family":"a","head":"math","prompt":"p","answer":7,"content":"c"})")}) {
    EXPECT_FALSE(is_lesson(bad)) << bad;
    write("bad.jsonl", fmt::format("{}\n{}\n", kLesson, bad));
    const auto copied = copy("bad");
    ASSERT_FALSE(copied) << bad;
    EXPECT_TRUE(copied.error().message.starts_with("line 2 of dataset bad: ")) << copied.error().message;
  }
  write("long.jsonl", std::string(kLessonBytesMax + 1, ' ') + "\n");
  EXPECT_TRUE(copy("long").error().message.starts_with("line 1 ")) << copy("long").error().message;
  write("empty.jsonl", "\n \n");
  EXPECT_EQ(copy("empty").error().code, ErrorCode::invalid_input);
}

std::string lesson_of(std::string_view head) {
  return fmt::format(R"({{"family":"a","head":{},"prompt":"p","answer":"a","content":"c"}})", head);
}

TEST_F(LessonFilesTest, RefusesLessonsOfAnotherHeadWithTheLineAndBothNames) {
  write("mixed.jsonl", fmt::format("{}\n\n{}\n", kLesson, lesson_of("\"logic\"")));
  EXPECT_EQ(copy("mixed").error().message,
            "line 3 of dataset mixed: the lesson is of the head 'logic', and the run trains math");
  EXPECT_EQ(copy_of_any_head("mixed")->lessons, 2) << "what must not be forgotten may be of any";
  write("evil.jsonl", lesson_of("\"evil\""));
  EXPECT_EQ(copy("evil").error().message,
            "line 1 of dataset evil: the lesson is of the head 'evil', and the run trains math");
  EXPECT_EQ(copy_of_any_head("evil").error().message,
            "line 1 of dataset evil: \"head\" is 'evil': math, logic, code or reasoning expected");
}

TEST_F(LessonFilesTest, LessonsThatNameNoHeadAreOfTheRuns) {
  write("bare.jsonl",
        fmt::format("{}\n{}\n", lesson_of("null"), R"({"family":"a","prompt":"p","answer":"a","content":"c"})"));
  const DataFile file = copy("bare").value();
  EXPECT_EQ(file.lessons, 2);
  const std::string text = text_of(copy_);
  EXPECT_EQ(file.bytes, std::ssize(text));
  EXPECT_EQ(file.sha256, crypto::sha256_hex(text)) << "of what is learned";
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_EQ(json::parse(line).value().at("head").as_string(), "math") << line;
}

TEST_F(LessonFilesTest, RefusesMoreBytesAndMoreLessonsThanItMay) {
  const std::string text = fmt::format("{}\n{}\n{}\n", kLesson, kLesson, kLesson);
  write("three.jsonl", text);
  TrainingConfig config;
  config.lessons_max = 3;
  config.dataset_bytes_max = {text.size()};
  EXPECT_TRUE(copy("three", config));
  config.lessons_max = 2;
  EXPECT_EQ(copy("three", config).error().code, ErrorCode::too_large);
  config.lessons_max = 3;
  config.dataset_bytes_max = {text.size() - 1};
  EXPECT_EQ(copy("three", config).error().code, ErrorCode::too_large);
}

TEST_F(LessonFilesTest, WritesTheLessonsOfARequestSoThatATrainerReadsThem) {
  const std::vector<Lesson> lessons{
      {.prompt = "2+2?", .answer = "4"},
      {.family = "sum", .prompt = "say \"ä\"\n", .thinking = "steps", .answer = "5", .content = "2+3", .weight = 2.0}};
  const DataFile file = write_lessons(lessons, answers::Head::math, copy_, {}).value();
  EXPECT_EQ(file.lessons, 2);
  EXPECT_EQ(file.name, "");
  const std::string text = text_of(copy_);
  const json::Value first = json::parse(text.substr(0, text.find('\n'))).value();
  EXPECT_EQ(first.at("family").as_string(), "other");
  EXPECT_EQ(first.at("head").as_string(), "math");
  EXPECT_EQ(first.at("content").as_string(), "2+2?");
  EXPECT_FALSE(first.as_object().contains("thinking"));
  const json::Value second = json::parse(text.substr(text.find('\n') + 1)).value();
  EXPECT_EQ(second.at("prompt").as_string(), "say \"ä\"\n");
  EXPECT_EQ(second.at("weight").to_number<double>(), 2);
}

TEST_F(LessonFilesTest, SaysWhenTheCopyCannotBeWritten) {
  write("fine.jsonl", kLesson);
  EXPECT_EQ(copy_lessons(folder_.path(), "fine", {}, "/dev/full", {}).error().code, ErrorCode::storage_full);
}

}  // namespace
}  // namespace swarm::training_runs
