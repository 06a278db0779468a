#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/limits/ip_rule_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::limits {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::string_view kIpRulesTopic = "ip_rules";

// Address rules in the database. Every change raises a number, so that a process sees cheaply whether it must read them
// again. Thread-safe. Every read may fail with `unavailable`.
class IpRuleStore {
 public:
  explicit IpRuleStore(storage::Database& database) : database_(database) {}

  // Also deletes what has expired. `conflict`: there is such a rule (reason "taken"), or kIpRulesMax is reached.
  static storage::WriteUnit add(const IpRule& rule, Time now);
  static storage::WriteUnit remove(const IpRuleId& id);  // `conflict`: there is none

  Async<Result<IpRule>> find(IpRuleId id);                                         // `not_found`
  Async<Result<std::vector<IpRule>>> list(std::string after, std::int64_t limit);  // by id, after that one
  Async<Result<std::vector<IpRule>>> all();                                        // at most kIpRulesMax
  Async<Result<std::int64_t>> change_number();

 private:
  storage::Database& database_;
};

}  // namespace swarm::limits
