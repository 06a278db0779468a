#include "platform/limits/ip_rule_store.hpp"

#include <gmock/gmock.h>

#include "support/slice_databases.hpp"

namespace swarm::limits {
namespace {

// kIpRulesMax rules in one statement: one after the other would count them all each time.
const storage::NamedStatement& fill() {
  static const std::string kText = [] {
    std::string text = "INSERT INTO ip_rules (id, cidr, action, note, created_at_ms, created_by) VALUES ";
    for (std::int64_t i = 0; i < kIpRulesMax; ++i) {
      text += fmt::format("{}('{:026}','10.{}.{}.0/24','block','',0,'')", i == 0 ? "" : ",", i, i / 256, i % 256);
    }
    return text;
  }();
  static const storage::NamedStatement kFill("test.fill_ip_rules", kText);
  return kFill;
}

std::vector<storage::Schema> with_fill() {
  static const storage::NamedStatement* const kStatements[] = {&fill()};
  return {schema(), {{}, kStatements}};
}

class IpRuleStoreTest : public tests::SliceTest {
 protected:
  IpRuleStoreTest() : SliceTest(with_fill()) {}
  void SetUp() override {
    SliceTest::SetUp();
    if (database_) store_ = std::make_unique<IpRuleStore>(*database_);
  }

  Result<storage::WriteOutcome> write(storage::WriteUnit unit) { return run(database_->write(std::move(unit))); }
  IpRule a_rule(std::string_view cidr, std::optional<Time> expires_at = std::nullopt) {
    return {.id = IpRuleId::generate(ids_),
            .block = NetworkBlock::parse(cidr).value(),
            .action = RuleAction::block,
            .note = "why",
            .created_at = clock_.now(),
            .created_by = "k",
            .expires_at = expires_at};
  }
  Result<storage::WriteOutcome> add(const IpRule& rule) {
    return run(database_->write(IpRuleStore::add(rule, clock_.now())));
  }

  std::unique_ptr<IpRuleStore> store_;
};

TEST_P(IpRuleStoreTest, GivesRulesBackAsTheyWere) {
  const IpRule rule = a_rule("2001:db8::/32", clock_.now() + std::chrono::hours(1));
  ASSERT_TRUE(add(rule));
  const IpRule found = run(store_->find(rule.id)).value();
  EXPECT_EQ(found.block.text(), "2001:db8::/32");
  EXPECT_EQ(found.action, RuleAction::block);
  EXPECT_EQ(found.note, "why");
  EXPECT_EQ(found.created_by, "k");
  EXPECT_EQ(found.expires_at, rule.expires_at);
  EXPECT_EQ(run(store_->find(IpRuleId::generate(ids_))).error().code, ErrorCode::not_found);
}

TEST_P(IpRuleStoreTest, CountsEveryChangeAndNoRefusal) {
  EXPECT_EQ(run(store_->change_number()), 0);
  const IpRule rule = a_rule("10.0.0.0/8");
  ASSERT_TRUE(add(rule));
  EXPECT_EQ(run(store_->change_number()), 1);
  EXPECT_EQ(add(a_rule("10.0.0.0/8")).error().reason, "taken");
  EXPECT_EQ(run(store_->change_number()), 1);
  ASSERT_TRUE(run(database_->write(IpRuleStore::remove(rule.id))));
  EXPECT_EQ(run(store_->change_number()), 2);
  EXPECT_EQ(run(database_->write(IpRuleStore::remove(rule.id))).error().code, ErrorCode::conflict);
  EXPECT_EQ(run(store_->change_number()), 2);
}

TEST_P(IpRuleStoreTest, DeletesWhatHasExpiredWithTheNextRule) {
  const IpRule brief = a_rule("10.0.0.0/8", clock_.now() + std::chrono::seconds(1));
  ASSERT_TRUE(add(brief));
  clock_.advance(std::chrono::seconds(1));
  ASSERT_TRUE(add(a_rule("10.0.0.0/8")));
  EXPECT_EQ(run(store_->find(brief.id)).error().code, ErrorCode::not_found);
  EXPECT_EQ(run(store_->all())->size(), 1U);
}

TEST_P(IpRuleStoreTest, ListsInPages) {
  for (const auto* cidr : {"10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"})
    ASSERT_TRUE(add(a_rule(cidr)));
  const auto first = run(store_->list("", 2)).value();
  ASSERT_EQ(first.size(), 2U);
  const auto second = run(store_->list(first.back().id.text(), 2)).value();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].block.text(), "12.0.0.0/8");
}

TEST_P(IpRuleStoreTest, KeepsAtMostItsMaximum) {
  storage::WriteUnit unit;
  unit.add(fill(), {});
  const auto written = write(std::move(unit));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(add(a_rule("11.0.0.0/8")).error().code, ErrorCode::conflict);
  EXPECT_EQ(std::ssize(*run(store_->all())), kIpRulesMax);
}

INSTANTIATE_TEST_SUITE_P(Databases, IpRuleStoreTest, tests::both_databases(), tests::name_of_database);

}  // namespace
}  // namespace swarm::limits
