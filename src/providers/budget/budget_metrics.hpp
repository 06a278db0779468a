#pragma once

#include <array>

#include "platform/telemetry/metrics.hpp"
#include "providers/budget/budget_types.hpp"

namespace swarm::budget {

struct BudgetMetrics {
  explicit BudgetMetrics(telemetry::Metrics& metrics);

  // Of the day and of each head, in the order of the enum; projects and keys are too many for labels.
  struct Ledger {
    telemetry::Gauge spent;
    telemetry::Gauge reserved;
    telemetry::Gauge limit;
    telemetry::Counter refusals;
  };
  Ledger day;
  Ledger training;
  std::array<Ledger, 4> heads;
  telemetry::Counter project_refusals;
  telemetry::Counter key_refusals;
  telemetry::Counter blocks;       // granted by the database
  telemetry::Counter corrections;  // by people
  telemetry::Counter resets;
  telemetry::Counter overruns;   // calls that cost more than their worst case
  telemetry::Counter failures;   // of the database behind the ledgers
  telemetry::Counter evictions;  // ledgers that made room for others
  telemetry::Gauge waiting;      // calls that wait for money
  telemetry::Gauge ledgers;      // in memory

  const telemetry::Counter& refusals_of(const LedgerName& name) const;
};

}  // namespace swarm::budget
