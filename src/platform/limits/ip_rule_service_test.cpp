#include "platform/limits/ip_rule_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/audited_world.hpp"

namespace swarm::limits {
namespace {

using testing::ElementsAre;

// As many rules as $1 says, in one statement.
constexpr storage::NamedStatement kFill{
    "test.fill_ip_rules",
    "INSERT INTO ip_rules (id, cidr, action, note, created_at_ms, created_by) "
    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1) "
    "SELECT printf('%026d', i), printf('10.%d.%d.0/24', i / 256, i % 256), 'block', '', 0, '' FROM n"};
constexpr const storage::NamedStatement* kTestStatements[] = {&kFill};

class IpRuleServiceTest : public testing::Test {
 protected:
  IpRuleServiceTest() { EXPECT_TRUE(world_.run(service_.start())); }
  ~IpRuleServiceTest() override { world_.run(service_.stop()); }

  IpRuleService::Deps deps() {
    return {.database = *world_.database,
            .audit = world_.audit,
            .ids = world_.ids,
            .loop = world_.loop.loop(),
            .clock = world_.clock,
            .metrics = metrics_,
            .log = world_.log};
  }
  Result<IpRule> add(NewIpRule wanted) { return world_.run(service_.add(operator_, std::move(wanted))); }
  bool admits(std::string_view address) {
    return service_.admits(NetworkAddress::parse(address).value(), world_.clock.now());
  }

  tests::AuditedWorld world_{{schema(), {{}, kTestStatements}}};
  LimitsMetrics metrics_{world_.metrics};
  IpRuleService service_{deps()};
  audit::Caller operator_ = world_.caller(http::Role::operator_, ProjectId::generate(world_.ids), "192.0.2.7");
};

TEST_F(IpRuleServiceTest, AppliesARuleWhenTheCallReturnsAndAuditsIt) {
  const IpRule rule = add({.cidr = "203.0.113.0/24", .note = "attack"}).value();
  EXPECT_FALSE(admits("203.0.113.9"));
  EXPECT_TRUE(admits("198.51.100.1"));
  EXPECT_TRUE(world_.run(service_.remove(operator_, rule.id)));
  EXPECT_TRUE(admits("203.0.113.9"));
  EXPECT_THAT(world_.audited(), ElementsAre("ip_rules.add " + rule.id.text(), "ip_rules.remove " + rule.id.text()));
  EXPECT_EQ(world_.run(service_.remove(operator_, rule.id)).error().code, ErrorCode::not_found);
}

TEST_F(IpRuleServiceTest, LetsRulesExpireByThemselves) {
  ASSERT_TRUE(add({.cidr = "203.0.113.0/24", .expires_at = world_.clock.now() + std::chrono::seconds(10)}));
  EXPECT_FALSE(admits("203.0.113.9"));
  world_.clock.advance(std::chrono::seconds(10));
  EXPECT_TRUE(admits("203.0.113.9"));
}

TEST_F(IpRuleServiceTest, RefusesToBlockLoopbackAndSaysWhy) {
  for (const auto* cidr : {"127.0.0.1", "127.0.0.0/8", "::1", "::ffff:127.0.0.1"}) {
    const auto refused = add({.cidr = cidr});
    ASSERT_FALSE(refused) << cidr;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("an operator on it must get in"));
  }
  EXPECT_TRUE(add({.cidr = "127.0.0.0/8", .action = RuleAction::allow}).error().reason == "would_lock_out");
}

TEST_F(IpRuleServiceTest, RefusesBadRulesWithTheirPath) {
  EXPECT_EQ(add({.cidr = "10.0.0.1/8"}).error().faults.at(0).path, "$.cidr");
  EXPECT_EQ(add({.cidr = "10.0.0.0/8", .expires_at = world_.clock.now()}).error().faults.at(0).path, "$.expires_at");
  EXPECT_EQ(add({.cidr = "10.0.0.0/8", .note = "a\nb"}).error().faults.at(0).path, "$.note");
  EXPECT_EQ(add({.cidr = "10.0.0.0/8", .note = std::string(257, 'x')}).error().faults.at(0).path, "$.note");
}

