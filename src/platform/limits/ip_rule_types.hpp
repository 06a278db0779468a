#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "platform/limits/network_block.hpp"

namespace swarm::limits {

struct IpRuleTag {
  static constexpr std::string_view name = "ip rule";
};
using IpRuleId = Id<IpRuleTag>;

inline constexpr std::int64_t kIpRulesMax = 10'000;
inline constexpr std::int64_t kPageMax = 500;

enum class RuleAction { allow, block };
constexpr std::array<json::EnumName<RuleAction>, 2> enum_names(RuleAction) {
  return {{{RuleAction::allow, "allow"}, {RuleAction::block, "block"}}};
}

struct IpRule {
  IpRuleId id;
  NetworkBlock block;
  RuleAction action = RuleAction::block;
  std::string note{};
  Time created_at{};
  std::string created_by{};          // the id of the key that made it
  std::optional<Time> expires_at{};  // nothing: never
};

// What is asked for when a rule is made.
struct NewIpRule {
  std::string cidr;
  RuleAction action = RuleAction::block;
  std::string note{};
  std::optional<Time> expires_at{};
};

}  // namespace swarm::limits
