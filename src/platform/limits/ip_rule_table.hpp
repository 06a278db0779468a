#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "platform/limits/ip_rule_types.hpp"

namespace swarm::limits {

// Which addresses may come in. Loopback always may: an operator on the machine cannot be locked out. Otherwise the rule
// with the longest prefix decides, among equal ones a block; without one, an address may come in unless there is an
// allow rule, which makes the list an allow list. Rules count until they expire. Immutable, so that threads share it.
class IpRuleTable {
 public:
  IpRuleTable() = default;
  explicit IpRuleTable(const std::vector<IpRule>& rules);

  bool admits(const NetworkAddress& address, Time now) const;
  std::size_t size() const { return size_; }

 private:
  // The last moment at which each kind of rule of one block counts; nothing: there is none.
  struct Lives {
    std::optional<Time> allowed_until;
    std::optional<Time> blocked_until;
  };

  std::optional<RuleAction> decision_of(const NetworkAddress& address, Time now) const;

  std::map<unsigned, std::unordered_map<NetworkAddress, Lives>, std::greater<>> by_prefix_;  // longest first
  std::optional<Time> any_allowed_until_;
  std::size_t size_ = 0;
};

}  // namespace swarm::limits
