#include "providers/budget/budget_store.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "providers/budget/budget_sql.hpp"

namespace swarm::budget {

namespace {

using storage::Expect;
using storage::Parameters;
using storage::Row;
using storage::sql;
using storage::WriteOutcome;
using storage::WriteUnit;

constexpr const NamedStatement* kStatements[] = {
    &kStanding, &kCountChange, &kBeginPeriod, &kBeginEpoch,    &kOpenAccount,    &kGrant,         &kEnterGrant,
    &kAccount,  &kEnter,       &kPost,        &kLedgers,       &kLedger,         &kLimits,        &kEntryAmount,
    &kEntries,  &kSetLimit,    &kRemoveLimit, &kForgetEntries, &kForgetAccounts, &kForgetPeriods, &kEntriesOfLedger};

constexpr std::size_t kStatementsPerGrant = 4;
constexpr std::size_t kStatementsPerPosting = 2;

Parameters account_of(const PeriodId& period, const std::string& ledger) {
  return {sql(period.begins_ms), sql(period.epoch), sql(ledger)};
}
Parameters with(Parameters parameters, std::initializer_list<storage::SqlValue> more) {
  parameters.insert(parameters.end(), more);
  return parameters;
}

void add_entry(WriteUnit& unit, const Entry& entry) {
  unit.add(kEnter,
           with(account_of(entry.period, entry.ledger),
                {sql(entry.id), sql(json::name_of(entry.kind)), sql(entry.amount.nanodollars), sql(entry.replica),
                 sql(entry.incarnation), sql(entry.made_by), sql(entry.reason)}),
           Expect::exactly(1));
}

GrantAnswer answer_from(const GrantAsk& ask, const Row& row) {
  GrantAnswer answer{.granted = {},
                     .account = {.counted = {row.integer(0)}, .limit = {row.integer(3)}},
                     .period_moved = row.integer(4) != ask.period.epoch || row.integer(5) <= row.integer(6),
                     .now = row.time(6)};
  if (row.text(1) == ask.entry) answer.granted = {row.integer(2)};
  return answer;
}

Result<Entry> entry_from(const Row& row) {
  const auto kind = json::enum_named<EntryKind>(row.text(4));
  if (!kind)
    return fail(ErrorCode::internal,
                fmt::format("the database holds a budget entry '{}', which this release does not know", row.text(4)));
  return Entry{.id = row.text(0),
               .period = {.begins_ms = row.integer(1), .epoch = row.integer(2)},
               .ledger = row.text(3),
               .kind = *kind,
               .amount = {row.integer(5)},
               .replica = row.text(6),
               .incarnation = row.text(7),
               .made_by = row.text(8),
               .reason = row.text(9),
               .at = row.time(10)};
}

std::optional<Money> optional_money(const Row& row, std::size_t column) {
  const auto amount = row.optional_integer(column);
  return amount ? std::optional(Money{*amount}) : std::nullopt;
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

Async<Result<Standing>> BudgetStore::standing() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kStanding, {}));
  const Row& row = rows.at(0);
  Standing standing{.now = row.time(0),
                    .change_number = row.integer(1),
                    .earlier_end = row.optional_time(6),
                    .later_begin = row.optional_time(7)};
  if (!row.is_null(2)) {
    standing.running =
        Period{.begins_at = row.time(2), .ends_at = row.time(3), .time_zone = row.text(4), .epoch = row.integer(5)};
  }
  co_return standing;
}

Async<Result<Done>> BudgetStore::begin_period(Period period) {
  WriteUnit unit;
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.add(kBeginPeriod, {sql(period.begins_at), sql(period.ends_at), sql(period.time_zone)}, Expect::at_most(1));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

// Accounts are changed in the order of their names, so that servers which change the same ones wait for each other
// instead of blocking each other.
Async<Result<WorkDone>> BudgetStore::write(Work work) {
  struct Place {
    const std::string* ledger;
    bool is_ask;
    std::size_t index;      // in asks or postings
    std::size_t first = 0;  // of its statements in the unit
  };
  std::vector<Place> places;
  for (std::size_t i = 0; i < work.asks.size(); ++i)
    places.push_back({&work.asks[i].ledger, true, i});
  for (std::size_t i = 0; i < work.postings.size(); ++i)
    places.push_back({&work.postings[i].ledger, false, i});
  // What is given back comes before what is asked for: it may be the very money that is needed.
  std::ranges::sort(places, {}, [](const Place& place) {
    return std::tuple(std::string_view(*place.ledger), place.is_ask, place.index);
  });
  WriteUnit unit;
  for (Place& place : places) {
    place.first = unit.statements.size();
    if (place.is_ask)
      add_grant(unit, work.asks[place.index]);
    else
      add_posting(unit, work.postings[place.index]);
  }
  const WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  WorkDone done;
  done.answers.resize(work.asks.size());
  done.counted.resize(work.postings.size());
  for (const Place& place : places) {
    if (place.is_ask)
      done.answers[place.index] =
          answer_from(work.asks[place.index], outcome.rows.at(place.first + kStatementsPerGrant - 1).at(0));
    else
      done.counted[place.index] = {outcome.rows.at(place.first + kStatementsPerPosting - 1).at(0).integer(0)};
  }
  co_return done;
}

void BudgetStore::add_grant(WriteUnit& unit, const GrantAsk& ask) const {
  const Parameters account = account_of(ask.period, ask.ledger);
  unit.add(kOpenAccount, account, Expect::at_most(1));
  unit.add(kGrant,
           with(account,
                {sql(ask.needed.nanodollars), sql(ask.wanted.nanodollars), sql(ask.limit.nanodollars), sql(ask.entry)}),
           Expect::at_most(1));
  unit.add(kEnterGrant, with(account, {sql(ask.entry), sql(replica_), sql(incarnation_)}), Expect::at_most(1));
  unit.add(kAccount, with(account, {sql(ask.limit.nanodollars)}), Expect::exactly(1));
}

void BudgetStore::add_posting(WriteUnit& unit, const Posting& posting) const {
  add_entry(unit, {.id = posting.entry,
                   .period = posting.period,
                   .ledger = posting.ledger,
                   .kind = posting.kind,
                   .amount = posting.amount,
                   .replica = replica_,
                   .incarnation = incarnation_});
  unit.add(kPost, with(account_of(posting.period, posting.ledger), {sql(posting.amount.nanodollars)}),
           Expect::exactly(1));
}

Async<Result<std::optional<Money>>> BudgetStore::amount_of(std::string entry) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kEntryAmount, {sql(entry)}));
  if (rows.empty()) co_return std::optional<Money>{};
  co_return Money{rows.front().integer(0)};
}

