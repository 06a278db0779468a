#include "providers/budget/budget_metrics.hpp"

#include "providers/budget/budget_config.hpp"

namespace swarm::budget {

namespace {

telemetry::Counter refusals(telemetry::Metrics& metrics, std::string_view ledger) {
  return metrics.counter("swarm_budget_refusals_total",
                         "Calls that were refused, by the ledger that could not hold them.", {{"ledger", ledger}});
}

BudgetMetrics::Ledger ledger(telemetry::Metrics& metrics, std::string_view name) {
  return {.spent = metrics.gauge("swarm_budget_spent_dollars",
                                 "Spent since the day began, with what other servers hold in their blocks.",
                                 {{"ledger", name}}),
          .reserved = metrics.gauge("swarm_budget_reserved_dollars", "Worst cases of the calls that run here.",
                                    {{"ledger", name}}),
          .limit = metrics.gauge("swarm_budget_limit_dollars", "The limit of the day; +Inf: none.", {{"ledger", name}}),
          .refusals = refusals(metrics, name)};
}

}  // namespace

BudgetMetrics::BudgetMetrics(telemetry::Metrics& metrics)
    : day(ledger(metrics, "day")),
      training(ledger(metrics, "training")),
      heads{ledger(metrics, "head_math"), ledger(metrics, "head_logic"), ledger(metrics, "head_code"),
            ledger(metrics, "head_reasoning")},
      project_refusals(refusals(metrics, "project")),
      key_refusals(refusals(metrics, "key")),
      blocks(metrics.counter("swarm_budget_blocks_granted_total", "Blocks that the ledgers granted to this server.")),
      corrections(metrics.counter("swarm_budget_corrections_total", "Corrections that were entered here.")),
      resets(metrics.counter("swarm_budget_resets_total", "Resets that were asked for here.")),
      overruns(metrics.counter("swarm_budget_overruns_total", "Calls that cost more than their worst case.")),
      failures(metrics.counter("swarm_budget_ledger_failures_total",
                               "How often the ledgers in the database could not be asked.")),
      evictions(metrics.counter("swarm_budget_ledgers_evicted_total",
                                "Ledgers of keys and projects that made room in memory for others.")),
      waiting(metrics.gauge("swarm_budget_waiting", "Calls that wait for money.")),
      ledgers(metrics.gauge("swarm_budget_ledgers", "Ledgers of keys and projects in memory.")) {}

const telemetry::Counter& BudgetMetrics::refusals_of(const LedgerName& name) const {
  switch (name.kind()) {
    case LedgerKind::project:
      return project_refusals;
    case LedgerKind::key:
      return key_refusals;
    case LedgerKind::training:
      return training.refusals;
    case LedgerKind::head:
      if (const auto head = json::enum_named<Head>(name.subject()))
        return heads[static_cast<std::size_t>(*head)].refusals;
      return day.refusals;
    case LedgerKind::day:
      return day.refusals;
  }
  return day.refusals;
}

}  // namespace swarm::budget
