#include "platform/storage/sqlite/run_read.hpp"

namespace swarm::storage {

void run_read(Connection& connection, ReadRequest request, WorkerState& state, StatementAccounts& accounts,
              Health& health) {
  const SteadyTime start = state.now_runs(request.what);
  Rows rows;
  const Result<std::int64_t> ran = connection.run(*request.what, request.parameters, rows);
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
