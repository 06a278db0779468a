#pragma once

#include "platform/storage/statement.hpp"

// Every statement of the slice. Amounts are billionths of a dollar; the time is the database's own.
namespace swarm::budget {

using storage::NamedStatement;

// --- Periods --------------------------------------------------------------------------------------------------------

// Now, the number of the last change, the running period (its four columns are NULL when there is none), the end of
// the one before and the beginning of the one after now.
inline constexpr NamedStatement kStanding{
    "budget.standing",
    "SELECT swarm_now_ms(), c.number, p.begins_at_ms, p.ends_at_ms, p.time_zone, p.epoch, "
    "(SELECT max(e.ends_at_ms) FROM budget_periods AS e WHERE e.ends_at_ms <= swarm_now_ms()), "
    "(SELECT min(l.begins_at_ms) FROM budget_periods AS l WHERE l.begins_at_ms > swarm_now_ms()) "
    "FROM budget_changes AS c LEFT JOIN budget_periods AS p ON p.begins_at_ms = "
    "(SELECT max(r.begins_at_ms) FROM budget_periods AS r WHERE r.begins_at_ms <= swarm_now_ms() "
    "AND r.ends_at_ms > swarm_now_ms()) WHERE c.id = 1"};
// Also the lock behind which periods begin and end one after the other.
inline constexpr NamedStatement kCountChange{"budget.count_change",
                                             "UPDATE budget_changes SET number = number + 1 WHERE id = 1"};
inline constexpr NamedStatement kBeginPeriod{
    "budget.begin_period",
    "INSERT INTO budget_periods (begins_at_ms, ends_at_ms, time_zone, epoch) "
    "SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), 1 "
    "WHERE swarm_now_ms() >= CAST($1 AS BIGINT) AND swarm_now_ms() < CAST($2 AS BIGINT) AND NOT EXISTS "
    "(SELECT 1 FROM budget_periods AS p WHERE p.begins_at_ms < CAST($2 AS BIGINT) "
    "AND p.ends_at_ms > CAST($1 AS BIGINT))"};
// $1 its beginning, $2 the epoch that ends.
inline constexpr NamedStatement kBeginEpoch{
    "budget.begin_epoch", "UPDATE budget_periods SET epoch = epoch + 1 WHERE begins_at_ms = $1 AND epoch = $2"};

// --- Accounts -------------------------------------------------------------------------------------------------------

#define SWARM_THE_ACCOUNT "period_ms = $1 AND epoch = $2 AND ledger = $3"

inline constexpr NamedStatement kOpenAccount{
    "budget.open_account",
    "INSERT INTO budget_accounts (period_ms, epoch, ledger, counted, last_entry, last_change) "
    "VALUES ($1, $2, $3, 0, '', 0) ON CONFLICT (period_ms, epoch, ledger) DO NOTHING"};

// The heart of the ledger: one guarded update, so that servers which ask at the same time never pass the limit
// together. $4 what is needed at least, $5 what is wanted, $6 the limit where none is stored, $7 the entry's id. Of
// what is left, at most a fourth is granted, or else exactly what is needed; nothing in an epoch that has ended.
#define SWARM_REST "(t.nanodollars - budget_accounts.counted)"
#define SWARM_GRANTED                                                                           \
  "CASE WHEN " SWARM_REST " / 4 >= CAST($5 AS BIGINT) THEN CAST($5 AS BIGINT) WHEN " SWARM_REST \
  " / 4 > CAST($4 AS BIGINT) THEN " SWARM_REST " / 4 ELSE CAST($4 AS BIGINT) END"
inline constexpr NamedStatement kGrant{
    "budget.grant",
    "UPDATE budget_accounts SET counted = budget_accounts.counted + " SWARM_GRANTED ", last_change = " SWARM_GRANTED
    ", last_entry = $7 FROM (SELECT COALESCE((SELECT l.nanodollars FROM budget_limits AS l WHERE l.ledger = $3), "
    "CAST($6 AS BIGINT)) AS nanodollars FROM budget_periods AS p "
    "WHERE p.begins_at_ms = $1 AND p.epoch = $2 AND p.ends_at_ms > swarm_now_ms()) AS t "
    "WHERE budget_accounts.period_ms = $1 AND budget_accounts.epoch = $2 AND budget_accounts.ledger = $3 "
    "AND " SWARM_REST " >= CAST($4 AS BIGINT)"};
#undef SWARM_GRANTED
#undef SWARM_REST

// The entry of a grant, when there was one. $4 the entry's id, $5 the replica, $6 its incarnation.
inline constexpr NamedStatement kEnterGrant{
    "budget.enter_grant",
    "INSERT INTO budget_entries (id, period_ms, epoch, ledger, kind, nanodollars, replica, incarnation, made_by, "
    "reason, at_ms) SELECT a.last_entry, a.period_ms, a.epoch, a.ledger, 'grant', a.last_change, CAST($5 AS TEXT), "
    "CAST($6 AS TEXT), '', '', swarm_now_ms() FROM budget_accounts AS a "
    "WHERE a.period_ms = $1 AND a.epoch = $2 AND a.ledger = $3 AND a.last_entry = $4"};

// What there is after that. $4 the limit where none is stored.
inline constexpr NamedStatement kAccount{
    "budget.account",
    "SELECT a.counted, a.last_entry, a.last_change, COALESCE((SELECT l.nanodollars FROM budget_limits AS l "
    "WHERE l.ledger = a.ledger), CAST($4 AS BIGINT)), p.epoch, p.ends_at_ms, swarm_now_ms() "
    "FROM budget_accounts AS a JOIN budget_periods AS p ON p.begins_at_ms = a.period_ms "
    "WHERE a.period_ms = $1 AND a.epoch = $2 AND a.ledger = $3"};

// Everything but grants. $4 the entry's id, $5 its kind, $6 the amount, $7 replica, $8 incarnation, $9 who, $10 why.
inline constexpr NamedStatement kEnter{
    "budget.enter",
    "INSERT INTO budget_entries (period_ms, epoch, ledger, id, kind, nanodollars, replica, incarnation, made_by, "
    "reason, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, swarm_now_ms())"};
// $4 what the entry adds.
inline constexpr NamedStatement kPost{"budget.post",
                                      "UPDATE budget_accounts SET counted = counted + CAST($4 AS BIGINT) "
                                      "WHERE " SWARM_THE_ACCOUNT
                                      " AND counted + CAST($4 AS BIGINT) >= 0 RETURNING counted"};
#undef SWARM_THE_ACCOUNT

// --- Reading --------------------------------------------------------------------------------------------------------

// Ledgers with an account or a limit, by name after $3.
inline constexpr NamedStatement kLedgers{
    "budget.ledgers",
    "SELECT n.ledger, a.counted, l.nanodollars FROM (SELECT x.ledger FROM budget_accounts AS x WHERE x.period_ms = $1 "
    "AND x.epoch = $2 AND x.ledger > $3 UNION SELECT y.ledger FROM budget_limits AS y WHERE y.ledger > $3) AS n "
    "LEFT JOIN budget_accounts AS a ON a.period_ms = $1 AND a.epoch = $2 AND a.ledger = n.ledger "
    "LEFT JOIN budget_limits AS l ON l.ledger = n.ledger ORDER BY n.ledger LIMIT $4"};
inline constexpr NamedStatement kLedger{
    "budget.ledger",
    "SELECT (SELECT a.counted FROM budget_accounts AS a WHERE a.period_ms = $1 AND a.epoch = $2 AND a.ledger = $3), "
    "(SELECT l.nanodollars FROM budget_limits AS l WHERE l.ledger = $3)"};
inline constexpr NamedStatement kLimits{"budget.limits",
                                        "SELECT l.ledger, l.nanodollars FROM budget_limits AS l LIMIT $1"};
inline constexpr NamedStatement kEntryAmount{"budget.entry_amount",
                                             "SELECT e.nanodollars FROM budget_entries AS e WHERE e.id = $1"};
#define SWARM_ENTRY_COLUMNS                                                                                   \
  "SELECT e.id, e.period_ms, e.epoch, e.ledger, e.kind, e.nanodollars, e.replica, e.incarnation, e.made_by, " \
  "e.reason, "                                                                                                \
  "e.at_ms FROM budget_entries AS e "
inline constexpr NamedStatement kEntries{"budget.entries",
                                         SWARM_ENTRY_COLUMNS "WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2"};
inline constexpr NamedStatement kEntriesOfLedger{
    "budget.entries_of_ledger", SWARM_ENTRY_COLUMNS "WHERE e.ledger = $3 AND e.id < $1 ORDER BY e.id DESC LIMIT $2"};
#undef SWARM_ENTRY_COLUMNS

// --- Limits ---------------------------------------------------------------------------------------------------------

// $4 how many there may be.
inline constexpr NamedStatement kSetLimit{
    "budget.set_limit",
    "INSERT INTO budget_limits (ledger, nanodollars, set_by, set_at_ms) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT), swarm_now_ms() "
    "WHERE (SELECT count(*) FROM budget_limits AS l WHERE l.ledger <> CAST($1 AS TEXT)) < CAST($4 AS BIGINT) "
    "ON CONFLICT (ledger) DO UPDATE SET nanodollars = excluded.nanodollars, set_by = excluded.set_by, "
    "set_at_ms = excluded.set_at_ms"};
inline constexpr NamedStatement kRemoveLimit{"budget.remove_limit", "DELETE FROM budget_limits WHERE ledger = $1"};

// --- Retention ------------------------------------------------------------------------------------------------------

// Of periods that began more than $1 milliseconds ago; entries first, then what they add up to.
inline constexpr NamedStatement kForgetEntries{
    "budget.forget_entries",
    "DELETE FROM budget_entries WHERE id IN (SELECT e.id FROM budget_entries AS e "
    "WHERE e.period_ms < swarm_now_ms() - CAST($1 AS BIGINT) ORDER BY e.period_ms LIMIT $2)"};
inline constexpr NamedStatement kForgetAccounts{
    "budget.forget_accounts",
    "DELETE FROM budget_accounts WHERE (period_ms, epoch, ledger) IN (SELECT a.period_ms, a.epoch, a.ledger "
    "FROM budget_accounts AS a WHERE a.period_ms < swarm_now_ms() - CAST($1 AS BIGINT) AND NOT EXISTS "
    "(SELECT 1 FROM budget_entries AS e WHERE e.period_ms = a.period_ms) "
    "ORDER BY a.period_ms, a.epoch, a.ledger LIMIT $2)"};
inline constexpr NamedStatement kForgetPeriods{
    "budget.forget_periods",
    "DELETE FROM budget_periods WHERE begins_at_ms IN (SELECT p.begins_at_ms FROM budget_periods AS p "
    "WHERE p.begins_at_ms < swarm_now_ms() - CAST($1 AS BIGINT) AND NOT EXISTS "
    "(SELECT 1 FROM budget_accounts AS a WHERE a.period_ms = p.begins_at_ms) ORDER BY p.begins_at_ms LIMIT $2)"};

}  // namespace swarm::budget
