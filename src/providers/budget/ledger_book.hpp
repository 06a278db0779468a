#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.hpp"
#include "base/mutex.hpp"
#include "providers/budget/budget_metrics.hpp"
#include "providers/budget/budget_rules.hpp"
#include "providers/budget/ledger.hpp"

namespace swarm::budget {

inline constexpr std::size_t kWaitingMax = 1'000;  // calls that may wait for money
// How long an answer of the database may refuse further calls without asking again.
inline constexpr std::chrono::milliseconds kAnswerHolds{250};

// The ledgers in memory: what this server was granted and what its calls have reserved of it. Reads and writes nothing
// itself: it says what is to be asked of the database (take_work) and is told what came of it. Shared with the
// reservations. Thread-safe; nothing waits inside.
class LedgerBook : public std::enable_shared_from_this<LedgerBook> {
 public:
  struct Deps {
    const Clock& clock;
    IdSource& ids;
    BudgetMetrics& metrics;
    std::function<void()> on_work;  // there is something for take_work(); called under the mutex, must not block
  };
  LedgerBook(Terms terms, std::size_t ledgers_max, Deps deps);
  ~LedgerBook();

  // --- Calls ---
  // Takes the claim's worst case in all of its ledgers if all have it at hand, else in none.
  bool take_at_once(Claim& claim, const Payer& payer) SWARM_EXCLUDES(mutex_);
  // Takes it ledger by ledger. The waiter's outcome comes now or later, with its wakeup. `limit_exceeded`: too many
  // calls wait, or too many keys and projects.
  void queue_up(Waiter& waiter, const Payer& payer) SWARM_EXCLUDES(mutex_);
  std::optional<Result<Done>> outcome_of(const Waiter& waiter) SWARM_EXCLUDES(mutex_);
  // It waited for long: refused, unless its outcome has come, or the database is just being asked for its money; with
  // `also_the_database` even then.
  void give_up(Waiter& waiter, bool also_the_database) SWARM_EXCLUDES(mutex_);
  // The waiter goes away. What it took is given back unless its call goes on.
  void leave(Waiter& waiter, bool goes_on) SWARM_EXCLUDES(mutex_);
  void settle(Claim& claim, Money actual) SWARM_EXCLUDES(mutex_);

  // --- The database ---
  // What is to be asked and entered now. Every ask gets answered() or failed(), every posting posted() or not_posted().
  Work take_work() SWARM_EXCLUDES(mutex_);
  void answered(const GrantAsk& ask, const GrantAnswer& answer) SWARM_EXCLUDES(mutex_);
  // Everyone who waits there is told `error`. With `may_come`, the block may have been granted all the same: it is kept
  // in mind until granted_late().
  void failed(const GrantAsk& ask, const Error& error, bool may_come) SWARM_EXCLUDES(mutex_);
  void cannot_ask(const Error& error) SWARM_EXCLUDES(mutex_);  // the same for all that are to be asked next
  void granted_late(const GrantAsk& ask, Money amount) SWARM_EXCLUDES(mutex_);  // nothing: it was not
  void posted(const Posting& posting, std::optional<Money> counted) SWARM_EXCLUDES(mutex_);
  void not_posted(const Posting& posting) SWARM_EXCLUDES(mutex_);
  bool has_postings() const SWARM_EXCLUDES(mutex_);

  // --- Time ---
  bool needs_period() const SWARM_EXCLUDES(mutex_);  // there is none, it has ended, or another epoch has begun
  std::optional<Period> period() const SWARM_EXCLUDES(mutex_);
  // From now on calls are counted in this one; what is at hand of another one is given back.
  void begin(Period period, Time database_now) SWARM_EXCLUDES(mutex_);
  void set_database_time(Time now) { offset_ms_ = (now - deps_.clock.now()).count(); }
  // Gives back what is not used.
  void trim() SWARM_EXCLUDES(mutex_);
  // Refuses everyone who waits and all who come, and gives everything back.
  void close() SWARM_EXCLUDES(mutex_);

  // --- Limits and figures ---
  void set_terms(Terms terms) SWARM_EXCLUDES(mutex_);
  void set_limits(std::map<std::string, Money> stored) SWARM_EXCLUDES(mutex_);
  // With what the database says about it, if it does.
  LedgerFacts facts(const LedgerName& name, std::optional<Money> counted) SWARM_EXCLUDES(mutex_);
  std::chrono::milliseconds wait_max() const SWARM_EXCLUDES(mutex_);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using LedgerList = std::list<Ledger>;  // used last first
  using Index = std::unordered_map<std::string, LedgerList::iterator, TextHash, std::equal_to<>>;
  using Ledgers = std::array<Ledger*, Claim::kLedgersMax>;
  static constexpr std::size_t kUnknown = Claim::kLedgersMax + 1;

