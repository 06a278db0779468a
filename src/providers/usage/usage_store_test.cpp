#include "providers/usage/usage_store.hpp"

#include <functional>
#include <random>

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::usage {
namespace {

using namespace std::chrono_literals;

class UsageStoreTest : public tests::SliceTest {
 protected:
  UsageStoreTest() : SliceTest({schema()}) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<UsageStore>(*database_);
  }
  UsageRecord a_record(std::string model = "one/small") {
    return {.at = clock_.now(),
            .project = project_,
            .key_id = "key",
            .provider = model.substr(0, model.find('/')),
            .model = std::move(model),
            .operation = "chat",
            .status = 200,
            .input_tokens = 10,
            .output_tokens = 5,
            .cost = {1'000},
            .duration = 2'500us,
            .request_id = "request"};
  }
  Result<storage::WriteOutcome> store(const std::vector<UsageRecord>& records, std::int64_t number = 0) {
    return run(database_->write(store_->batch("writer", number == 0 ? ++number_ : number, records)));
  }
  UsageFilter everything(std::optional<ProjectId> project) {
    return {.project = std::move(project), .from = Time{}, .to = clock_.now() + 24h};
  }
  std::vector<UsageSum> sums(std::vector<Dimension> by, UsageFilter filter) {
    auto found = run(store_->sums(std::move(filter), std::move(by), kSumsMax));
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::vector<UsageSum>{});
  }
  std::vector<StoredRecord> records(UsageFilter filter, RecordPosition after = {}, std::int64_t count = 100) {
    auto found = run(store_->records(std::move(filter), after, count));
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::vector<StoredRecord>{});
  }

  ProjectId project_ = ProjectId::generate(ids_);
  ProjectId other_ = ProjectId::generate(ids_);
  std::int64_t number_ = 0;
  std::unique_ptr<UsageStore> store_;
};

