#include "platform/storage/sqlite/run_read.hpp"

namespace swarm::storage {

namespace {

Result<std::int64_t> run_checked(SqliteConnection& connection, const ReadRequest& request, Rows& rows) {
  TRY(connection.check_only_reads(*request.what));
  return connection.run(*request.what, request.parameters, rows);
}

}  // namespace

void run_read(SqliteConnection& connection, ReadRequest request, WorkerState& state, StatementAccounts& accounts,
              SqliteHealth& health) {
  const SteadyTime start = state.now_runs(request.what);
  Rows rows;
  const Result<std::int64_t> ran = run_checked(connection, request, rows);
  accounts.ran(*request.what, state.now_runs(nullptr) - start);
  if (ran) {
    health.good();
    request.answer.deliver(std::move(rows));
  } else {
    health.saw(ran.error());
    request.answer.deliver(std::unexpected(ran.error()));
  }
}

}  // namespace swarm::storage
