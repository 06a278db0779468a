#pragma once

#include <array>
#include <optional>

#include "providers/budget/budget_config.hpp"
#include "providers/budget/budget_types.hpp"

// What is decided about money, without reading or writing anything.
namespace swarm::budget {

// The configuration in the units of the ledger.
struct Terms {
  Money day;
  Money training;
  std::optional<Money> project{};
  std::optional<Money> key{};
  std::array<std::optional<Money>, kHeads> heads{};
  double block_share = 0;
  Money block_max;
  std::chrono::milliseconds block_idle{};
  std::chrono::milliseconds wait{};
};
Terms terms_of(const BudgetConfig& config);

// The configured limit of a ledger; nothing: none.
std::optional<Money> limit_of(const Terms& terms, const LedgerName& name);

// What a server is granted at once: a share of the limit, at most block_max, at least a billionth of a dollar.
Money block_of(const Terms& terms, std::optional<Money> limit);

// A block is at most this part of what is left, so that blocks shrink towards single calls and no server takes all.
inline constexpr std::int64_t kBlockOfRest = 4;

// The day that holds `now`, between the periods around it: after a change of the time zone a day begins where the one
// before ended, so that none has two limits.
Period period_at(Time now, const DayZone& zone, std::optional<Time> earlier_end, std::optional<Time> later_begin);

// What a refused call is told.
struct Refusal {
  LedgerName ledger = LedgerName::day();
  std::optional<Money> limit{};
  Money spent;
  Money reserved;
  Money worst_case;
  Time ends_at{};
  std::string time_zone;
  Time now{};
  bool may_be_freed = false;  // by calls that run: trying again soon may help
};
Error refusal_of(const Refusal& refusal);

}  // namespace swarm::budget
