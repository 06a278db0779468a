#include "platform/audit/chain_verifier.hpp"

#include <fmt/format.h>

#include "platform/audit/audit_rules.hpp"

namespace swarm::audit {

ChainVerifier::ChainVerifier(std::string replica, std::vector<std::string> trusted_keys, bool own)
    : trusted_keys_(std::move(trusted_keys)), own_(own), last_hash_(first_hash()) {
  report_.replica = std::move(replica);
}

void ChainVerifier::begin_after(const Checkpoint& base) {
  check_signature(base);
  report_.last_number = base.number;
  report_.signed_through = base.number;
  ++report_.checkpoints;
  last_hash_ = base.hash;
}

void ChainVerifier::read(std::span<const SealedEntry> entries, std::span<const Checkpoint> checkpoints) {
  auto checkpoint = checkpoints.begin();
  for (const SealedEntry& entry : entries) {
    if (found_fault()) return;
    read_entry(entry);
    if (checkpoint != checkpoints.end() && checkpoint->number == entry.number)
      read_checkpoint(*checkpoint++, entry.hash);
  }
  if (checkpoint != checkpoints.end()) broken(checkpoint->number, "there is a checkpoint, but no entry");
}

void ChainVerifier::read_entry(const SealedEntry& entry) {
  const std::int64_t expected = report_.last_number + 1;
  if (entry.number != expected)
    return broken(expected, fmt::format("the entry is missing; the next one is {}", entry.number));
  if (entry.previous_hash != last_hash_) return broken(entry.number, "it does not follow the entry before it");
  if (entry.hash != hash_of(entry)) return broken(entry.number, "its content is not what was hashed");
  if (report_.entries++ == 0) report_.first_number = entry.number;
  report_.last_number = entry.number;
  last_hash_ = entry.hash;
}

void ChainVerifier::read_checkpoint(const Checkpoint& checkpoint, const std::string& hash) {
  if (found_fault()) return;
  if (checkpoint.hash != hash) return broken(checkpoint.number, "its checkpoint was signed over another hash");
  check_signature(checkpoint);
  ++report_.checkpoints;
  report_.signed_through = checkpoint.number;
}

void ChainVerifier::check_signature(const Checkpoint& checkpoint) {
  if (!has_valid_signature(checkpoint)) return broken(checkpoint.number, "the signature of its checkpoint is wrong");
  if (std::ranges::find(trusted_keys_, checkpoint.public_key) != trusted_keys_.end()) return;
  if (own_) return broken(checkpoint.number, "its checkpoint was signed with a key that is not this replica's");
  report_.signer_known = false;
}

ChainReport ChainVerifier::finish(std::int64_t newest_checkpoint, const std::optional<ChainHead>& known_head) {
  if (report_.valid && report_.entries == 0) broken(report_.last_number + 1, "the chain has no entries");
  if (report_.valid && newest_checkpoint > report_.last_number) {
    broken(report_.last_number + 1, fmt::format("entries up to {} were signed, but are missing", newest_checkpoint));
  }
  if (report_.valid && known_head) {
    if (known_head->number > report_.last_number) {
      broken(report_.last_number + 1,
             fmt::format("entries up to {} were written, but are missing", known_head->number));
    } else if (known_head->number == report_.last_number && known_head->hash != last_hash_) {
      broken(report_.last_number, "it is not the entry that this replica wrote");
    }
  }
  return report_;
}

void ChainVerifier::broken(std::int64_t number, std::string trouble) {
  if (!report_.valid) return;
  report_.valid = false;
  report_.broken_number = number;
  report_.trouble = std::move(trouble);
}

}  // namespace swarm::audit
