#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/audit/audit_store.hpp"
#include "platform/audit/chain_verifier.hpp"

namespace swarm::audit {

inline constexpr std::int64_t kVerifyPage = 1'000;  // entries that are in memory at once

// Walks the chains of all replicas. Needs nothing but the database, so that it also works while no server runs. `own`
// and its head are what a running server knows about its own chain.
class AuditVerifier {
 public:
  struct Known {
    std::vector<std::string> trusted_keys{};  // public keys, base64
    std::string own_replica{};                // empty: none of the chains is ours
    std::optional<ChainHead> own_head{};
  };
  AuditVerifier(AuditStore& store, Known known) : store_(store), known_(std::move(known)) {}

  // One report per chain, ascending by replica. A broken chain is no error, but a report.
  Async<Result<std::vector<ChainReport>>> verify();

 private:
  Async<Result<ChainReport>> verify_chain(std::string replica);

  AuditStore& store_;
  const Known known_;
};

bool all_valid(const std::vector<ChainReport>& reports);

}  // namespace swarm::audit
