#include "platform/audit/audit_verifier.hpp"

#include <algorithm>

namespace swarm::audit {

Async<Result<std::vector<ChainReport>>> AuditVerifier::verify() {
  std::vector<std::string> replicas = CO_TRY(co_await store_.replicas());
  // Even when every row of it was deleted, our own chain is looked for.
  const bool own_begun = known_.own_head && known_.own_head->number > 0;
  if (own_begun && std::ranges::find(replicas, known_.own_replica) == replicas.end())
    replicas.push_back(known_.own_replica);
  std::vector<ChainReport> reports;
  for (const std::string& replica : replicas)
    reports.push_back(CO_TRY(co_await verify_chain(replica)));
  co_return reports;
}

Async<Result<ChainReport>> AuditVerifier::verify_chain(std::string replica) {
  const bool own = replica == known_.own_replica;
  ChainVerifier verifier(replica, known_.trusted_keys, own);
  const std::int64_t newest_checkpoint = CO_TRY(co_await store_.newest_checkpoint(replica));
  std::int64_t read_through = 0;
  while (!verifier.found_fault()) {
    const std::vector<SealedEntry> page = CO_TRY(co_await store_.chain(replica, read_through, kVerifyPage));
    if (page.empty()) break;
    if (read_through == 0 && page.front().number > 1) {
      const std::int64_t before = page.front().number - 1;
      const std::vector<Checkpoint> base = CO_TRY(co_await store_.checkpoints(replica, before, before));
      if (!base.empty()) verifier.begin_after(base.front());
    }
    const std::vector<Checkpoint> checkpoints =
        CO_TRY(co_await store_.checkpoints(replica, page.front().number, page.back().number));
    verifier.read(page, checkpoints);
    read_through = page.back().number;
  }
  co_return verifier.finish(newest_checkpoint, own ? known_.own_head : std::nullopt);
}

bool all_valid(const std::vector<ChainReport>& reports) {
  return std::ranges::all_of(reports, &ChainReport::valid);
}

}  // namespace swarm::audit
