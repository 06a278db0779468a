#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "providers/gateway/gateway_config.hpp"

// When a call may be made again. Pure but for the retry allowance.
namespace swarm::gateway {

// How an attempt ended, as far as trying again is concerned.
enum class Ending {
  answered,      // an answer for the client, also 4xx
  no_place,      // breaker open, or busy by our own limits: only another provider helps
  never_sent,    // no connection: nothing was asked
  refused,       // 5xx: the provider says that it did not do it
  busy,          // 429, or 503 with Retry-After
  try_again,     // 408, 409, 425
  unknown,       // the request went out and no answer came: it may have been done, and billed
  nonsense,      // an answer that is none
  ours_to_stop,  // budget, deadline, a request that we refuse: nothing helps
};
Ending ending_of(int status, bool has_retry_after);

// Doing it twice must not cost twice: what may have been done is asked again only when it is free.
bool is_repeatable(Ending ending, bool is_free);
// Whether another provider may be asked.
bool allows_fallback(Ending ending, bool is_free);

// Before retry `number` (1, 2, …): full jitter over a doubling range (Brooker, "Exponential Backoff And Jitter", 2015),
// or what the provider asked for, with jitter on top. Nothing: it asks for more than is granted. `chance` in [0, 1).
std::optional<std::chrono::milliseconds> backoff(const GatewayConfig& config, std::int64_t number,
                                                 std::optional<std::chrono::milliseconds> retry_after, double chance);

// Retries that a provider may still get: each call earns a fraction of one, so that retries cannot multiply the load of
// a provider in trouble. Thread-safe.
class RetryAllowance {
 public:
  explicit RetryAllowance(const GatewayConfig& config)
      : ratio_(config.retry_ratio),
        most_(static_cast<double>(config.retries_min) + kEarnedMax),
        left_(static_cast<double>(config.retries_min)) {}
  void earn();
  bool take();

 private:
  static constexpr double kEarnedMax = 100;
  const double ratio_;
  const double most_;
  Mutex mutex_;
  double left_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::gateway
