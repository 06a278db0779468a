#include "platform/limits/request_admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/audited_world.hpp"

namespace swarm::limits {
namespace {

class RequestAdmissionTest : public testing::Test {
 protected:
  RequestAdmissionTest() { EXPECT_TRUE(world_.run(rules_.start())); }
  ~RequestAdmissionTest() override { world_.run(rules_.stop()); }

  Result<Done> address(std::string text) { return admission_.admit_address(text); }
  http::Principal key(std::string id) { return {.key_id = std::move(id), .project = project_}; }
  int admitted(const std::string& text, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i)
      count += address(text) ? 1 : 0;
    return count;
  }

  tests::AuditedWorld world_{{schema()}};
  LimitsMetrics metrics_{world_.metrics};
  IpRuleService rules_{{.database = *world_.database,
                        .audit = world_.audit,
                        .ids = world_.ids,
                        .loop = world_.loop.loop(),
                        .clock = world_.clock,
                        .metrics = metrics_,
                        .log = world_.log}};
  LimitsConfig config_{.requests_per_second_per_key = 10,
                       .burst_per_key = 5,
                       .requests_per_second_per_address = 10,
                       .burst_per_address = 8,
                       .failed_authentications_per_minute = 3};
  RequestAdmission admission_{config_, {.rules = rules_, .clock = world_.clock, .metrics = metrics_}};
  ProjectId project_ = ProjectId::generate(world_.ids);
};

TEST_F(RequestAdmissionTest, SaysWhatIsLeftOfAKeysLimit) {
  const http::RateLimitState first = admission_.admit_key(key("a")).value();
  EXPECT_EQ(first.limit, 5);
  EXPECT_EQ(first.remaining, 4);
  EXPECT_EQ(first.reset_seconds, 1);
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(admission_.admit_key(key("a")));
  const auto refused = admission_.admit_key(key("a"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(refused.error().retry_after, std::chrono::milliseconds(100));
  EXPECT_TRUE(admission_.admit_key(key("b")));
  world_.clock.advance(std::chrono::milliseconds(100));
  EXPECT_TRUE(admission_.admit_key(key("a")));
  EXPECT_EQ(world_.metric("swarm_rate_limit_refusals_total{scope=\"key\"}"), 1);
}

TEST_F(RequestAdmissionTest, LimitsAnAddress) {
  EXPECT_EQ(admitted("203.0.113.1", 20), 8);
  EXPECT_EQ(address("203.0.113.1").error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(address("203.0.113.1").error().retry_after, std::chrono::milliseconds(100));
  EXPECT_TRUE(address("203.0.113.2"));
  EXPECT_EQ(world_.metric("swarm_rate_limit_refusals_total{scope=\"address\"}"), 14);
}

TEST_F(RequestAdmissionTest, CountsIpv6AddressesByTheirNetworkAndMappedOnesAsIpv4) {
  EXPECT_EQ(admitted("2001:db8::1", 4) + admitted("2001:db8::2", 20), 8);
  EXPECT_TRUE(address("2001:db8:0:1::1"));
  EXPECT_EQ(admitted("::ffff:203.0.113.1", 4) + admitted("203.0.113.1", 20), 8);
}

TEST_F(RequestAdmissionTest, LetsAnAddressCoolDownAfterTooManyWrongKeys) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(address("203.0.113.1"));
    admission_.authentication_failed("203.0.113.1");
  }
  const auto refused = address("203.0.113.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(60));
  EXPECT_TRUE(address("203.0.113.2"));
  world_.clock.advance(std::chrono::seconds(60));
  EXPECT_TRUE(address("203.0.113.1"));
  EXPECT_EQ(world_.metric("swarm_rate_limit_refusals_total{scope=\"cool_down\"}"), 1);
}

TEST_F(RequestAdmissionTest, AppliesAddressRulesBeforeAnythingElse) {
  const audit::Caller caller = world_.caller(http::Role::operator_, project_);
  ASSERT_TRUE(address("no address")) << "without rules there is nothing to apply";
  ASSERT_TRUE(world_.run(rules_.add(caller, {.cidr = "203.0.113.0/24"})));
  EXPECT_EQ(address("203.0.113.1").error().code, ErrorCode::forbidden);
  EXPECT_EQ(address("203.0.113.1").error().reason, "address_blocked");
  EXPECT_EQ(address("::ffff:203.0.113.1").error().code, ErrorCode::forbidden);
  EXPECT_EQ(address("no address").error().code, ErrorCode::forbidden);
  EXPECT_TRUE(address("127.0.0.1"));
  EXPECT_TRUE(address("fe80::1%eth0"));
}

TEST_F(RequestAdmissionTest, FollowsAChangedConfiguration) {
  EXPECT_EQ(admitted("203.0.113.1", 20), 8);
  admission_.set_config({.requests_per_second_per_key = 0, .requests_per_second_per_address = 0});
  EXPECT_EQ(admitted("203.0.113.1", 100), 100);
  const http::RateLimitState state = admission_.admit_key(key("a")).value();
  EXPECT_EQ(state.limit, 0) << "no limit, no headers";
}

}  // namespace
}  // namespace swarm::limits
