#pragma once

#include "platform/storage/sqlite/requests.hpp"
#include "platform/storage/sqlite/sqlite_connection.hpp"
#include "platform/storage/sqlite/worker_state.hpp"
#include "platform/storage/statement_accounts.hpp"

namespace swarm::storage {

// Runs one read on `connection` and gives its answer: for the readers and, for a database in memory, for the writer.
void run_read(SqliteConnection& connection, ReadRequest request, WorkerState& state, StatementAccounts& accounts,
              SqliteHealth& health);

}  // namespace swarm::storage
