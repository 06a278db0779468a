#include "learning/training_runs/log_keeper.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "learning/training_runs/training_types.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::training_runs {
namespace {

class LogKeeperTest : public testing::Test {
 protected:
  std::uintmax_t on_disk() const {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      bytes += entry.file_size();
    return bytes;
  }
  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "output.log";
};

TEST_F(LogKeeperTest, GoesOnBehindWhatAnEarlierAttemptSaid) {
  LogKeeper::open(file_, {64 * KiB})->add("first\n");
  LogKeeper keeper = LogKeeper::open(file_, {64 * KiB}, "first\n", 6).value();
  EXPECT_EQ(keeper.tail(), "first\n");
  keeper.add("second\n");
  EXPECT_EQ(keeper.tail(), "first\nsecond\n");
  EXPECT_EQ(keeper.bytes(), 13);
  EXPECT_EQ(end_of_log(file_, MiB), "first\nsecond\n");
}

TEST_F(LogKeeperTest, KeepsTheEndWithinItsMaximum) {
  LogKeeper keeper = LogKeeper::open(file_, {64 * KiB}).value();
  std::string all;
  for (int i = 0; i < 20'000; ++i) {
    const std::string line = fmt::format("line {:06}\n", i);
    keeper.add(line);
    all += line;
    if (i % 1'000 == 0) ASSERT_LE(on_disk(), 64 * KiB);
  }
  EXPECT_EQ(keeper.bytes(), static_cast<std::int64_t>(all.size()));
  EXPECT_EQ(keeper.tail(), all.substr(all.size() - kLogTailMax));
  const std::string end = end_of_log(file_, MiB);
  EXPECT_GE(end.size(), 32 * KiB) << "half of it at least";
  EXPECT_EQ(end, all.substr(all.size() - end.size()));
  EXPECT_EQ(end_of_log(file_, 100), all.substr(all.size() - 100));
}

TEST_F(LogKeeperTest, TakesPiecesThatAreLargerThanTheFileMayBe) {
  LogKeeper keeper = LogKeeper::open(file_, {64 * KiB}).value();
  keeper.add(std::string(MiB, 'a') + "end");
  EXPECT_LE(on_disk(), 64 * KiB);
  EXPECT_TRUE(end_of_log(file_, MiB).ends_with("aend"));
}

TEST_F(LogKeeperTest, GoesOnBehindAnEarlierAttempt) {
  LogKeeper::open(file_, {64 * KiB})->add("one\n");
  LogKeeper::open(file_, {64 * KiB})->add("two\n");
  EXPECT_EQ(end_of_log(file_, MiB), "one\ntwo\n");
}

TEST_F(LogKeeperTest, GivesTextsThatARowMayHold) {
  EXPECT_EQ(clean_text("ä€😀"), "ä€😀");
  EXPECT_EQ(clean_text(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(clean_text("a\xff\xc3"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
  LogKeeper keeper = LogKeeper::open(file_, {64 * KiB}).value();
  keeper.add(std::string(3 * kLogTailMax, '\xff'));
  EXPECT_LE(keeper.tail().size(), kLogTailMax + 8);
  EXPECT_TRUE(is_utf8(keeper.tail()));
}

TEST_F(LogKeeperTest, SaysWhyAFileCannotBeWritten) {
  const auto opened = LogKeeper::open(folder_.path() / "no" / "such" / "folder", {64 * KiB});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
  EXPECT_EQ(end_of_log(folder_.path() / "nothing", 100), "");
}

}  // namespace
}  // namespace swarm::training_runs
