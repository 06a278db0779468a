#pragma once

#include <string>
#include <vector>

#include "providers/budget/budget_types.hpp"

// What the ledgers in memory ask of those in the database, and what these answer.
namespace swarm::budget {

struct Allowance;
struct Ledger;

// Asks for a block.
struct GrantAsk {
  std::string entry;  // its id, so that it is found when the answer was lost
  std::string ledger;
  PeriodId period;
  Money needed;  // less is of no use
  Money wanted;
  Money limit;                     // unless one is stored
  Allowance* allowance = nullptr;  // the book's; kept until answered
};
struct GrantAnswer {
  Money granted;  // nothing: what is left is less than needed, or the period has moved on
  AccountState account;
  bool period_moved = false;
  Time now{};
};

// An entry that changes an account without asking: what is given back, an overrun.
struct Posting {
  std::string entry;
  std::string ledger;
  PeriodId period;
  EntryKind kind = EntryKind::give_back;
  Money amount;  // what it adds; negative: given back
  Allowance* allowance = nullptr;
};

struct Work {
  std::vector<GrantAsk> asks;
  std::vector<Posting> postings;
  bool empty() const { return asks.empty() && postings.empty(); }
};
struct WorkDone {
  std::vector<GrantAnswer> answers;  // one for each ask
  std::vector<Money> counted;        // of the account, after each posting
};

inline constexpr std::size_t kAsksPerWriteMax = 64;
inline constexpr std::size_t kPostingsPerWriteMax = 64;

}  // namespace swarm::budget
