#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "providers/breaker/breaker_config.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/breaker/breaker_store.hpp"
#include "providers/breaker/circuit.hpp"

namespace swarm::breaker {

inline constexpr std::chrono::milliseconds kBreakerPollInterval{500};  // an order given elsewhere acts within two
inline constexpr std::chrono::hours kBreakerRowsKept{24 * 30};         // of servers that are gone

// The breakers of this process, one for each provider. Calls are judged in memory, per process; states are stored
// beside them, so that a restart begins where it was, and never delay a call. Orders by hand are stored first: all
// servers follow them within a second. Thread-safe.
class BreakerService final : public BreakerGate {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    runtime::Loop& loop;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    std::string replica;
  };
  // `providers`: their names, by their places in the catalogue.
  BreakerService(const BreakerConfig& config, const std::vector<std::string>& providers, Deps deps);
  ~BreakerService() override;

  // Reads what was stored; before it all breakers are closed.
  Async<Result<Done>> start();
  Async<void> stop();
  void set_config(const BreakerConfig& config);

  Result<Permit> admit(std::size_t provider) override { return circuits_.at(provider)->admit(); }

  // By their places in the catalogue.
  std::vector<BreakerStatus> list() const;
  // State and cause of those that keep calls away, by provider.
  std::map<std::string, std::string> not_closed() const;
  Result<BreakerStatus> find(std::string_view provider) const;  // `not_found` names the nearest
  // Acts in this process before it returns, and in others within a second. `not_found` as above, `invalid_input`;
  // `unavailable`: it could not be stored, and nothing has changed.
  Async<Result<BreakerStatus>> give(audit::Caller caller, std::string provider, NewOrder order);

  // Follows orders, stores what changed; what the background does, and tests.
  Async<Result<Done>> refresh();

 private:
  Result<Circuit*> circuit_of(std::string_view provider) const;
  Async<Result<Done>> store_changes();
  Async<void> watch_forever();
  void report(const Result<Done>& refreshed);

  Deps deps_;
  BreakerStore store_;
  bool in_trouble_ = false;  // on the Loop: the database could not be asked last time
  runtime::Wakeup wakeup_;
  std::vector<std::shared_ptr<Circuit>> circuits_;
  storage::Database::Subscription subscription_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::breaker
