#include "platform/telemetry/log_file.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::telemetry {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  return names;
}

class LogFileTest : public testing::Test {
 protected:
  std::size_t append(LogFile& file, std::initializer_list<std::string_view> lines) {
    return file.append(std::vector<std::string_view>(lines), clock_.steady_now());
  }
  std::string content(std::string_view name) const { return content_of(folder_ / name); }

  tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path() / "logs";
  tests::FakeClock clock_;
};

TEST_F(LogFileTest, MakesItsFolderAndAppends) {
  LogFile file(folder_, Bytes{100}, 3);
  EXPECT_EQ(append(file, {"one\n"}), 0U);
  EXPECT_EQ(append(file, {"two\n", "three\n"}), 0U);
  EXPECT_EQ(content("swarmd.log"), "one\ntwo\nthree\n");
}

TEST_F(LogFileTest, GoesOnBehindWhatAnEarlierStartWrote) {
  {
    append(*std::make_unique<LogFile>(folder_, Bytes{100}, 3), {"one\n"});
  }
  LogFile file(folder_, Bytes{100}, 3);
  append(file, {"two\n"});
  EXPECT_EQ(content("swarmd.log"), "one\ntwo\n");
}

TEST_F(LogFileTest, FillsAFileToItsBoundAndNoFurther) {
  LogFile file(folder_, Bytes{8}, 3);
  append(file, {"abc\n", "def\n"});
  EXPECT_THAT(names_in(folder_), ElementsAre("swarmd.log"));
  append(file, {"g\n"});
  EXPECT_EQ(content("swarmd.1.log"), "abc\ndef\n");
  EXPECT_EQ(content("swarmd.log"), "g\n");
}

TEST_F(LogFileTest, KeepsTheYoungestFilesOnly) {
  LogFile file(folder_, Bytes{4}, 3);
  EXPECT_EQ(append(file, {"1aa\n", "2aa\n", "3aa\n", "4aa\n", "5aa\n"}), 0U);
  EXPECT_THAT(names_in(folder_), UnorderedElementsAre("swarmd.log", "swarmd.1.log", "swarmd.2.log"));
  EXPECT_EQ(content("swarmd.log") + content("swarmd.1.log") + content("swarmd.2.log"), "5aa\n4aa\n3aa\n");
}

TEST_F(LogFileTest, StartsAnewWhenOnlyOneFileIsKept) {
  LogFile file(folder_, Bytes{4}, 1);
  append(file, {"1aa\n", "2aa\n"});
  EXPECT_THAT(names_in(folder_), ElementsAre("swarmd.log"));
  EXPECT_EQ(content("swarmd.log"), "2aa\n");
}

TEST_F(LogFileTest, RemovesWhatALargerNumberOfFilesLeftBehindAndNothingElse) {
  std::filesystem::create_directories(folder_);
  for (const char* name : {"swarmd.1.log", "swarmd.2.log", "swarmd.9.log", "swarmd.x.log", "other.9.log"}) {
    std::ofstream(folder_ / name) << "old\n";
  }
  LogFile file(folder_, Bytes{100}, 2);
  append(file, {"new\n"});
  EXPECT_THAT(names_in(folder_), UnorderedElementsAre("swarmd.log", "swarmd.1.log", "swarmd.x.log", "other.9.log"));
}

TEST_F(LogFileTest, FollowsAFileThatWasMovedAway) {
  LogFile file(folder_, Bytes{100}, 3);
  append(file, {"one\n"});
  std::filesystem::rename(folder_ / "swarmd.log", folder_ / "taken");
  append(file, {"two\n"});
  EXPECT_EQ(content("taken"), "one\n");
  EXPECT_EQ(content("swarmd.log"), "two\n");
}

TEST_F(LogFileTest, MakesAFolderAgainThatWasRemoved) {
  LogFile file(folder_, Bytes{100}, 3);
  append(file, {"one\n"});
  std::filesystem::remove_all(folder_);
  EXPECT_EQ(append(file, {"two\n"}), 0U);
  EXPECT_EQ(content("swarmd.log"), "two\n");
}

TEST_F(LogFileTest, CountsLinesThatAFullDiskRefusesAndTriesAgainLater) {
  std::filesystem::create_directories(folder_);
  std::filesystem::create_symlink("/dev/full", folder_ / "swarmd.log");
  LogFile file(folder_, Bytes{100}, 3);
  EXPECT_EQ(append(file, {"one\n", "two\n"}), 2U);
  std::filesystem::remove(folder_ / "swarmd.log");
  clock_.advance(LogFile::kRetryAfter - std::chrono::milliseconds{1});
  EXPECT_EQ(append(file, {"three\n"}), 1U) << "not tried for every line";
  clock_.advance(std::chrono::milliseconds{1});
  EXPECT_EQ(append(file, {"four\n"}), 0U);
  EXPECT_EQ(content("swarmd.log"), "four\n");
}

TEST_F(LogFileTest, CountsLinesWhenTheFolderCannotBeMade) {
  std::ofstream(temporary_.path() / "logs") << "a file stands in the way";
  LogFile file(folder_, Bytes{100}, 3);
  EXPECT_EQ(append(file, {"one\n", "two\n"}), 2U);
}

TEST_F(LogFileTest, DoesNotWaitForTheReaderOfANamedPipe) {
  std::filesystem::create_directories(folder_);
  ASSERT_EQ(mkfifo((folder_ / "swarmd.log").c_str(), 0600), 0);
  LogFile file(folder_, Bytes{1 << 20}, 3);
  const std::string line = std::string(4000, 'x') + "\n";
  const std::vector<std::string_view> lines(1000, line);
  EXPECT_GT(file.append(lines, clock_.steady_now()), 0U);
}

TEST_F(LogFileTest, StopsRatherThanGrowWhenItCannotRotate) {
  std::filesystem::create_directories(folder_ / "swarmd.1.log" / "not empty");
  LogFile file(folder_, Bytes{4}, 2);
  EXPECT_EQ(append(file, {"1aa\n", "2aa\n", "3aa\n"}), 2U);
  EXPECT_EQ(content("swarmd.log"), "1aa\n");
}

TEST_F(LogFileTest, EndsALineThatAPowerCutLeftHalfWritten) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ / "swarmd.log") << "one\nhal";
  LogFile file(folder_, Bytes{100}, 2);
  append(file, {"two\n"});
  EXPECT_EQ(content("swarmd.log"), "one\nhal\ntwo\n");
}

}  // namespace
}  // namespace swarm::telemetry
