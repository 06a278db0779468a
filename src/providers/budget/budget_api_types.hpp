#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "providers/budget/budget_config.hpp"
#include "providers/budget/budget_types.hpp"

// What goes over the wire about budgets.
namespace swarm::budget {

inline constexpr std::size_t kLedgerNameLengthMax = 64;

struct LedgerPath {
  std::string id;
  static constexpr auto schema = json::object(
      "LedgerPath", json::field("id", &LedgerPath::id, "A ledger: day, training, head:HEAD, project:ID, key:ID.",
                                json::required, json::length{1, kLedgerNameLengthMax}));
};

struct BudgetQuery {
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema =
      json::object("BudgetQuery",
                   json::field("cursor", &BudgetQuery::cursor, "next_cursor of the page before.",
                               json::length{0, kLedgerNameLengthMax}),
                   json::field("limit", &BudgetQuery::limit, "Ledgers per page.", json::between{1, kPageMax}));
};

struct LedgerView {
  std::string ledger;
  LedgerKind kind = LedgerKind::day;
  std::string subject;
  std::optional<double> limit_dollars;
  bool limit_is_stored = false;
  double spent_dollars = 0;
  double reserved_dollars = 0;
  std::optional<double> remaining_dollars;
  Time period_begins_at;
  Time period_ends_at;
  std::string time_zone;
  std::int64_t epoch = 1;
  std::int64_t refusals = 0;
  static constexpr auto schema = json::object(
      "BudgetLedger",
      json::field("ledger", &LedgerView::ledger, "Its name: day, training, head:math, project:ID, key:ID."),
      json::field("kind", &LedgerView::kind, "What it counts."),
      json::field("subject", &LedgerView::subject,
                  "The head, or the id of the project or key; empty: the whole day, or its training."),
      json::field("limit_dollars", &LedgerView::limit_dollars, "What may be spent in a day; null: no limit."),
      json::field("limit_is_stored", &LedgerView::limit_is_stored,
                  "It has this limit of its own, not a configured one."),
      json::field("spent_dollars", &LedgerView::spent_dollars,
                  "In this period; what other servers hold in their blocks counts, until they give it back."),
      json::field("reserved_dollars", &LedgerView::reserved_dollars,
                  "Worst cases of the calls that run on this server."),
      json::field("remaining_dollars", &LedgerView::remaining_dollars, "What a call may still cost; null: no limit."),
      json::field("period_begins_at", &LedgerView::period_begins_at, "When the day began."),
      json::field("period_ends_at", &LedgerView::period_ends_at, "When it begins anew."),
      json::field("time_zone", &LedgerView::time_zone, "Whose day it is."),
      json::field("epoch", &LedgerView::epoch, "1, and one more for each reset in this period."),
      json::field("refusals", &LedgerView::refusals, "Calls that this server refused in this period for its sake."));
};

struct BudgetView {
  std::vector<LedgerView> ledgers;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("Budget", json::field("ledgers", &BudgetView::ledgers, "By name."),
                   json::field("next_cursor", &BudgetView::next_cursor, "For the next page; null: this is the last."));
};

struct SetBudgetLimit {
  double dollars_per_day = 0;
  static constexpr auto schema =
      json::object("SetBudgetLimit", json::field("dollars_per_day", &SetBudgetLimit::dollars_per_day,
                                                 "What may be spent in a day; what is spent already stays counted.",
                                                 json::required, json::fraction{0, kDollarsMax}));
};

struct CorrectBudget {
  std::string ledger;
  double dollars = 0;
  std::string reason;
  static constexpr auto schema =
      json::object("CorrectBudget",
                   json::field("ledger", &CorrectBudget::ledger, "Which: day, head:HEAD, project:ID, key:ID.",
                               json::required, json::length{1, kLedgerNameLengthMax}),
                   json::field("dollars", &CorrectBudget::dollars,
                               "Added to what is spent in the running period; negative: taken away.", json::required,
                               json::fraction{-kDollarsMax, kDollarsMax}),
                   json::field("reason", &CorrectBudget::reason, "Why, for people: a provider's invoice, a crash.",
                               json::required, json::length{1, 512}));
};

struct BudgetEntriesQuery {
  std::string ledger;
  std::string cursor;
  std::int64_t limit = 100;
  static constexpr auto schema = json::object(
      "BudgetEntriesQuery",
      json::field("ledger", &BudgetEntriesQuery::ledger,
                  "Of this ledger; without it of all, or of the caller's own key for those who may not see all.",
                  json::length{0, kLedgerNameLengthMax}),
      json::field("cursor", &BudgetEntriesQuery::cursor, "next_cursor of the page before.", json::length{0, kIdLength}),
      json::field("limit", &BudgetEntriesQuery::limit, "Entries per page.", json::between{1, kPageMax}));
};

struct BudgetEntryView {
  std::string id;
  std::string ledger;
  EntryKind kind = EntryKind::grant;
  double dollars = 0;
  Time period_begins_at;
  std::int64_t epoch = 1;
  std::string replica;
  std::string incarnation;
  std::string made_by;
  std::string reason;
  Time at;
  static constexpr auto schema = json::object(
      "BudgetEntry", json::field("id", &BudgetEntryView::id, "Its id."),
      json::field("ledger", &BudgetEntryView::ledger, "Which ledger it changed."),
      json::field("kind", &BudgetEntryView::kind,
                  "grant: a block for a server; return: what of it was not needed; overrun: a call cost more than its "
                  "worst case; correction: by a person; reset: a new epoch began."),
      json::field("dollars", &BudgetEntryView::dollars, "What it added to what counts as spent."),
      json::field("period_begins_at", &BudgetEntryView::period_begins_at, "The day it belongs to."),
      json::field("epoch", &BudgetEntryView::epoch, "The epoch it belongs to."),
      json::field("replica", &BudgetEntryView::replica, "Whose block it was; empty: nobody's."),
      json::field("incarnation", &BudgetEntryView::incarnation, "Of that server, another one after each start."),
      json::field("made_by", &BudgetEntryView::made_by, "The id of the key that asked for it; empty: the program."),
      json::field("reason", &BudgetEntryView::reason, "Why, of a correction."),
      json::field("at", &BudgetEntryView::at, "When."));
};

struct BudgetEntryList {
  std::vector<BudgetEntryView> entries;
  std::optional<std::string> next_cursor;
  static constexpr auto schema = json::object(
      "BudgetEntryList", json::field("entries", &BudgetEntryList::entries, "Youngest first."),
      json::field("next_cursor", &BudgetEntryList::next_cursor, "For the next page; null: this is the last."));
};

}  // namespace swarm::budget
