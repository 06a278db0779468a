#include "platform/limits/ip_rule_table.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"

namespace swarm::limits {
namespace {

class IpRuleTableTest : public testing::Test {
 protected:
  IpRule rule(std::string_view cidr, RuleAction action, std::optional<Time> expires_at = std::nullopt) {
    return {.id = IpRuleId::generate(ids_),
            .block = NetworkBlock::parse(cidr).value(),
            .action = action,
            .expires_at = expires_at};
  }
  IpRule allow(std::string_view cidr) { return rule(cidr, RuleAction::allow); }
  IpRule block(std::string_view cidr) { return rule(cidr, RuleAction::block); }
  bool admits(const std::vector<IpRule>& rules, std::string_view address) {
    return IpRuleTable(rules).admits(NetworkAddress::parse(address).value(), clock_.now());
  }

  tests::FakeClock clock_;
  tests::SeededRandom random_{2};
  IdSource ids_{clock_, random_};
};

TEST_F(IpRuleTableTest, AdmitsAllWithoutRules) {
  EXPECT_TRUE(admits({}, "203.0.113.1"));
  EXPECT_TRUE(admits({}, "2001:db8::1"));
}

TEST_F(IpRuleTableTest, RefusesWhatIsBlockedOnly) {
  const std::vector rules{block("203.0.113.0/24"), block("2001:db8::/32")};
  EXPECT_FALSE(admits(rules, "203.0.113.1"));
  EXPECT_FALSE(admits(rules, "::ffff:203.0.113.1"));
  EXPECT_FALSE(admits(rules, "2001:db8::1"));
  EXPECT_TRUE(admits(rules, "203.0.114.1"));
  EXPECT_TRUE(admits(rules, "2001:db9::1"));
}

TEST_F(IpRuleTableTest, AdmitsOnlyWhatIsAllowedOnceThereIsAnAllowRule) {
  const std::vector rules{allow("10.0.0.0/8")};
  EXPECT_TRUE(admits(rules, "10.1.2.3"));
  EXPECT_TRUE(admits(rules, "::ffff:10.1.2.3"));
  EXPECT_FALSE(admits(rules, "203.0.113.1"));
  EXPECT_FALSE(admits(rules, "2001:db8::1"));
}

TEST_F(IpRuleTableTest, LetsTheLongestPrefixDecide) {
  const std::vector rules{allow("10.0.0.0/8"), block("10.1.0.0/16"), allow("10.1.2.0/24"), block("10.1.2.3")};
  EXPECT_TRUE(admits(rules, "10.9.9.9"));
  EXPECT_FALSE(admits(rules, "10.1.9.9"));
  EXPECT_TRUE(admits(rules, "10.1.2.4"));
  EXPECT_FALSE(admits(rules, "10.1.2.3"));
}

TEST_F(IpRuleTableTest, LetsABlockWinAmongEqualPrefixes) {
  EXPECT_FALSE(admits({allow("10.0.0.0/8"), block("10.0.0.0/8")}, "10.1.2.3"));
  EXPECT_FALSE(admits({block("10.0.0.0/8"), allow("10.0.0.0/8")}, "10.1.2.3"));
}

TEST_F(IpRuleTableTest, AlwaysAdmitsLoopback) {
  for (const auto* address : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(admits({block("0.0.0.0/0"), block("::/0")}, address));
    EXPECT_TRUE(admits({allow("10.0.0.0/8")}, address));
  }
}

TEST_F(IpRuleTableTest, KeepsIpv4AndIpv6Apart) {
  EXPECT_TRUE(admits({block("::/0")}, "203.0.113.1"));
  EXPECT_FALSE(admits({block("::/0")}, "2001:db8::1"));
  EXPECT_TRUE(admits({block("0.0.0.0/0")}, "2001:db8::1"));
  EXPECT_FALSE(admits({block("0.0.0.0/0")}, "203.0.113.1"));
}

TEST_F(IpRuleTableTest, AppliesRulesUntilTheyExpire) {
  const Time soon = clock_.now() + std::chrono::seconds(10);
  const std::vector rules{rule("10.0.0.0/8", RuleAction::allow, soon),
                          rule("10.1.0.0/16", RuleAction::block, soon - std::chrono::seconds(5))};
  EXPECT_FALSE(admits(rules, "10.1.2.3"));
  EXPECT_FALSE(admits(rules, "203.0.113.1"));
  clock_.advance(std::chrono::seconds(5));
  EXPECT_TRUE(admits(rules, "10.1.2.3"));
  clock_.advance(std::chrono::milliseconds(4'999));
  EXPECT_FALSE(admits(rules, "203.0.113.1"));
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(admits(rules, "203.0.113.1")) << "no allow rule counts any more";
}

TEST_F(IpRuleTableTest, KeepsTheLongestLifeOfTwoEqualRules) {
  const Time soon = clock_.now() + std::chrono::seconds(1);
  const std::vector rules{block("10.0.0.0/8"), rule("10.0.0.0/8", RuleAction::block, soon)};
  clock_.advance(std::chrono::seconds(2));
  EXPECT_FALSE(admits(rules, "10.1.2.3"));
}

}  // namespace
}  // namespace swarm::limits
