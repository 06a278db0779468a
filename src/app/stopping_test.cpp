#include "app/stopping.hpp"

#include <gtest/gtest.h>

#include "platform/runtime/one_shot.hpp"
#include "platform/telemetry/log_writer.hpp"
#include "support/fake_clock.hpp"
#include "support/run.hpp"
#include "support/temporary_folder.hpp"

namespace swarm::app {
namespace {

using namespace std::chrono_literals;

Async<void> until(runtime::OneShot<Done> told) {
  co_await told.receive();
}

Async<void> tell(runtime::OneShot<Done> whom) {
  whom.deliver(Done{});
  co_return;
}

class StoppingTest : public testing::Test {
 protected:
  ~StoppingTest() override { never_.deliver(Done{}); }

  tests::FakeClock clock_;
  tests::TemporaryFolder folder_;
  telemetry::Metrics metrics_;
  telemetry::LogWriter writer_{{.folder = folder_.path()}, {.clock = clock_, .metrics = metrics_}};
  runtime::OneShot<Done> never_;
  tests::TestLoop loop_;
  Stopping parts_{loop_.loop(), clock_, telemetry::Log(writer_, "test")};
};

TEST_F(StoppingTest, StopsWhatComesBehindAPartThatIsLate) {
  parts_.stop("first", 1min, tell({}));
  EXPECT_TRUE(parts_.is_whole());
  parts_.stop("late", 0ms, until(never_));
  EXPECT_FALSE(parts_.is_whole());
  runtime::OneShot<Done> told;
  parts_.stop("last", 1min, tell(told));
  loop_.run(until(told));  // it was
  EXPECT_FALSE(parts_.is_whole()) << "once late, late for good";
}

TEST_F(StoppingTest, StopsOthersWhileAPartTakesItsTime) {
  runtime::OneShot<Done> told;
  Stopping::Part slow = parts_.begin("slow", 1min, until(told));
  parts_.stop("others", 1min, tell(told));  // it is under way already, or this would never end it
  parts_.wait_for(std::move(slow));
  EXPECT_TRUE(parts_.is_whole());
}

TEST_F(StoppingTest, CountsTheTimeOfAPartFromItsBeginning) {
  Stopping::Part slow = parts_.begin("slow", 10min, until(never_));
  clock_.advance(11min);  // while others were stopped
  parts_.wait_for(std::move(slow));
  EXPECT_FALSE(parts_.is_whole());
}

}  // namespace
}  // namespace swarm::app
