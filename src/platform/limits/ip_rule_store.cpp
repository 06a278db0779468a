#include "platform/limits/ip_rule_store.hpp"

#include <fmt/format.h>

namespace swarm::limits {

namespace {

using storage::Expect;
using storage::NamedStatement;
using storage::Row;
using storage::sql;
using storage::WriteUnit;

constexpr NamedStatement kInsert{
    "limits.insert_ip_rule",
    "INSERT INTO ip_rules (id, cidr, action, note, created_at_ms, created_by, expires_at_ms) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), "
    "CAST($6 AS TEXT), CAST($7 AS BIGINT) WHERE (SELECT COUNT(*) FROM ip_rules) < CAST($8 AS BIGINT)"};
constexpr NamedStatement kDelete{"limits.delete_ip_rule", "DELETE FROM ip_rules WHERE id = $1"};
constexpr NamedStatement kDeleteExpired{"limits.delete_expired_ip_rules",
                                        "DELETE FROM ip_rules WHERE expires_at_ms <= $1"};
constexpr NamedStatement kCountChange{"limits.count_ip_rule_change",
                                      "UPDATE ip_rule_changes SET number = number + 1 WHERE id = 1"};
constexpr NamedStatement kFind{
    "limits.ip_rule",
    "SELECT id, cidr, action, note, created_at_ms, created_by, expires_at_ms FROM ip_rules WHERE id = $1"};
constexpr NamedStatement kList{"limits.ip_rules",
                               "SELECT id, cidr, action, note, created_at_ms, created_by, expires_at_ms FROM ip_rules "
                               "WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr NamedStatement kChangeNumber{"limits.ip_rule_change_number",
                                       "SELECT number FROM ip_rule_changes WHERE id = 1"};

constexpr const NamedStatement* kStatements[] = {&kInsert, &kDelete, &kDeleteExpired, &kCountChange,
                                                 &kFind,   &kList,   &kChangeNumber};

Result<IpRule> rule_from(const Row& row) {
  const auto action = json::enum_named<RuleAction>(row.text(2));
  if (!action)
    return fail(ErrorCode::internal,
                fmt::format("the database holds the address rule '{}', which this release does not know", row.text(2)));
  return IpRule {
    .id = TRY(IpRuleId::parse(row.text(0)))
    , .block = TRY(NetworkBlock::parse(row.text(1)))
    , .action = *action, .note = row.text(3), .created_at = row.time(4), .created_by = row.text(5),
        .expires_at = row.optional_time(6)
  };
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

WriteUnit IpRuleStore::add(const IpRule& rule, Time now) {
  WriteUnit unit;
  unit.add(kDeleteExpired, {sql(now)});
  unit.add(kInsert,
           {sql(rule.id.text()), sql(rule.block.text()), sql(json::name_of(rule.action)), sql(rule.note),
            sql(rule.created_at), sql(rule.created_by), sql(rule.expires_at), sql(kIpRulesMax)},
           Expect::exactly(1));
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kIpRulesTopic);
  return unit;
}

WriteUnit IpRuleStore::remove(const IpRuleId& id) {
  WriteUnit unit;
  unit.add(kDelete, {sql(id.text())}, Expect::exactly(1));
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kIpRulesTopic);
  return unit;
}

Async<Result<IpRule>> IpRuleStore::find(IpRuleId id) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kFind, {sql(id.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("there is no address rule '{}'", id.text()));
  co_return rule_from(rows.front());
}

Async<Result<std::vector<IpRule>>> IpRuleStore::list(std::string after, std::int64_t limit) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kList, {sql(after), sql(limit)}));
  std::vector<IpRule> rules;
  rules.reserve(rows.size());
  for (const Row& row : rows)
    rules.push_back(CO_TRY(rule_from(row)));
  co_return rules;
}

Async<Result<std::vector<IpRule>>> IpRuleStore::all() {
  return list("", kIpRulesMax);
}

Async<Result<std::int64_t>> IpRuleStore::change_number() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kChangeNumber, {}));
  co_return rows.at(0).integer(0);
}

}  // namespace swarm::limits
