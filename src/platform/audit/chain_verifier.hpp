#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/audit/audit_types.hpp"

namespace swarm::audit {

// What was found in one replica's chain.
struct ChainReport {
  std::string replica;
  bool valid = true;
  std::int64_t first_number = 0;  // of the entries that are kept
  std::int64_t last_number = 0;
  std::int64_t entries = 0;
  std::int64_t checkpoints = 0;
  std::int64_t signed_through = 0;  // the newest checkpoint: what comes after it is chained, but not yet signed
  bool signer_known = true;         // false: some checkpoint was signed with a key that nobody vouched for here
  std::int64_t broken_number = 0;   // the first entry that is wrong; 0: none
  std::string trouble;              // what is wrong there
};

// Reads one chain in order and judges it. Pure: it is handed pages of entries, each with the checkpoints that belong
// there. After the first fault it only keeps that.
class ChainVerifier {
 public:
  // `trusted_keys`: public keys of which checkpoints are expected. `own`: a checkpoint with another key is then a
  // fault, because the chain is this replica's own; otherwise it is only reported.
  ChainVerifier(std::string replica, std::vector<std::string> trusted_keys, bool own);

  // The checkpoint at which a chain begins whose older part was retired; before the first page.
  void begin_after(const Checkpoint& base);
  // `checkpoints`: those with numbers from the page's first entry to its last, both ascending.
  void read(std::span<const SealedEntry> entries, std::span<const Checkpoint> checkpoints);
  // `newest_checkpoint`: the highest number that is signed; `known_head`: what the running replica remembers as its
  // last entry. Entries that are missing at the end show there.
  ChainReport finish(std::int64_t newest_checkpoint, const std::optional<ChainHead>& known_head);

  bool found_fault() const { return !report_.valid; }

 private:
  void read_entry(const SealedEntry& entry);
  void read_checkpoint(const Checkpoint& checkpoint, const std::string& hash);
  void check_signature(const Checkpoint& checkpoint);
  void broken(std::int64_t number, std::string trouble);

  ChainReport report_;
  const std::vector<std::string> trusted_keys_;
  const bool own_;
  std::string last_hash_;
};

}  // namespace swarm::audit
