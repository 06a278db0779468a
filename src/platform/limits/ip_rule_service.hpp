#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/mutex.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/limits/ip_rule_store.hpp"
#include "platform/limits/ip_rule_table.hpp"
#include "platform/limits/limits_metrics.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::limits {

inline constexpr std::chrono::milliseconds kRulesPollInterval{1'000};  // a change elsewhere acts within two of these

// The address rules of the installation: kept in the database, applied from memory. A change acts in this process
// before the call that made it returns, and in others within two seconds. Thread-safe.
class IpRuleService {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    IdSource& ids;
    runtime::Loop& loop;
    const Clock& clock;
    LimitsMetrics& metrics;
    telemetry::Log log;
  };
  explicit IpRuleService(Deps deps);

  // Reads the rules; without them nobody may be let in, so a failure must end the start.
  Async<Result<Done>> start();
  Async<void> stop();

  bool admits(const NetworkAddress& address, Time now) const { return table()->admits(address, now); }
  bool has_rules() const { return table()->size() > 0; }

  // By id, after the id `after` (empty: from the first).
  Async<Result<std::vector<IpRule>>> list(std::string after, std::int64_t limit);
  Async<Result<IpRule>> find(IpRuleId id);  // `not_found`
  // `invalid_input`: the block, a block of loopback, an expiry that has passed. `conflict`: there is one for this block
  // (reason "taken"), or the caller's own address would be refused (reason "would_lock_out"). `limit_exceeded`.
  Async<Result<IpRule>> add(audit::Caller caller, NewIpRule wanted);
  // `not_found`; `conflict` as above.
  Async<Result<Done>> remove(audit::Caller caller, IpRuleId id);

  // Reads the rules again when they changed; what the background does, and tests.
  Async<Result<Done>> refresh();

 private:
  struct Loaded {
    std::int64_t change_number = -1;
    std::shared_ptr<const IpRuleTable> table;
  };

  std::shared_ptr<const IpRuleTable> table() const;
  void set_table(std::int64_t change_number, const std::vector<IpRule>& rules);
  Async<Result<IpRule>> checked(audit::Caller caller, NewIpRule wanted);
  Async<Result<Done>> check_no_lock_out(std::string client_address, std::optional<IpRule> added,
                                        std::optional<IpRuleId> removed);
  Async<Result<Error>> why_not_added(Error refusal);
  Async<void> watch_forever();

  Deps deps_;
  IpRuleStore store_;
  mutable Mutex mutex_;
  Loaded loaded_ SWARM_GUARDED_BY(mutex_);
  runtime::Wakeup wakeup_;
  storage::Database::Subscription subscription_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::limits
