#include "platform/telemetry/log_writer.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double value_of(Metrics& metrics, const std::string& series) {
  const std::string text = metrics.exposition();
  const std::size_t at = text.find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
}

double dropped(Metrics& metrics, const std::string& target) {
  return value_of(metrics, "swarm_log_lines_dropped_total{target=\"" + target + "\"}");
}

// A pipe of one page.
struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) ADD_FAILURE() << "pipe2 failed";
    read_end = ends[0];
    write_end = ends[1];
    fcntl(write_end, F_SETPIPE_SZ, 4096);
  }
  ~Pipe() {
    close_reader();
    close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_reader() {
    if (read_end >= 0) close(read_end);
    read_end = -1;
  }
  int read_end = -1;
  int write_end = -1;
};

class LogWriterTest : public testing::Test {
 protected:
  LogWriterTest() : error_file_(open(error_path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  ~LogWriterTest() override { close(error_file_); }

  LogConfig config(LogFormat format = LogFormat::automatic) const {
    LogConfig made;
    made.folder = folder_;
    made.format = format;
    return made;
  }
  LogWriter::Deps deps(int error_output) {
    return {.clock = clock_, .metrics = metrics_, .error_output = error_output};
  }
  std::string error_text() const { return content_of(error_path_); }
  std::string file_text() const { return content_of(folder_ / "swarmd.log"); }

  tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path() / "logs";
  const std::filesystem::path error_path_ = temporary_.path() / "stderr";
  tests::FakeClock clock_;
  Metrics metrics_;
  int error_file_;
};

constexpr std::string_view kLine =
    R"({"at":"2023-11-14T22:13:20.000Z","level":"INFO","part":"tasks","event":"claimed","count":3})"
    "\n";

TEST_F(LogWriterTest, WritesTheSameJsonToStderrAndToTheFile) {
  {
    LogWriter writer(config(), deps(error_file_));
    Log(writer, "tasks").info("claimed", {{"count", 3}});
  }
  EXPECT_EQ(error_text(), kLine);
  EXPECT_EQ(file_text(), kLine);
}

TEST_F(LogWriterTest, WritesTextToStderrAndStillJsonToTheFile) {
  {
    LogWriter writer(config(LogFormat::text), deps(error_file_));
    Log(writer, "tasks").info("claimed", {{"count", 3}});
  }
  EXPECT_EQ(error_text(), "2023-11-14T22:13:20.000Z INFO tasks claimed count=3\n");
  EXPECT_EQ(file_text(), kLine);
}

TEST_F(LogWriterTest, WritesColouredTextToATerminal) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(grantpt(terminal) + unlockpt(terminal), 0);
  const int user_side = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(user_side, 0);
  {
    LogWriter writer(config(), deps(user_side));
    Log(writer, "tasks").error("claim_failed");
  }
  std::string seen(200, '\0');
  seen.resize(static_cast<std::size_t>(std::max<ssize_t>(read(terminal, seen.data(), seen.size()), 0)));
  EXPECT_EQ(seen, "2023-11-14T22:13:20.000Z \x1b[31mERROR\x1b[0m tasks claim_failed\r\n");
  close(user_side);
  close(terminal);
}

TEST_F(LogWriterTest, WritesNoFilesWithoutAFolder) {
  LogConfig without = config();
  without.folder = "";
  {
    Log(*std::make_unique<LogWriter>(without, deps(error_file_)), "tasks").info("claimed", {{"count", 3}});
  }
  EXPECT_EQ(error_text(), kLine);
  EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(LogWriterTest, LeavesOutWhatIsLessImportantThanItsLevelAlsoAfterAChange) {
  {
    LogWriter writer(config(), deps(error_file_));
    const Log log(writer, "tasks");
    log.debug("first");
    writer.set_level(Level::debug);
    log.debug("second");
    writer.set_level(Level::error);
    log.warn("third");
  }
  EXPECT_THAT(error_text(), HasSubstr("second"));
  EXPECT_THAT(error_text(), Not(HasSubstr("first")));
  EXPECT_THAT(error_text(), Not(HasSubstr("third")));
  EXPECT_EQ(value_of(metrics_, "swarm_log_events_total{level=\"debug\"}"), 1);
  EXPECT_EQ(value_of(metrics_, "swarm_log_events_total{level=\"warn\"}"), 0);
}

TEST_F(LogWriterTest, HasWrittenEverythingWhenFlushReturns) {
  LogWriter writer(config(), deps(error_file_));
  const Log log(writer, "tasks");
  for (int round = 1; round <= 3; ++round) {
    for (int line = 0; line < 100; ++line)
      log.info("line");
    writer.flush();
    EXPECT_EQ(std::ranges::count(error_text(), '\n'), round * 100);
    EXPECT_EQ(std::ranges::count(file_text(), '\n'), round * 100);
  }
}

TEST_F(LogWriterTest, KeepsTheOrderOfManyThreadsLinesWhole) {
  {
    LogWriter writer(config(), deps(error_file_));
    std::vector<runtime::NamedThread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back("logger", [&writer, thread] {
        for (int i = 0; i < 250; ++i)
          Log(writer, "tasks").info("line", {{"thread", thread}, {"number", i}});
      });
    }
  }
  const std::string text = file_text();
  EXPECT_EQ(std::ranges::count(text, '\n'), 1000);
  EXPECT_LT(text.find("\"thread\":2,\"number\":7}"), text.find("\"thread\":2,\"number\":8}"));
}

TEST_F(LogWriterTest, CountsLinesThatAFullDiskRefusesAndStillWritesStderr) {
  std::filesystem::create_directories(folder_);
  std::filesystem::create_symlink("/dev/full", folder_ / "swarmd.log");
  LogWriter writer(config(), deps(error_file_));
  Log(writer, "tasks").info("claimed", {{"count", 3}});
  writer.flush();
  EXPECT_EQ(error_text(), kLine);
  EXPECT_EQ(dropped(metrics_, "file"), 1);
  EXPECT_EQ(dropped(metrics_, "stderr"), 0);
}

TEST_F(LogWriterTest, OutlivesAStderrThatWasNeverOpen) {
  LogWriter writer(config(), deps(-1));
  Log(writer, "tasks").info("claimed", {{"count", 3}});
  writer.flush();
  EXPECT_EQ(file_text(), kLine);
  EXPECT_EQ(dropped(metrics_, "stderr"), 1);
}

TEST_F(LogWriterTest, OutlivesAStderrWhoseReaderWentAway) {
  Pipe pipe;
  pipe.close_reader();
  LogWriter writer(config(), deps(pipe.write_end));
  Log(writer, "tasks").info("claimed", {{"count", 3}});
  writer.flush();
  EXPECT_EQ(file_text(), kLine);
  EXPECT_EQ(dropped(metrics_, "stderr"), 1);
}

TEST_F(LogWriterTest, GivesUpOnAReaderOfStderrThatStandsStill) {
  Pipe pipe;
  LogWriter::Deps with_short_patience = deps(pipe.write_end);
  with_short_patience.stall_max = std::chrono::milliseconds{1};
  {
    LogWriter writer(config(), with_short_patience);
    const std::string kilobyte(1000, 'x');
    for (int i = 0; i < 100; ++i)
      Log(writer, "tasks").info("line", {{"text", kilobyte}});
  }
  EXPECT_EQ(std::ranges::count(file_text(), '\n'), 100);
  EXPECT_GE(dropped(metrics_, "stderr"), 96) << "one page fits into the pipe";
}

TEST_F(LogWriterTest, CountsLinesThatAFullQueueRefusesInsteadOfWaiting) {
  Pipe pipe;
  LogWriter::Deps patient = deps(pipe.write_end);
  patient.stall_max = std::chrono::minutes{1};  // until the reader goes away below
  LogWriter writer(config(), patient);
  const Log log(writer, "tasks");
  const std::string page(4096, 'x');
  constexpr std::size_t kTooMany = LogWriter::kQueueLinesMax + 2 * LogWriter::kBatchLinesMax;
  for (std::size_t i = 0; i < kTooMany; ++i)
    log.info("line", {{"text", page}});
  const double refused = dropped(metrics_, "queue");
  EXPECT_GE(refused, LogWriter::kBatchLinesMax);
  EXPECT_LE(refused, 2 * LogWriter::kBatchLinesMax);
  pipe.close_reader();
  writer.flush();
  log.info("after");
  writer.flush();
  EXPECT_EQ(dropped(metrics_, "queue"), refused) << "there is room again";
  EXPECT_THAT(file_text(), HasSubstr("\"event\":\"after\""));
}

TEST_F(LogWriterTest, KeepsItsOwnNumberForStderr) {
  const int number = dup(error_file_);
  LogWriter writer(config(), deps(number));
  close(number);
  Log(writer, "tasks").info("claimed", {{"count", 3}});
  writer.flush();
  EXPECT_EQ(error_text(), kLine);
}

TEST(LogConfig, ReadsItsFieldListWithBounds) {
  const auto good = json::parse_as<LogConfig>(R"({"level":"debug","format":"json","folder":"/x","files_max":1})");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->level, Level::debug);
  EXPECT_EQ(good->folder, std::filesystem::path("/x"));
  EXPECT_FALSE(json::parse_as<LogConfig>(R"({"files_max":0})"));
  EXPECT_FALSE(json::parse_as<LogConfig>(R"({"file_bytes_max":100})"));
  EXPECT_FALSE(json::parse_as<LogConfig>(R"({"level":"loud"})"));
}

}  // namespace
}  // namespace swarm::telemetry
