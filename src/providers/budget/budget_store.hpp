#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"
#include "providers/budget/budget_types.hpp"
#include "providers/budget/ledger_work.hpp"

namespace swarm::budget {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::string_view kBudgetTopic = "budget";  // a limit, an epoch or an account was changed by a person

// What the ledger's day looks like in the database.
struct Standing {
  Time now{};
  std::int64_t change_number = 0;
  std::optional<Period> running{};
  std::optional<Time> earlier_end{};
  std::optional<Time> later_begin{};
};

struct LedgerRow {
  std::string ledger;
  Money counted;
  std::optional<Money> stored_limit{};
};

// The durable ledgers. Thread-safe. Every call may fail with `unavailable`.
class BudgetStore {
 public:
  // In the name of a server since its start; without, for those who only read or forget.
  explicit BudgetStore(storage::Database& database, std::string replica = {}, std::string incarnation = {})
      : database_(database), replica_(std::move(replica)), incarnation_(std::move(incarnation)) {}

  Async<Result<Standing>> standing();
  // Unless another server began one meanwhile: ask for the standing again.
  Async<Result<Done>> begin_period(Period period);

  // All of `work` in one unit. `conflict`: an entry is there already (reason "taken"), or an account has gone
  // ("guard"); nothing is then done.
  Async<Result<WorkDone>> write(Work work);
  // Of an entry that may have been written; nothing: it was not.
  Async<Result<std::optional<Money>>> amount_of(std::string entry);

  Async<Result<std::vector<LedgerRow>>> ledgers(PeriodId period, std::string after, std::int64_t limit);
  Async<Result<LedgerRow>> ledger(PeriodId period, std::string name);  // zeros when there is none
  Async<Result<std::map<std::string, Money>>> limits();
  // Youngest first, before the id `before` (empty: from the youngest); of all ledgers when `ledger` is empty.
  Async<Result<std::vector<Entry>>> entries(std::string ledger, std::string before, std::int64_t limit);

  // Units for an audited change. They fail with `conflict`: too many limits; none to remove; the account would fall
  // below zero; the epoch has ended.
  static storage::WriteUnit set_limit(const LedgerName& ledger, Money limit, const std::string& set_by);
  static storage::WriteUnit remove_limit(const LedgerName& ledger);
  static storage::WriteUnit correct(const Entry& correction);
  static storage::WriteUnit begin_epoch(const Entry& reset);

  // Deletes entries, accounts and periods that began longer ago than `age` (at least two days, so that none is still
  // used), at most `count` rows; how many went.
  Async<Result<std::int64_t>> forget(std::chrono::milliseconds age, std::int64_t count);

 private:
  void add_grant(storage::WriteUnit& unit, const GrantAsk& ask) const;
  void add_posting(storage::WriteUnit& unit, const Posting& posting) const;

  storage::Database& database_;
  const std::string replica_;
  const std::string incarnation_;
};

}  // namespace swarm::budget
