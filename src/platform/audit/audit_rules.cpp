#include "platform/audit/audit_rules.hpp"

#include "base/text.hpp"
#include "platform/crypto/hash.hpp"

namespace swarm::audit {

namespace {

// Too much detail is left out as a whole: half a JSON text would be none.
std::string storable_details(const json::Object& details) {
  const std::string text = storable_text(json::canonical_text(details), kDetailsBytesMax + 1);
  if (text.size() <= kDetailsBytesMax) return text;
  return json::canonical_text(json::Object{{"omitted", "longer than the audit log keeps"}});
}

std::string signed_text(const Checkpoint& checkpoint) {
  return json::canonical_text(json::Object{{"replica", checkpoint.replica},
                                           {"number", checkpoint.number},
                                           {"hash", checkpoint.hash},
                                           {"at_ms", to_milliseconds(checkpoint.at)}});
}

// How many bytes the character at the start of `text` takes; 0 when there is none that may be stored.
std::size_t character_length(std::string_view text) {
  if (text.front() == '\0') return 0;
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

AuditEntry entry_of(const Caller& caller, std::string action, std::string subject, json::Object details) {
  return AuditEntry{.actor_key_id = caller.principal.key_id,
                    .actor_name = caller.principal.name,
                    .project = caller.principal.project,
                    .action = std::move(action),
                    .subject = std::move(subject),
                    .client_address = caller.client_address,
                    .request_id = caller.request_id,
                    .details = std::move(details)};
}

const std::string& first_hash() {
  static const std::string kZeros(64, '0');
  return kZeros;
}

std::string storable_text(std::string_view text, std::size_t bytes_max) {
  std::string stored;
  stored.reserve(std::min(text.size(), bytes_max));
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (stored.size() + std::max<std::size_t>(length, 1) > bytes_max) break;
    stored += length == 0 ? std::string_view("?") : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return stored;
}

std::string hash_of(const SealedEntry& entry) {
  return crypto::sha256_hex(json::canonical_text(json::Object{{"replica", entry.replica},
                                                              {"number", entry.number},
                                                              {"at_ms", to_milliseconds(entry.at)},
                                                              {"actor_key_id", entry.actor_key_id},
                                                              {"actor_name", entry.actor_name},
                                                              {"project", entry.project},
                                                              {"action", entry.action},
                                                              {"subject", entry.subject},
                                                              {"outcome", entry.outcome},
                                                              {"client_address", entry.client_address},
                                                              {"request_id", entry.request_id},
                                                              {"details", entry.details},
                                                              {"previous_hash", entry.previous_hash}}));
}

SealedEntry seal(const AuditEntry& entry, const std::string& replica, const ChainHead& head, Time at) {
  const auto stored = [](std::string_view text) { return storable_text(text, kTextBytesMax); };
  SealedEntry sealed{.replica = replica,
                     .number = head.number + 1,
                     .at = at,
                     .actor_key_id = stored(entry.actor_key_id),
                     .actor_name = stored(entry.actor_name),
                     .project = entry.project ? entry.project->text() : "",
                     .action = stored(entry.action),
                     .subject = stored(entry.subject),
                     .outcome = std::string(json::name_of(entry.outcome)),
                     .client_address = stored(entry.client_address),
                     .request_id = stored(entry.request_id),
                     .details = storable_details(entry.details),
                     .previous_hash = head.hash,
                     .hash = {}};
  sealed.hash = hash_of(sealed);
  return sealed;
}

Checkpoint sign_checkpoint(const std::string& replica, const ChainHead& head, Time at, const crypto::SigningKey& key) {
  Checkpoint checkpoint{.replica = replica,
                        .number = head.number,
                        .hash = head.hash,
                        .at = at,
                        .public_key = key.public_key(),
                        .signature = {}};
  checkpoint.signature = key.sign(signed_text(checkpoint));
  return checkpoint;
}

bool has_valid_signature(const Checkpoint& checkpoint) {
  return crypto::verify_signature(signed_text(checkpoint), checkpoint.signature, checkpoint.public_key);
}

}  // namespace swarm::audit
