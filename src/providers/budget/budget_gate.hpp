#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/money.hpp"
#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::budget {

// On whose account a call goes. It counts against the server's day, its project, its key and its head, as far as these
// have limits; a training run counts against the night's training instead of a head.
struct Payer {
  ProjectId project;
  std::string key_id;
  std::string head{};  // of a task ("math"); empty in the plain lane
  bool is_training = false;
};

// What was set aside for one call: its worst case, in every ledger that it counts against. Told once what the call
// really cost; destroyed without that, the worst case counts as spent. Movable; never waits; safe on any thread.
class Reservation {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void settled(Money actual) = 0;
  };
  Reservation() = default;  // of a call that costs nothing
  Reservation(std::shared_ptr<Owner> owner, Money worst_case) : owner_(std::move(owner)), worst_case_(worst_case) {}
  Reservation(Reservation&&) noexcept = default;
  Reservation& operator=(Reservation&& other) noexcept {
    if (this != &other) {
      settle(worst_case_);
      owner_ = std::move(other.owner_);
      worst_case_ = other.worst_case_;
    }
    return *this;
  }
  ~Reservation() { settle(worst_case_); }

  Money worst_case() const { return worst_case_; }
  // `actual` beyond the worst case is counted too: it was spent.
  void settle(Money actual) {
    if (const auto owner = std::exchange(owner_, nullptr)) owner->settled(actual);
  }

 private:
  std::shared_ptr<Owner> owner_;
  Money worst_case_{};
};

// The hard stop. Thread-safe; the coroutine resumes on its own Loop, at once when the allowance at hand is enough.
class BudgetGate {
 public:
  virtual ~BudgetGate() = default;
  // `budget_exceeded` with the reason "day", "project", "key", "head" or "training", and retry_after until the next day
  // begins; `unavailable`: the ledger cannot be reached, and nothing may be spent without it. Nothing is asked of the
  // ledger for a worst case of zero.
  virtual Async<Result<Reservation>> reserve(Payer payer, Money worst_case) = 0;
};

}  // namespace swarm::budget
