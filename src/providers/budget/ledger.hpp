#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "platform/runtime/timers.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/budget/ledger_work.hpp"

// The parts of LedgerBook, which guards all of them with its mutex.
namespace swarm::budget {

class LedgerBook;
struct Ledger;

// What this server holds of one account: granted by the database, and neither spent nor given back yet.
struct Allowance {
  Ledger* ledger = nullptr;
  PeriodId period;
  Money free;      // may be reserved
  Money reserved;  // by calls that run
  Money free_low;  // the least that was free since it was looked at last: what is above is not needed
  Time looked_at{};
  Time used_at{};
  Money to_return;                   // waits to be given back
  Money overrun;                     // waits to be entered
  std::optional<Posting> posting{};  // is being written; kept until it surely is
  bool is_waiting_to_post = false;   // in the book's list, or being written
  std::int64_t holds = 0;            // calls that run, and asks that are not answered
  bool is_current = true;            // not of a period or epoch that has ended

  Money coming_back() const {
    return to_return + (posting && posting->amount < Money{} ? Money{} - posting->amount : Money{});
  }
  Money not_entered() const { return overrun + (posting && posting->amount > Money{} ? posting->amount : Money{}); }
  bool is_done() const { return holds == 0 && !is_waiting_to_post && free == Money{}; }
};

// A call, while it is counted in up to four ledgers.
class Claim final : public Reservation::Owner {
 public:
  static constexpr std::size_t kLedgersMax = 4;  // key, project, head or training, day

  Claim(std::shared_ptr<LedgerBook> book, Money worst_case) : book_(std::move(book)), worst_case_(worst_case) {}
  void settled(Money actual) override;
  Money worst_case() const { return worst_case_; }

 private:
  friend class LedgerBook;
  const std::shared_ptr<LedgerBook> book_;
  const Money worst_case_;
  std::array<Allowance*, kLedgersMax> taken_{};
  std::size_t count_ = 0;
};

// A call that waits for money. It takes what it needs ledger by ledger, always in the order key, project, head, day: so
// calls never wait for each other in a circle, and a key at its limit holds up no other key.
struct Waiter {
  Waiter(Claim& of, runtime::Wakeup how) : claim(of), wakeup(std::move(how)) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  Claim& claim;
  runtime::Wakeup wakeup;
  std::array<Ledger*, Claim::kLedgersMax> ledgers{};
  std::size_t count = 0;
  std::size_t at = 0;                     // the ledger whose turn it is
  bool is_queued = false;                 // there
  std::optional<Result<Done>> outcome{};  // read by who waits, under the book's mutex
};

struct Ledger {
  explicit Ledger(LedgerName of) : name(std::move(of)) {}

  const LedgerName name;
  std::unique_ptr<Allowance> current{};             // nothing before the first period
  std::vector<std::unique_ptr<Allowance>> ended{};  // whose calls still run, or whose rest is being given back
  std::deque<Waiter*> queue{};
  std::size_t pins = 0;  // waiters on their way to this ledger
  bool is_asking = false;
  bool is_touched = false;  // in the book's list of ledgers to serve
  Money wish;               // a call of this size is about to come
  Money size;               // of the last call
  std::int64_t refusals = 0;

  // As the database said last, and what follows from it.
  Money counted;
  std::optional<Time> told_at{};
  std::optional<Money> limit{};
  Money block;

  Money rest() const { return (limit ? *limit : kNoLimit) - counted; }
  // Blocks have begun to shrink, or a call has become large beside what is left: nothing is asked for ahead of need,
  // and what a call did not use goes back.
  bool is_tight() const;
  bool is_idle() const {
    return queue.empty() && pins == 0 && !is_asking && !is_touched && ended.empty() &&
           (!current || (current->holds == 0 && !current->is_waiting_to_post));
  }
};

}  // namespace swarm::budget