TEST_F(IpRuleServiceTest, RefusesARuleThatIsThereAlready) {
  ASSERT_TRUE(add({.cidr = "203.0.113.9"}));
  const auto again = add({.cidr = "203.0.113.9/32"});
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().reason, "taken");
}

TEST_F(IpRuleServiceTest, LocksNobodyOut) {
  EXPECT_EQ(add({.cidr = "192.0.2.0/24"}).error().reason, "would_lock_out");
  EXPECT_EQ(add({.cidr = "10.0.0.0/8", .action = RuleAction::allow}).error().reason, "would_lock_out");
  const IpRule own = add({.cidr = "192.0.2.0/24", .action = RuleAction::allow}).value();
  const IpRule other = add({.cidr = "10.0.0.0/8", .action = RuleAction::allow}).value();
  EXPECT_EQ(world_.run(service_.remove(operator_, own.id)).error().reason, "would_lock_out");
  EXPECT_TRUE(world_.run(service_.remove(operator_, other.id)));
  EXPECT_TRUE(world_.run(service_.remove(operator_, own.id))) << "without an allow rule everybody may come in";
  operator_.client_address = "127.0.0.1";
  EXPECT_TRUE(add({.cidr = "10.0.0.0/8", .action = RuleAction::allow}))
      << "from the machine itself anything can be done";
  EXPECT_FALSE(admits("192.0.2.7"));
}

TEST_F(IpRuleServiceTest, SeesWhatAnotherReplicaChanged) {
  IpRuleService other(deps());
  ASSERT_TRUE(world_.run(other.refresh()));
  ASSERT_TRUE(add({.cidr = "203.0.113.0/24"}));
  const NetworkAddress blocked = NetworkAddress::parse("203.0.113.9").value();
  EXPECT_TRUE(other.admits(blocked, world_.clock.now())) << "not yet";
  ASSERT_TRUE(world_.run(other.refresh()));
  EXPECT_FALSE(other.admits(blocked, world_.clock.now()));
  world_.run(service_.stop());  // it reads in the background, too
  const int reads = world_.database->reads();
  ASSERT_TRUE(world_.run(other.refresh()));
  EXPECT_EQ(world_.database->reads(), reads + 1) << "without a change only the number is read";
}

TEST_F(IpRuleServiceTest, SeesChangesInTheBackground) {
  IpRuleService other(deps());
  ASSERT_TRUE(world_.run(other.start()));
  ASSERT_TRUE(add({.cidr = "203.0.113.0/24"}));
  const NetworkAddress blocked = NetworkAddress::parse("203.0.113.9").value();
  while (other.admits(blocked, world_.clock.now()))
    world_.run(other.list("", 1));  // ends, or the test's time limit ends it
  world_.run(other.stop());
  SUCCEED();
}

TEST_F(IpRuleServiceTest, GoesOnWithTheRulesThatItHasWhenTheDatabaseCannotBeAsked) {
  ASSERT_TRUE(add({.cidr = "203.0.113.0/24"}));
  world_.database->refuse_reads(true);
  EXPECT_FALSE(world_.run(service_.refresh()));
  EXPECT_FALSE(admits("203.0.113.9"));
  IpRuleService fresh(deps());
  EXPECT_EQ(world_.run(fresh.start()).error().code, ErrorCode::unavailable) << "without rules nobody may be let in";
  world_.run(fresh.stop());
  world_.database->refuse_reads(false);
}

TEST_F(IpRuleServiceTest, SaysWhenThereAreTooManyRules) {
  storage::WriteUnit unit;
  unit.add(kFill, {storage::sql(kIpRulesMax)});
  ASSERT_TRUE(world_.run(world_.database->write(std::move(unit))));
  EXPECT_EQ(add({.cidr = "11.0.0.0/8"}).error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace swarm::limits
