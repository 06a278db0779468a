#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "base/result.hpp"
#include "platform/limits/token_bucket.hpp"
#include "platform/runtime/async.hpp"
#include "providers/chat/provider_config.hpp"

namespace swarm::gateway {

// How many calls a provider gets at once and per minute, counted in this process. Calls beyond that wait in the order
// in which they came, a bounded number for a bounded time. Thread-safe; held by a shared_ptr.
class Capacity : public std::enable_shared_from_this<Capacity> {
 public:
  Capacity(const chat::ProviderConfig& config, const Clock& clock);

  // A place among the calls that run; given back when it is destroyed. Movable.
  class Place {
   public:
    Place() = default;
    explicit Place(std::shared_ptr<Capacity> of) : of_(std::move(of)) {}
    Place(Place&&) noexcept = default;
    Place& operator=(Place&& other) noexcept {
      release();
      of_ = std::move(other.of_);
      return *this;
    }
    ~Place() { release(); }

   private:
    void release() {
      if (const auto of = std::exchange(of_, nullptr)) of->leave();
    }
    std::shared_ptr<Capacity> of_;
  };

  // `tokens`: the worst case, counted against tokens_per_minute. `limit_exceeded` (reason "provider_busy") with
  // retry_after when there is no place in time.
  Async<Result<Place>> enter(std::int64_t tokens, SteadyTime until);

  std::int64_t running() const;
  std::int64_t waiting() const;

 private:
  struct Waiter;
  class Counted;
  class Queued;  // leaves the queue whatever happens to its coroutine
  void leave();
  std::optional<std::chrono::milliseconds> take_rates(std::int64_t tokens);
  std::unexpected<Error> busy(std::string what, std::chrono::milliseconds retry_after) const;
  Async<Result<Done>> wait_for_rates(std::int64_t tokens, SteadyTime until);
  Async<Result<Place>> wait_for_place(SteadyTime until);
  std::shared_ptr<Waiter> enqueue(runtime::Executor executor, std::optional<Place>& at_once);

  const std::string provider_;
  const std::size_t running_max_;
  const std::size_t waiting_max_;
  const std::chrono::milliseconds waiting_timeout_;
  const limits::Rate requests_rate_;
  const limits::Rate tokens_rate_;
  const Clock& clock_;
  std::atomic<std::size_t> patient_ = 0;  // calls that wait for the rates
  mutable Mutex mutex_;
  std::size_t running_ SWARM_GUARDED_BY(mutex_) = 0;
  std::deque<std::shared_ptr<Waiter>> queue_ SWARM_GUARDED_BY(mutex_);
  limits::TokenBucket requests_ SWARM_GUARDED_BY(mutex_);
  limits::TokenBucket tokens_ SWARM_GUARDED_BY(mutex_);
};

}  // namespace swarm::gateway