  Time now() const { return deps_.clock.now() + std::chrono::milliseconds{offset_ms_.load(std::memory_order_relaxed)}; }
  bool is_running(Time now) const SWARM_REQUIRES(mutex_) { return period_ && now < period_->ends_at; }

  Ledger* known(Index& index, std::string_view id) SWARM_REQUIRES(mutex_);
  Ledger* found_or_made(LedgerKind kind, const std::string& id) SWARM_REQUIRES(mutex_);
  std::size_t find_known(const Payer& payer, Ledgers& ledgers) SWARM_REQUIRES(mutex_);
  std::size_t find_or_make(const Payer& payer, Ledgers& ledgers) SWARM_REQUIRES(mutex_);
  Ledger* ledger_named(const LedgerName& name) SWARM_REQUIRES(mutex_);
  Index& index_of(LedgerKind kind) { return kind == LedgerKind::key ? keys_ : projects_; }
  bool make_room() SWARM_REQUIRES(mutex_);
  void open(Ledger& ledger) SWARM_REQUIRES(mutex_);
  std::vector<Ledger*> all_ledgers() SWARM_REQUIRES(mutex_);

  void take(Claim& claim, Ledger& ledger, Time now) SWARM_REQUIRES(mutex_);
  void give_back_claim(Claim& claim, Money unused, Money over) SWARM_REQUIRES(mutex_);
  void came_free(Allowance& allowance, Money worst_case) SWARM_REQUIRES(mutex_);
  void advance(Waiter& waiter, Time now) SWARM_REQUIRES(mutex_);
  void finish(Waiter& waiter, Result<Done> outcome) SWARM_REQUIRES(mutex_);
  void drop_from_queue(Waiter& waiter) SWARM_REQUIRES(mutex_);
  void refuse_all(Ledger& ledger, const Error& error) SWARM_REQUIRES(mutex_);
  static Error stopping();
  void refuse(Waiter& waiter, Ledger& ledger, Time now, bool may_be_freed) SWARM_REQUIRES(mutex_);
  void touch(Ledger& ledger) SWARM_REQUIRES(mutex_);
  void serve_touched(Time now) SWARM_REQUIRES(mutex_);
  void serve(Ledger& ledger, Time now) SWARM_REQUIRES(mutex_);
  enum class Verdict { take, ask, wait, refuse, refuse_for_now };
  Verdict judge(const Ledger& ledger, const Waiter& waiter, Time now) const SWARM_REQUIRES(mutex_);
  void ask(Ledger& ledger) SWARM_REQUIRES(mutex_);
  GrantAsk ask_of(Ledger& ledger) SWARM_REQUIRES(mutex_);

  void hand_back(Allowance& allowance, Money amount) SWARM_REQUIRES(mutex_);
  void wait_to_post(Allowance& allowance) SWARM_REQUIRES(mutex_);
  void forget_if_done(Allowance& allowance) SWARM_REQUIRES(mutex_);
  void end_current(Ledger& ledger) SWARM_REQUIRES(mutex_);
  void trim(Ledger& ledger, Time now) SWARM_REQUIRES(mutex_);
  void told(Ledger& ledger, Money counted, Time now) SWARM_REQUIRES(mutex_);
  void apply_limit(Ledger& ledger, std::optional<Money> limit) SWARM_REQUIRES(mutex_);
  std::optional<Money> limit_for(const LedgerName& name) const SWARM_REQUIRES(mutex_);
  void apply_limits() SWARM_REQUIRES(mutex_);

  const Deps deps_;
  const std::size_t ledgers_max_;
  std::atomic<std::int64_t> offset_ms_ = 0;  // what the database's clock is ahead of ours
  mutable Mutex mutex_;
  Terms terms_ SWARM_GUARDED_BY(mutex_);
  std::map<std::string, Money> stored_limits_ SWARM_GUARDED_BY(mutex_);
  std::optional<Period> period_ SWARM_GUARDED_BY(mutex_);
  bool period_moved_ SWARM_GUARDED_BY(mutex_) = false;
  bool is_closed_ SWARM_GUARDED_BY(mutex_) = false;
  Ledger day_ SWARM_GUARDED_BY(mutex_){LedgerName::day()};
  Ledger training_ SWARM_GUARDED_BY(mutex_){LedgerName::training()};
  std::array<Ledger, kHeads> heads_ SWARM_GUARDED_BY(mutex_);
  LedgerList used_ SWARM_GUARDED_BY(mutex_);  // of keys and projects
  Index keys_ SWARM_GUARDED_BY(mutex_);
  Index projects_ SWARM_GUARDED_BY(mutex_);
  std::deque<Ledger*> asking_ SWARM_GUARDED_BY(mutex_);
  std::deque<Allowance*> posting_ SWARM_GUARDED_BY(mutex_);
  std::vector<Ledger*> touched_ SWARM_GUARDED_BY(mutex_);
  std::size_t waiting_ SWARM_GUARDED_BY(mutex_) = 0;
};

}  // namespace swarm::budget
