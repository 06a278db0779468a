#pragma once

#include "base/clock.hpp"
#include "platform/storage/postgres/postgres_config.hpp"
#include "platform/storage/postgres/postgres_health.hpp"
#include "platform/storage/postgres/stop_signal.hpp"
#include "platform/storage/statement_accounts.hpp"
#include "platform/storage/topics.hpp"

namespace swarm::storage {

// What the threads of one PostgresDatabase share. It outlives them.
struct PostgresParts {
  const PostgresConfig& config;
  const Clock& clock;
  const StopSignal& stop;
  PostgresHealth& health;  // of the connections of one kind
  StatementAccounts& accounts;
  StorageMetrics& metrics;
  const Topics& topics;
};

}  // namespace swarm::storage
