#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/result.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/breaker/breaker_gate.hpp"
#include "providers/breaker/breaker_metrics.hpp"
#include "providers/breaker/breaker_rules.hpp"
#include "providers/breaker/breaker_types.hpp"

namespace swarm::breaker {

// The breaker of one provider in this process: the rules behind a lock, with what they do told to log, metrics and
// whoever stores it. Shared by the service and the permits that are out; never waits for anything but its lock.
// Thread-safe.
class Circuit : public std::enable_shared_from_this<Circuit> {
 public:
  struct Deps {
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    runtime::Wakeup changed;  // there is something to store
  };
  Circuit(std::string provider, const BreakerConfig& config, Deps deps);

  Result<Permit> admit();
  void advance();  // what time alone changes
  void set_config(const BreakerConfig& config);

  // At start: as it was when it was last stored, and the last order, which may have been given meanwhile.
  void restore(const std::optional<StoredBreaker>& stored, const std::optional<Order>& order);
  // Follows `order`, unless it has followed that one or a later one.
  void follow(const Order& order);
  // What was changed since the last call, to be stored; nothing: nothing was.
  std::optional<StoredBreaker> take_unstored();
  void not_stored();  // what was taken last is to be stored later

  BreakerStatus status();
  const std::string& provider() const { return provider_; }
  // No more permits; ends the circle in which the circuit and its period hold each other.
  void retire();

 private:
  class Period;
  std::shared_ptr<Period> period() SWARM_REQUIRES(mutex_);
  void ended(CallOutcome outcome, std::chrono::nanoseconds duration, std::uint64_t generation);
  std::uint64_t generation();
  Error refusal(SteadyTime now) const SWARM_REQUIRES(mutex_);
  std::optional<Change> carry_out(const Order& order, SteadyTime now) SWARM_REQUIRES(mutex_);
  void note(const std::optional<Change>& change) SWARM_REQUIRES(mutex_);
  void tell(const std::optional<Change>& change) const;

  const std::string provider_;
  const Deps deps_;
  const BreakerMetrics metrics_;
  Mutex mutex_;
  BreakerRules rules_ SWARM_GUARDED_BY(mutex_);
  std::shared_ptr<Period> period_ SWARM_GUARDED_BY(mutex_);  // of the rules' generation, or an earlier one
  std::optional<Time> since_ SWARM_GUARDED_BY(mutex_);
  Order order_ SWARM_GUARDED_BY(mutex_);  // the last that was followed; its number is 0 before the first
  std::int64_t version_ SWARM_GUARDED_BY(mutex_) = 0;
  bool unstored_ SWARM_GUARDED_BY(mutex_) = false;
};

}  // namespace swarm::breaker