TEST_P(UsageStoreTest, GivesRecordsBackAsTheyWere) {
  UsageRecord record = a_record();
  record.head = "math";
  record.lane = Lane::swarm;
  record.result = CallResult::aborted;
  record.is_estimated = true;
  record.first_frame = 1'200us;
  record.model = R"(a "quoted" \ name, {with} everything)";
  ASSERT_TRUE(store({record, a_record()}));
  const auto found = records(everything(project_));
  ASSERT_EQ(found.size(), 2U);
  const UsageRecord& read = found[1].record;  // the youngest first
  EXPECT_EQ(read.at, record.at);
  EXPECT_EQ(read.project, record.project);
  EXPECT_EQ(read.key_id, "key");
  EXPECT_EQ(read.provider, "one");
  EXPECT_EQ(read.model, record.model);
  EXPECT_EQ(read.operation, "chat");
  EXPECT_EQ(read.head, "math");
  EXPECT_EQ(read.lane, Lane::swarm);
  EXPECT_EQ(read.result, CallResult::aborted);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.input_tokens, 10);
  EXPECT_EQ(read.output_tokens, 5);
  EXPECT_TRUE(read.is_estimated);
  EXPECT_EQ(read.cost.nanodollars, 1'000);
  EXPECT_EQ(read.duration, 2'500us);
  EXPECT_EQ(read.first_frame, 1'200us);
  EXPECT_EQ(read.request_id, "request");
  EXPECT_FALSE(found[0].record.first_frame);
}

TEST_P(UsageStoreTest, StoresABatchOnce) {
  const std::vector<UsageRecord> batch(3, a_record());
  ASSERT_TRUE(store(batch, 1));
  EXPECT_EQ(store(batch, 1).error().code, ErrorCode::conflict);
  ASSERT_TRUE(store(batch, 2));
  EXPECT_EQ(store(batch, 1).error().code, ErrorCode::conflict);
  EXPECT_EQ(store(batch, 4).error().code, ErrorCode::conflict) << "3 is missing";
  EXPECT_EQ(records(everything(project_)).size(), 6U);
  EXPECT_EQ(sums({}, everything(project_)).at(0).totals.calls, 6);
}

TEST_P(UsageStoreTest, SumsAgreeWithTheRecordsOverManyBatches) {
  std::mt19937 engine(5);
  const auto below = [&](std::uint32_t bound) { return static_cast<std::int64_t>(engine() % bound); };
  UsageTotals expected;
  for (int batch = 0; batch < 5; ++batch) {
    std::vector<UsageRecord> some;
    for (int i = 0; i < 200; ++i) {
      UsageRecord record = a_record(fmt::format("p{}/m{}", below(3), below(4)));
      record.result = static_cast<CallResult>(below(4));
      record.input_tokens = below(1'000);
      record.cost = {below(1'000'000)};
      if (below(2) == 0) record.first_frame = std::chrono::microseconds{below(5'000)};
      ++expected.calls;
      expected.answered += record.result == CallResult::answered ? 1 : 0;
      expected.input_tokens += record.input_tokens;
      expected.cost += record.cost;
      expected.first_frames += record.first_frame ? 1 : 0;
      expected.first_frame += record.first_frame.value_or(0us);
      some.push_back(std::move(record));
    }
    ASSERT_TRUE(store(some));
    advance(40min);
  }
  const UsageTotals total = sums({}, everything(project_)).at(0).totals;
  EXPECT_EQ(total.calls, expected.calls);
  EXPECT_EQ(total.answered, expected.answered);
  EXPECT_EQ(total.input_tokens, expected.input_tokens);
  EXPECT_EQ(total.output_tokens, expected.calls * 5);
  EXPECT_EQ(total.cost, expected.cost);
  EXPECT_EQ(total.duration, expected.calls * 2'500us);
  EXPECT_EQ(total.first_frames, expected.first_frames);
  EXPECT_EQ(total.first_frame, expected.first_frame);
  for (const Dimension dimension : {Dimension::hour, Dimension::provider, Dimension::model, Dimension::result}) {
    std::int64_t calls = 0;
    for (const UsageSum& sum : sums({dimension}, everything(project_)))
      calls += sum.totals.calls;
    EXPECT_EQ(calls, expected.calls) << json::name_of(dimension);
  }
}

TEST_P(UsageStoreTest, SumsAreToldApartByWhatIsAsked) {
  ASSERT_TRUE(store({a_record("one/small"), a_record("one/large"), a_record("two/small")}));
  advance(25h);
  UsageRecord dear = a_record("two/small");
  dear.cost = {9'000};
  ASSERT_TRUE(store({dear, a_record("one/small")}));
  const auto by_provider = sums({Dimension::provider}, everything(project_));
  ASSERT_EQ(by_provider.size(), 2U);
  EXPECT_EQ(by_provider[0].provider, "two") << "the dearest first";
  EXPECT_EQ(by_provider[0].totals.calls, 2);
  EXPECT_EQ(by_provider[0].totals.cost.nanodollars, 10'000);
  EXPECT_FALSE(by_provider[0].at);
  const auto by_day = sums({Dimension::day, Dimension::provider}, everything(project_));
  ASSERT_EQ(by_day.size(), 4U);
  EXPECT_EQ(by_day[0].at, std::chrono::floor<std::chrono::days>(clock_.now() - 25h));
  EXPECT_EQ(by_day[0].provider, "one");
  EXPECT_EQ(by_day[0].totals.calls, 2);
  const auto by_hour = sums({Dimension::hour, Dimension::day}, everything(project_));
  ASSERT_EQ(by_hour.size(), 2U);
  EXPECT_EQ(by_hour[1].at, std::chrono::floor<std::chrono::hours>(clock_.now())) << "hours are finer than days";
}

TEST_P(UsageStoreTest, FiltersSumsAndRecords) {
  UsageRecord failed = a_record("two/large");
  failed.result = CallResult::failed;
  failed.key_id = "other";
  failed.head = "logic";
  ASSERT_TRUE(store({a_record(), failed}));
  const std::function<void(UsageFilter&)> narrowings[] = {
      [](UsageFilter& filter) { filter.key = "other"; }, [](UsageFilter& filter) { filter.provider = "two"; },
      [](UsageFilter& filter) { filter.model = "two/large"; }, [](UsageFilter& filter) { filter.head = "logic"; },
      [](UsageFilter& filter) { filter.result = CallResult::failed; }};
  for (const auto& narrow : narrowings) {
    UsageFilter filter = everything(project_);
    narrow(filter);
    EXPECT_EQ(sums({}, filter).at(0).totals.calls, 1);
    const auto found = records(filter);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].record.model, "two/large");
  }
}

TEST_P(UsageStoreTest, KeepsToTheTimesThatAreAsked) {
  const Time first = clock_.now();
  ASSERT_TRUE(store({a_record()}));
  advance(3h);
  ASSERT_TRUE(store({a_record()}));
  const auto count = [&](Time from, Time to) {
    const UsageFilter filter{.project = project_, .from = from, .to = to};
    return records(filter).size();
  };
  EXPECT_EQ(count(first, first + 1ms), 1U);
  EXPECT_EQ(count(first + 1ms, first + 3h), 0U);
  EXPECT_EQ(count(first, first + 3h + 1ms), 2U);
  const Time hour = std::chrono::floor<std::chrono::hours>(first);
  EXPECT_EQ(sums({}, {.project = project_, .from = hour, .to = hour + 1h}).at(0).totals.calls, 1);
  EXPECT_EQ(sums({Dimension::hour}, {.project = project_, .from = hour + 1h, .to = hour + 3h}).size(), 0U);
}

TEST_P(UsageStoreTest, AProjectSeesItsOwnOnly) {
  UsageRecord foreign = a_record();
  foreign.project = other_;
  ASSERT_TRUE(store({a_record(), a_record(), foreign}));
  EXPECT_EQ(sums({}, everything(other_)).at(0).totals.calls, 1);
  EXPECT_EQ(records(everything(other_)).size(), 1U);
  EXPECT_EQ(sums({Dimension::project}, everything(std::nullopt)).size(), 2U);
  EXPECT_EQ(records(everything(std::nullopt)).size(), 3U);
}

TEST_P(UsageStoreTest, PagesThroughRecordsOfOneMomentWithoutLosingOne) {
  std::vector<UsageRecord> some;
  for (int i = 0; i < 25; ++i) {
    some.push_back(a_record());
    some.back().at += std::chrono::milliseconds{i / 10};
    some.back().request_id = fmt::format("r{}", i);
  }
  ASSERT_TRUE(store(some));
  for (const auto& project : {std::optional(project_), std::optional<ProjectId>()}) {
    std::vector<std::string> seen;
    RecordPosition after;
    while (true) {
      const auto page = records(everything(project), after, 4);
      for (const StoredRecord& stored : page)
        seen.push_back(stored.record.request_id);
      if (page.size() < 4) break;
      after = {to_milliseconds(page.back().record.at), page.back().sequence};
    }
    std::vector<std::string> expected;
    for (int i = 24; i >= 0; --i)
      expected.push_back(fmt::format("r{}", i));
    EXPECT_EQ(seen, expected);
  }
}

TEST_P(UsageStoreTest, FindsRecordsOfAllProjectsByTimeAmongManyThatWereStoredOutOfOrder) {
  const Time begin = clock_.now();
  for (int hour = 0; hour < 20; ++hour) {
    std::vector<UsageRecord> some(30, a_record());
    for (std::size_t i = 0; i < some.size(); ++i)
      some[i].at = begin + std::chrono::hours{hour} - std::chrono::minutes{i};  // late, as another server's may be
    ASSERT_TRUE(store(some));
  }
  for (int hour = 0; hour < 20; ++hour) {
    const Time from = begin + std::chrono::hours{hour} - 29min;
    const UsageFilter filter{.from = from, .to = from + 29min + 1ms};
    EXPECT_EQ(records(filter).size(), 30U) << hour;
  }
  EXPECT_EQ(records({.from = begin + 21h, .to = begin + 22h}).size(), 0U);
  EXPECT_EQ(records({.from = begin - 3h, .to = begin - 2h}).size(), 0U);
}

TEST_P(UsageStoreTest, ForgetsRecordsByAgeAndNumberInSmallStepsAndKeepsSums) {
  ASSERT_TRUE(store(std::vector<UsageRecord>(25, a_record())));
  advance(2h);
  ASSERT_TRUE(store(std::vector<UsageRecord>(10, a_record())));
  EXPECT_EQ(run(store_->forget_records(1h, 1'000, 10)), 10);
  EXPECT_EQ(run(store_->forget_records(1h, 1'000, 10)), 10);
  EXPECT_EQ(run(store_->forget_records(1h, 1'000, 10)), 5);
  EXPECT_EQ(run(store_->forget_records(1h, 1'000, 10)), 0);
  EXPECT_EQ(records(everything(project_)).size(), 10U);
  EXPECT_EQ(run(store_->forget_records(1h, 7, 100)), 3);
  EXPECT_EQ(run(store_->forget_records(1h, 7, 100)), 0);
  EXPECT_EQ(sums({}, everything(project_)).at(0).totals.calls, 35);
}

TEST_P(UsageStoreTest, ForgetsSumsByAge) {
  ASSERT_TRUE(store({a_record("one/a"), a_record("one/b"), a_record("one/c")}));
  advance(48h);
  ASSERT_TRUE(store({a_record()}));
  EXPECT_EQ(run(store_->forget_sums(24h, 2)), 2);
  EXPECT_EQ(run(store_->forget_sums(24h, 2)), 1);
  EXPECT_EQ(run(store_->forget_sums(24h, 2)), 0);
  EXPECT_EQ(sums({}, everything(project_)).at(0).totals.calls, 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, UsageStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::usage
