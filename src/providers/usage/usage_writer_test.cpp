#include "providers/usage/usage_writer.hpp"

#include "platform/runtime/thread.hpp"
#include "providers/usage/usage_store.hpp"
#include "support/slice_world.hpp"

namespace swarm::usage {
namespace {

using namespace std::chrono_literals;
using Trouble = tests::TroubledDatabase::Trouble;

class UsageWriterTest : public testing::Test {
 protected:
  explicit UsageWriterTest(std::size_t queue_max = 100'000)
      : writer_({.queue_max = queue_max}, {.database = *world_.database,
                                           .ids = world_.ids,
                                           .loop = world_.loop.loop(),
                                           .metrics = metrics_,
                                           .log = world_.log}) {}
  ~UsageWriterTest() override { world_.run(writer_.stop()); }

  UsageRecord a_record() {
    return {.at = world_.clock.now(),
            .project = project_,
            .key_id = "key",
            .provider = "one",
            .model = "one/small",
            .operation = "chat"};
  }
  void record(int count) {
    for (int i = 0; i < count; ++i)
      writer_.record(a_record());
  }
  void flush() { world_.run(writer_.flush()); }
  std::int64_t stored() {
    const UsageFilter filter{.from = Time{}, .to = world_.clock.now() + 24h};
    const auto sums = world_.run(UsageStore(*world_.database).sums(filter, {}, 1)).value();
    const auto records = world_.run(UsageStore(*world_.database).records(filter, {}, 100'000)).value();
    const std::int64_t calls = sums.empty() ? 0 : sums.front().totals.calls;
    EXPECT_EQ(calls, std::ssize(records));
    return calls;
  }
  double metric(std::string_view name) { return world_.metric(name); }

  tests::SliceWorld world_{{schema()}};
  ProjectId project_ = ProjectId::generate(world_.ids);
  UsageMetrics metrics_{world_.metrics};
  UsageWriter writer_;
};

TEST_F(UsageWriterTest, StoresWhatWaitsWhenItIsAsked) {
  writer_.start();
  record(10);
  flush();
  EXPECT_EQ(stored(), 10);
  EXPECT_EQ(metric("swarm_usage_records_total"), 10);
  EXPECT_EQ(metric("swarm_usage_records_dropped_total"), 0);
  EXPECT_EQ(writer_.waiting(), 0U);
}

TEST_F(UsageWriterTest, StoresByItselfSoon) {
  writer_.start();
  record(3);
  while (writer_.waiting() > 0)
    world_.run(UsageStore(*world_.database).records({}, {}, 1));  // ends, or the test's time limit ends it
  EXPECT_EQ(stored(), 3);
}

TEST_F(UsageWriterTest, StoresMoreThanABatchInSeveral) {
  writer_.start();
  record(2 * static_cast<int>(kBatchMax) + 345);
  flush();
  EXPECT_EQ(stored(), 2'345);
}

TEST_F(UsageWriterTest, StoresTheRestAtItsEndAndTakesNothingAfterwards) {
  writer_.start();
  record(1'500);
  world_.run(writer_.stop());
  EXPECT_EQ(stored(), 1'500);
  record(2);
  EXPECT_EQ(metric("swarm_usage_records_dropped_total"), 2);
  flush();
}

TEST_F(UsageWriterTest, TakesRecordsFromManyThreads) {
  writer_.start();
  {
    std::vector<runtime::NamedThread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back("test-caller", [this] { record(1'000); });
  }
  flush();
  EXPECT_EQ(stored(), 8'000);
}

TEST_F(UsageWriterTest, TriesABatchAgainUntilTheDatabaseIsBack) {
  writer_.start();
  for (const ErrorCode code : {ErrorCode::unavailable, ErrorCode::storage_full}) {
    world_.database->refuse_writes(code);
    if (writer_.waiting() == 0) record(5);
    flush();
    EXPECT_EQ(writer_.waiting(), 5U);
    EXPECT_EQ(world_.logs.lines_with("usage_records_wait").size(), 1U);
  }
  world_.database->refuse_writes(std::nullopt);
  while (writer_.waiting() > 0)
    flush();
  EXPECT_EQ(stored(), 5);
  EXPECT_EQ(world_.logs.lines_with("usage_records_wait").size(), 1U) << "said once";
  EXPECT_EQ(world_.logs.lines_with("usage_records_stored_again").size(), 1U);
}

TEST_F(UsageWriterTest, DoesNotStoreABatchTwiceWhenTheAnswerWasLost) {
  world_.database->trouble_next_write(Trouble::written_but_unknown);
  writer_.start();
  record(7);
  while (writer_.waiting() > 0)
    flush();
  record(3);
  flush();
  EXPECT_EQ(stored(), 10);
  EXPECT_EQ(metric("swarm_usage_records_total"), 10);
}

TEST_F(UsageWriterTest, DropsABatchThatTheDatabaseWillNeverTakeAndGoesOn) {
  writer_.start();
  UsageRecord impossible = a_record();
  impossible.model = std::string("a\0b", 3);
  writer_.record(impossible);
  flush();
  EXPECT_EQ(metric("swarm_usage_records_dropped_total"), 1);
  EXPECT_EQ(world_.logs.lines_with("usage_records_dropped").size(), 1U);
  record(2);
  flush();
  EXPECT_EQ(stored(), 2);
}

TEST_F(UsageWriterTest, DropsAndCountsAtItsEndWhatTheDatabaseDoesNotTake) {
  writer_.start();
  world_.database->trouble_next_write(Trouble::not_written);
  world_.database->trouble_next_write(Trouble::not_written);
  record(4);
  world_.run(writer_.stop());
  EXPECT_EQ(static_cast<double>(stored()) + metric("swarm_usage_records_dropped_total"), 4);
}

class SmallUsageQueue : public UsageWriterTest {
 protected:
  SmallUsageQueue() : UsageWriterTest(1'500) {}
};

TEST_F(SmallUsageQueue, DropsAndCountsBeyondItsMaximum) {
  record(1'500);
  EXPECT_EQ(metric("swarm_usage_records_dropped_total"), 0);
  record(3);
  EXPECT_EQ(metric("swarm_usage_records_dropped_total"), 3);
  writer_.start();
  flush();
  EXPECT_EQ(stored(), 1'500);
  record(1);
  flush();
  EXPECT_EQ(stored(), 1'501) << "there is room again";
}

}  // namespace
}  // namespace swarm::usage
