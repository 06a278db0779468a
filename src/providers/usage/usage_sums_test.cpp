#include "providers/usage/usage_sums.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::usage {
namespace {

using namespace std::chrono_literals;

class UsageSums : public testing::Test {
 protected:
  UsageRecord a_record(Time at = Time{100h}) {
    return {.at = at,
            .project = project_,
            .key_id = "key",
            .provider = "one",
            .model = "one/small",
            .operation = "chat",
            .input_tokens = 10,
            .output_tokens = 5,
            .cost = {7},
            .duration = 100us};
  }
  tests::FakeClock clock_;
  tests::SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  ProjectId project_ = ProjectId::generate(ids_);
};

TEST_F(UsageSums, AddUpWhatIsAlike) {
  UsageRecord stream = a_record(Time{100h + 59min});
  stream.first_frame = 30us;
  stream.is_estimated = true;
  const std::vector<UsageRecord> records{a_record(), stream, a_record()};
  const std::vector<HourSum> sums = sums_of(records);
  ASSERT_EQ(sums.size(), 1U);
  EXPECT_EQ(sums[0].hour, Time{100h});
  EXPECT_EQ(sums[0].calls, 3);
  EXPECT_EQ(sums[0].estimated, 1);
  EXPECT_EQ(sums[0].input_tokens, 30);
  EXPECT_EQ(sums[0].output_tokens, 15);
  EXPECT_EQ(sums[0].cost.nanodollars, 21);
  EXPECT_EQ(sums[0].duration, 300us);
  EXPECT_EQ(sums[0].first_frames, 1);
  EXPECT_EQ(sums[0].first_frame, 30us);
}

TEST_F(UsageSums, TellApartEverythingThatSumsAreAskedBy) {
  std::vector<UsageRecord> records(10, a_record());
  records[1].at += 1h;
  records[2].project = ProjectId::generate(ids_);
  records[3].key_id = "other";
  records[4].provider = "other";
  records[5].model = "other";
  records[6].operation = "other";
  records[7].head = "other";
  records[8].lane = Lane::swarm;
  records[9].result = CallResult::failed;
  EXPECT_EQ(sums_of(records).size(), 10U);
}

TEST_F(UsageSums, DoNotConfuseTextsThatTouch) {
  std::vector<UsageRecord> records(2, a_record());
  records[0].provider = "ab";
  records[0].model = "c";
  records[1].provider = "a";
  records[1].model = "bc";
  EXPECT_EQ(sums_of(records).size(), 2U);
}

TEST_F(UsageSums, StandInOneOrderHoweverTheRecordsCame) {
  std::vector<UsageRecord> records;
  for (int i = 0; i < 50; ++i) {
    records.push_back(a_record(Time{std::chrono::hours{i % 7}}));
    records.back().model = std::string(1, static_cast<char>('a' + i % 5));
  }
  const auto order_of = [](const std::vector<HourSum>& sums) {
    std::vector<std::pair<Time, std::string>> order;
    for (const HourSum& sum : sums)
      order.emplace_back(sum.hour, sum.like->model);
    return order;
  };
  const auto forwards = order_of(sums_of(records));
  std::ranges::reverse(records);
  EXPECT_EQ(order_of(sums_of(records)), forwards);
  EXPECT_TRUE(std::ranges::is_sorted(forwards));
}

}  // namespace
}  // namespace swarm::usage
