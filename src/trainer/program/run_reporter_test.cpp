#include "trainer/program/run_reporter.hpp"

#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace swarm::program {
namespace {

const optimise::Progress kProgress{.step = 100,
                                   .steps_total = 400,
                                   .seconds = 10,
                                   .loss = 0.41234,
                                   .validation_loss = 0.5,
                                   .learning_rate = 3e-3,
                                   .positions_per_second = 8100,
                                   .real_token_ratio = 0.94,
                                   .epoch = 0.7};

TEST(ProgressText, ShowsHowFarAndHowLong) {
  EXPECT_EQ(progress_text(kProgress, 200),
            "[######------------------] step 100 of 400  loss 0.4123  held out 0.5000  8100/s  30 s left");
  EXPECT_EQ(progress_text(kProgress, 30).size(), 30u);
}

TEST(ProgressText, DoesWithoutWhatIsNotKnownYet) {
  EXPECT_EQ(progress_text({}, 200), "[------------------------] step 0 of 0  loss 0.0000  0/s  ");
}

TEST(RunReporter, WritesOneObjectALine) {
  const tests::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "progress.jsonl";
  {
    RunReporter reporter(true);
    reporter.add_file(path);
    reporter.on_progress(kProgress);
    EXPECT_TRUE(reporter.finished({{"event", "finished"}}));
  }
  std::ifstream file(path);
  std::string first, second;
  std::getline(file, first);
  std::getline(file, second);
  const json::Value value = json::parse(first).value();
  EXPECT_EQ(value.at("event").as_string(), "progress");
  EXPECT_EQ(value.at("step").as_int64(), 100);
  EXPECT_EQ(value.at("validation_loss").to_number<double>(), 0.5);
  EXPECT_EQ(second, R"({"event":"finished"})");
}

TEST(RunReporter, FailsAtTheEndWhenItsLinesCouldNotBeWritten) {
  std::fflush(stdout);
  const int standard_output = ::dup(STDOUT_FILENO), full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  RunReporter reporter(true);
  ::dup2(full, STDOUT_FILENO);
  reporter.on_progress(kProgress);
  ::dup2(standard_output, STDOUT_FILENO);
  std::clearerr(stdout);
  ::close(standard_output);
  ::close(full);
  const Result<Done> finished = reporter.finished({{"event", "finished"}});
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, ErrorCode::unavailable);
  EXPECT_THAT(finished.error().message, testing::HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace swarm::program