Async<Result<std::vector<LedgerRow>>> BudgetStore::ledgers(PeriodId period, std::string after, std::int64_t limit) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kLedgers, with(account_of(period, after), {sql(limit)})));
  std::vector<LedgerRow> ledgers;
  for (const Row& row : rows)
    ledgers.push_back({row.text(0), {row.optional_integer(1).value_or(0)}, optional_money(row, 2)});
  co_return ledgers;
}

Async<Result<LedgerRow>> BudgetStore::ledger(PeriodId period, std::string name) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kLedger, account_of(period, name)));
  const Row& row = rows.at(0);
  co_return LedgerRow{std::move(name), {row.optional_integer(0).value_or(0)}, optional_money(row, 1)};
}

Async<Result<std::map<std::string, Money>>> BudgetStore::limits() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kLimits, {sql(kStoredLimitsMax)}));
  std::map<std::string, Money> limits;
  for (const Row& row : rows)
    limits.emplace(row.text(0), Money{row.integer(1)});
  co_return limits;
}

Async<Result<std::vector<Entry>>> BudgetStore::entries(std::string ledger, std::string before, std::int64_t limit) {
  if (before.empty()) before = std::string(kIdLength + 1, 'z');  // after every id
  const storage::Rows rows = ledger.empty() ? CO_TRY(co_await database_.read(&kEntries, {sql(before), sql(limit)}))
                     : CO_TRY(co_await database_.read(&kEntriesOfLedger, {sql(before), sql(limit), sql(ledger)}));
                     std::vector<Entry> entries;
                     for (const Row& row : rows)
                       entries.push_back(CO_TRY(entry_from(row)));
                     co_return entries;
}

WriteUnit BudgetStore::set_limit(const LedgerName& ledger, Money limit, const std::string& set_by) {
  WriteUnit unit;
  unit.add(kSetLimit, {sql(ledger.text()), sql(limit.nanodollars), sql(set_by), sql(kStoredLimitsMax)},
           Expect::exactly(1));
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kBudgetTopic);
  return unit;
}

WriteUnit BudgetStore::remove_limit(const LedgerName& ledger) {
  WriteUnit unit;
  unit.add(kRemoveLimit, {sql(ledger.text())}, Expect::exactly(1));
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kBudgetTopic);
  return unit;
}

WriteUnit BudgetStore::correct(const Entry& correction) {
  const Parameters account = account_of(correction.period, correction.ledger);
  WriteUnit unit;
  unit.add(kOpenAccount, account, Expect::at_most(1));
  unit.add(kPost, with(account, {sql(correction.amount.nanodollars)}), Expect::exactly(1));
  add_entry(unit, correction);
  unit.topics.emplace_back(kBudgetTopic);
  return unit;
}

WriteUnit BudgetStore::begin_epoch(const Entry& reset) {
  WriteUnit unit;
  unit.add(kBeginEpoch, {sql(reset.period.begins_ms), sql(reset.period.epoch - 1)}, Expect::exactly(1));
  add_entry(unit, reset);
  unit.add(kCountChange, {}, Expect::exactly(1));
  unit.topics.emplace_back(kBudgetTopic);
  return unit;
}

Async<Result<std::int64_t>> BudgetStore::forget(std::chrono::milliseconds age, std::int64_t count) {
  constexpr std::chrono::hours kAgeMin{48};
  const std::chrono::milliseconds older_than = std::max<std::chrono::milliseconds>(age, kAgeMin);
  for (const NamedStatement* statement : {&kForgetEntries, &kForgetAccounts, &kForgetPeriods}) {
    WriteUnit unit;
    unit.add(*statement, {sql(older_than.count()), sql(count)}, Expect::at_most(count));
    const WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
    if (outcome.changed.at(0) > 0) co_return outcome.changed.at(0);
  }
  co_return 0;
}

}  // namespace swarm::budget
