#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/result.hpp"

namespace swarm::budget {

enum class LedgerKind { day, head, project, key, training };
constexpr std::array<json::EnumName<LedgerKind>, 5> enum_names(LedgerKind) {
  return {{{LedgerKind::day, "day"},
           {LedgerKind::head, "head"},
           {LedgerKind::project, "project"},
           {LedgerKind::key, "key"},
           {LedgerKind::training, "training"}}};
}

// A ledger's name, as it is stored and shown: "day", "training", "head:math", "project:01j…", "key:01j…".
class LedgerName {
 public:
  // `invalid_input`: no such kind of ledger, an unknown head, no id behind the colon.
  static Result<LedgerName> parse(std::string_view text);
  static LedgerName day() { return {LedgerKind::day, ""}; }
  static LedgerName training() { return {LedgerKind::training, ""}; }
  static LedgerName of(LedgerKind kind, std::string subject) { return {kind, std::move(subject)}; }

  LedgerKind kind() const { return kind_; }
  const std::string& subject() const { return subject_; }  // a head or an id; empty: the day, training
  const std::string& text() const { return text_; }
  bool operator==(const LedgerName& other) const { return text_ == other.text_; }

 private:
  LedgerName(LedgerKind kind, std::string subject);
  LedgerKind kind_;
  std::string subject_;
  std::string text_;
};

// A day of the ledgers; all have the same. An epoch begins with it and with each reset.
struct Period {
  Time begins_at{};
  Time ends_at{};
  std::string time_zone;
  std::int64_t epoch = 1;
  bool operator==(const Period&) const = default;
};

// Which account of a ledger.
struct PeriodId {
  std::int64_t begins_ms = 0;
  std::int64_t epoch = 0;
  bool operator==(const PeriodId&) const = default;
};
inline PeriodId id_of(const Period& period) {
  return {to_milliseconds(period.begins_at), period.epoch};
}

// Why an account changed. `give_back` is what a block, or a call near the limit, did not need.
enum class EntryKind { grant, give_back, overrun, correction, reset };
constexpr std::array<json::EnumName<EntryKind>, 5> enum_names(EntryKind) {
  return {{{EntryKind::grant, "grant"},
           {EntryKind::give_back, "return"},
           {EntryKind::overrun, "overrun"},
           {EntryKind::correction, "correction"},
           {EntryKind::reset, "reset"}}};
}

struct EntryTag {
  static constexpr std::string_view name = "budget entry";
};
using EntryId = Id<EntryTag>;

struct Entry {
  std::string id;
  PeriodId period;
  std::string ledger;
  EntryKind kind = EntryKind::grant;
  Money amount;             // what it adds to the account; negative: takes away
  std::string replica;      // whose block it is; empty: nobody's
  std::string incarnation;  // of that server: another one after each start
  std::string made_by;      // the id of the key that asked for it; empty: the program
  std::string reason;
  Time at{};
};

// "No limit" where the database wants a number.
inline constexpr Money kNoLimit = kMoneyMax;

// What the database says about one account.
struct AccountState {
  Money counted;
  Money limit = kNoLimit;
};

// One ledger for people and programs.
struct LedgerFacts {
  LedgerName name = LedgerName::day();
  std::optional<Money> limit{};
  bool limit_is_stored = false;  // else configured, or none
  Money spent;
  Money reserved;
  std::int64_t refusals = 0;
};

// What is left to be reserved; never below zero.
inline std::optional<Money> remaining(const LedgerFacts& facts) {
  if (!facts.limit) return std::nullopt;
  const Money left = *facts.limit - facts.spent - facts.reserved;
  return left < Money{} ? Money{} : left;
}

struct BudgetPage {
  Period period;
  std::vector<LedgerFacts> ledgers;
  std::optional<std::string> next{};  // there are more: the name after which they come
};

inline constexpr std::int64_t kPageMax = 500;
inline constexpr std::int64_t kStoredLimitsMax = 10'000;

}  // namespace swarm::budget
