#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace swarm::breaker {

// How a call to a provider went, as far as its health is concerned.
enum class CallOutcome {
  succeeded,  // it answered, also with 4xx: that is the caller's trouble
  failed,     // no connection, 5xx, nonsense, or nothing in time
  limited,    // 429 or 503 with Retry-After: healthy, but busy; counted apart
  abandoned,  // the client left, or it was never sent: says nothing
};

// One call that was let through. Told how it went once; destroyed without that, it was abandoned. Movable.
class Permit {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void ended(CallOutcome outcome, std::chrono::nanoseconds duration, bool is_trial) = 0;
    virtual bool is_current() { return true; }
  };
  Permit(std::shared_ptr<Owner> owner, bool is_trial) : owner_(std::move(owner)), is_trial_(is_trial) {}
  Permit(Permit&&) noexcept = default;
  Permit& operator=(Permit&& other) noexcept {
    if (this != &other) {
      abandon();
      owner_ = std::move(other.owner_);
      is_trial_ = other.is_trial_;
    }
    return *this;
  }
  ~Permit() { abandon(); }

  // Whether it still lets the call through. Whoever waited for anything since it was given asks again before the
  // provider is called, and for another permit when it does not: the breaker may have opened meanwhile.
  bool is_current() const { return owner_ && owner_->is_current(); }

  // `duration`: until the head of the answer, which is what "slow" means for a stream.
  void ended(CallOutcome outcome, std::chrono::nanoseconds duration) {
    if (const auto owner = std::exchange(owner_, nullptr)) owner->ended(outcome, duration, is_trial_);
  }

 private:
  void abandon() { ended(CallOutcome::abandoned, std::chrono::nanoseconds{0}); }

  std::shared_ptr<Owner> owner_;
  bool is_trial_;
};

// Whether a provider may be called now. Thread-safe; never waits.
class BreakerGate {
 public:
  virtual ~BreakerGate() = default;
  // `provider`: its place in the catalogue. `unavailable` with the reason "breaker_open" and retry_after: not now.
  virtual Result<Permit> admit(std::size_t provider) = 0;
};

}  // namespace swarm::breaker
