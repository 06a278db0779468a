#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/live.hpp"
#include "base/mutex.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/identity/identity_store.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/budget/budget_gate.hpp"
#include "providers/budget/budget_store.hpp"
#include "providers/budget/ledger_book.hpp"

namespace swarm::budget {

// How often a server looks whether limits, epochs or the day have changed, and gives back what it does not use.
inline constexpr std::chrono::milliseconds kLookInterval{1'000};
inline constexpr std::size_t kPagesWaitingMax = 1'000;  // questions about figures

// The hard stop in front of everything that costs money. Calls take from blocks in memory (LedgerBook); one coroutine
// alone asks the database for blocks, gives back and reads, so that what is shown fits together. Thread-safe.
class BudgetService final : public BudgetGate {
 public:
  struct Deps {
    storage::Database& database;
    audit::AuditWriter& audit;
    identity::IdentityStore& identity;
    IdSource& ids;
    runtime::Loop& loop;
    const Clock& clock;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    std::string replica;
  };
  BudgetService(const BudgetConfig& config, Deps deps);
  ~BudgetService() override;

  // Begins to work; where the database cannot be asked yet, calls are refused until it can.
  void start();
  // Refuses what comes, gives all blocks back. Calls should have settled: what they settle later counts as spent.
  Async<void> stop();
  void set_config(const BudgetConfig& config);

  Async<Result<Reservation>> reserve(Payer payer, Money worst_case) override;

  // Ledgers with an account or a limit, by name: the day and the heads with a limit always. At most kPageMax.
  Async<Result<BudgetPage>> page(std::string after, std::int64_t limit);
  Async<Result<BudgetPage>> of(std::vector<LedgerName> names);
  Async<Result<std::vector<Entry>>> entries(std::string ledger, std::string before, std::int64_t limit);

  // Acts here at once, in other servers within two looks. `invalid_input`: a ledger that has its limit from the
  // configuration; `not_found`: no such key or project (set), no such limit (remove); `limit_exceeded`.
  Async<Result<BudgetPage>> set_limit(audit::Caller caller, LedgerName ledger, Money limit);
  Async<Result<Done>> remove_limit(audit::Caller caller, LedgerName ledger);
  // Adds to what counts as spent in the running period, or takes from it. `invalid_input`: nothing, or more than is
  // counted.
  Async<Result<BudgetPage>> correct(audit::Caller caller, LedgerName ledger, Money amount, std::string reason);
  // Begins a new epoch of the running period, with nothing spent in any ledger.
  Async<Result<BudgetPage>> reset(audit::Caller caller);

  // What the background does when there is something to do; also for tests. False: the database could not be asked.
  Async<bool> work_once();

 private:
  struct Asked {
    std::vector<LedgerName> names;  // or, when empty, a page of all
    std::string after;
    std::int64_t limit = 0;
    runtime::OneShot<Result<BudgetPage>> answer;
  };

  Async<Result<Reservation>> reserve_slowly(std::shared_ptr<Claim> claim, Payer payer);
  Async<Result<BudgetPage>> ask(Asked asked);

  Async<void> work_forever();
  bool is_time_to_look() const;
  Async<Result<Done>> look();
  Async<Result<Standing>> standing_with_period();
  Async<Result<Done>> write_work();
  Async<Result<Done>> write(Work work);
  Async<Result<Done>> write_one_by_one(Work work);
  void apply(const Work& work, const WorkDone& done);
  void drop(const Posting& posting, const Error& error);
  void keep_in_mind(const Work& work, const Error& error);
  Async<Result<Done>> find_lost_answers();
  Async<void> answer_pages();
  void refuse_pages();
  Async<Result<BudgetPage>> page_for(std::vector<LedgerName> names, std::string after, std::int64_t limit);
  void add_configured(BudgetPage& page);
  Async<Result<Done>> check_exists(LedgerName ledger);
  Async<Result<Period>> known_period();
  void show_figures();
  void report(const Result<Done>& outcome);

  const Deps deps_;
  BudgetMetrics metrics_;
  BudgetStore store_;
  Live<DayZone> zone_;
  runtime::Wakeup wakeup_;
  std::shared_ptr<LedgerBook> book_;
  storage::Database::Subscription subscription_;
  std::atomic<bool> must_look_ = true;
  std::atomic<bool> stopping_ = false;
  bool is_started_ = false;
  Mutex mutex_;
  std::deque<Asked> asked_ SWARM_GUARDED_BY(mutex_);
  bool has_ended_ SWARM_GUARDED_BY(mutex_) = false;
  // Of the working coroutine.
  SteadyTime next_look_{};
  std::int64_t change_number_ = -1;
  std::vector<GrantAsk> lost_answers_;  // of blocks that may have been granted
  bool is_troubled_ = false;
  runtime::OneShot<Done> ended_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::budget
