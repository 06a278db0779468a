#include "platform/limits/ip_rule_table.hpp"

namespace swarm::limits {

namespace {

void extend(std::optional<Time>& until, const IpRule& rule) {
  const Time end = rule.expires_at.value_or(Time::max());
  until = until ? std::max(*until, end) : end;
}

bool counts(const std::optional<Time>& until, Time now) {
  return until && now < *until;
}

}  // namespace

IpRuleTable::IpRuleTable(const std::vector<IpRule>& rules) : size_(rules.size()) {
  for (const IpRule& rule : rules) {
    Lives& lives = by_prefix_[rule.block.prefix_bits()][rule.block.base()];
    extend(rule.action == RuleAction::allow ? lives.allowed_until : lives.blocked_until, rule);
    if (rule.action == RuleAction::allow) extend(any_allowed_until_, rule);
  }
}

bool IpRuleTable::admits(const NetworkAddress& address, Time now) const {
  if (size_ == 0 || address.is_loopback()) return true;
  if (const auto decision = decision_of(address, now)) return *decision == RuleAction::allow;
  return !counts(any_allowed_until_, now);
}

std::optional<RuleAction> IpRuleTable::decision_of(const NetworkAddress& address, Time now) const {
  constexpr unsigned kNarrowestForV4 = 96;  // a wider block is one of IPv6 (NetworkBlock::contains)
  for (const auto& [prefix_bits, blocks] : by_prefix_) {
    if (address.is_v4() && prefix_bits < kNarrowestForV4) break;
    const auto found = blocks.find(address.first_bits(prefix_bits));
    if (found == blocks.end()) continue;
    if (counts(found->second.blocked_until, now)) return RuleAction::block;
    if (counts(found->second.allowed_until, now)) return RuleAction::allow;
  }
  return std::nullopt;
}

}  // namespace swarm::limits
