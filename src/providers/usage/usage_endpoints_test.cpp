#include "providers/usage/usage_endpoints.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/time_text.hpp"
#include "support/in_process.hpp"
#include "support/slice_world.hpp"

namespace swarm::usage {
namespace {

using namespace std::chrono_literals;
using http::Method;
using http::Role;
using tests::Answered;
using tests::text_at;

class UsageEndpointsTest : public testing::Test {
 protected:
  UsageEndpointsTest() {
    endpoints_.declare(router_);
    writer_.start();
  }
  ~UsageEndpointsTest() override { world_.run(writer_.stop()); }
  Answered get(std::string_view target, Role role = Role::viewer, std::optional<ProjectId> project = {}) {
    const http::Principal principal{.key_id = "k", .role = role, .project = project.value_or(project_)};
    return tests::call(world_.loop, router_, principal, Method::get, target);
  }
  UsageRecord a_record() {
    return {.at = world_.clock.now(),
            .project = project_,
            .key_id = "key",
            .provider = "one",
            .model = "one/small",
            .operation = "chat",
            .status = 200,
            .input_tokens = 10,
            .output_tokens = 5,
            .cost = dollars(0.25),
            .duration = 1'500us,
            .first_frame = 500us,
            .request_id = "r"};
  }

  tests::SliceWorld world_{{schema()}};
  ProjectId project_ = ProjectId::generate(world_.ids);
  ProjectId other_ = ProjectId::generate(world_.ids);
  UsageMetrics metrics_{world_.metrics};
  UsageWriter writer_{{},
                      {.database = *world_.database,
                       .ids = world_.ids,
                       .loop = world_.loop.loop(),
                       .metrics = metrics_,
                       .log = world_.log}};
  UsageStore store_{*world_.database};
  UsageEndpoints endpoints_{writer_, store_, world_.clock};
  http::Router router_;
};

TEST_F(UsageEndpointsTest, ShowAtOnceWhatWasRecorded) {
  writer_.record(a_record());
  writer_.record(a_record());
  const Answered usage = get("/api/v1/usage?by=provider");
  ASSERT_EQ(usage.status, 200) << usage.error.message;
  EXPECT_EQ(usage.body.at("total").at("calls").as_int64(), 2);
  EXPECT_EQ(usage.body.at("total").at("cost_dollars").to_number<double>(), 0.5);
  EXPECT_EQ(usage.body.at("total").at("mean_duration_ms").to_number<double>(), 1.5);
  const json::Value& sum = usage.body.at("sums").at(0);
  EXPECT_EQ(text_at(sum, "provider"), "one");
  EXPECT_TRUE(sum.at("model").is_null());
  EXPECT_TRUE(sum.at("at").is_null());
  EXPECT_EQ(sum.at("input_tokens").as_int64(), 20);
  EXPECT_EQ(sum.at("mean_first_frame_ms").to_number<double>(), 0.5);
  const Answered records = get("/api/v1/usage/records");
  ASSERT_EQ(records.status, 200) << records.error.message;
  const json::Value& record = records.body.at("records").at(0);
  EXPECT_EQ(text_at(record, "model"), "one/small");
  EXPECT_EQ(text_at(record, "result"), "answered");
  EXPECT_EQ(record.at("duration_ms").to_number<double>(), 1.5);
  EXPECT_TRUE(records.body.at("next_cursor").is_null());
}

TEST_F(UsageEndpointsTest, WithoutCallsTheTotalIsZero) {
  const Answered usage = get("/api/v1/usage?by=model");
  ASSERT_EQ(usage.status, 200);
  EXPECT_EQ(usage.body.at("total").at("calls").as_int64(), 0);
  EXPECT_TRUE(usage.body.at("sums").as_array().empty());
}

TEST_F(UsageEndpointsTest, AKeySeesItsOwnProjectOnlyAndAnAdminMaySeeAll) {
  UsageRecord foreign = a_record();
  foreign.project = other_;
  writer_.record(a_record());
  writer_.record(foreign);
  EXPECT_EQ(get("/api/v1/usage").body.at("total").at("calls").as_int64(), 1);
  EXPECT_EQ(get("/api/v1/usage/records").body.at("records").as_array().size(), 1U);
  for (const Role role : {Role::viewer, Role::developer, Role::operator_}) {
    EXPECT_EQ(get("/api/v1/usage?all_projects=true", role).status, 403);
    EXPECT_EQ(get("/api/v1/usage/records?all_projects=true", role).status, 403);
  }
  const Answered all = get("/api/v1/usage?all_projects=true&by=project", Role::admin);
  EXPECT_EQ(all.body.at("sums").as_array().size(), 2U);
  EXPECT_EQ(get("/api/v1/usage/records?all_projects=true", Role::admin).body.at("records").as_array().size(), 2U);
  EXPECT_EQ(get("/api/v1/usage", Role::admin, other_).body.at("total").at("calls").as_int64(), 1);
}

TEST_F(UsageEndpointsTest, TellSumsApartByDayAndNarrowThemByTime) {
  const Time first = world_.clock.now();
  writer_.record(a_record());
  world_.clock.advance(24h);
  writer_.record(a_record());
  const Answered days = get("/api/v1/usage?by=day,model");
  ASSERT_EQ(days.body.at("sums").as_array().size(), 2U);
  EXPECT_EQ(text_at(days.body.at("sums").at(0), "at"), to_text(Time{std::chrono::floor<std::chrono::days>(first)}));
  const Answered one = get("/api/v1/usage?from=" + to_text(first) + "&to=" + to_text(first + 1h));
  EXPECT_EQ(one.body.at("total").at("calls").as_int64(), 1);
  EXPECT_EQ(text_at(one.body, "from"), to_text(Time{std::chrono::floor<std::chrono::hours>(first)}));
  EXPECT_EQ(get("/api/v1/usage?result=failed").body.at("total").at("calls").as_int64(), 0);
}

TEST_F(UsageEndpointsTest, SayWhenThereAreMoreSumsThanTheLimit) {
  for (int i = 0; i < 3; ++i) {
    UsageRecord record = a_record();
    record.model = fmt::format("m{}", i);
    writer_.record(record);
  }
  const Answered cut = get("/api/v1/usage?by=model&limit=2");
  EXPECT_EQ(cut.body.at("sums").as_array().size(), 2U);
  EXPECT_TRUE(cut.body.at("truncated").as_bool());
  EXPECT_EQ(cut.body.at("total").at("calls").as_int64(), 3);
  EXPECT_FALSE(get("/api/v1/usage?by=model&limit=3").body.at("truncated").as_bool());
}

TEST_F(UsageEndpointsTest, HandRecordsOutInPages) {
  for (int i = 0; i < 7; ++i) {
    UsageRecord record = a_record();
    record.request_id = fmt::format("r{}", i);
    writer_.record(record);
  }
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const Answered page = get("/api/v1/usage/records?limit=3&cursor=" + cursor);
    ASSERT_EQ(page.status, 200) << page.error.message;
    for (const json::Value& record : page.body.at("records").as_array())
      EXPECT_TRUE(seen.insert(text_at(record, "request_id")).second);
    cursor = page.body.at("next_cursor").is_null() ? "" : text_at(page.body, "next_cursor");
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(pages, 3);
}

TEST_F(UsageEndpointsTest, RefuseBadInput) {
  for (const auto* target :
       {"/api/v1/usage?by=colour", "/api/v1/usage?limit=0", "/api/v1/usage?limit=5001", "/api/v1/usage?from=yesterday",
        "/api/v1/usage?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "/api/v1/usage?model=%00",
        "/api/v1/usage?result=x", "/api/v1/usage?who=me", "/api/v1/usage/records?cursor=x",
        "/api/v1/usage/records?cursor=1", "/api/v1/usage/records?cursor=1.x", "/api/v1/usage/records?limit=1001"}) {
    EXPECT_EQ(get(target).status, 400) << target;
  }
  EXPECT_EQ(get("/api/v1/usage", Role::agent).status, 403);
}

}  // namespace
}  // namespace swarm::usage
