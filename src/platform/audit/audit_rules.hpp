#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/audit/audit_types.hpp"
#include "platform/crypto/signing.hpp"

// How entries become a chain. Pure.
namespace swarm::audit {

inline constexpr std::size_t kTextBytesMax = 512;      // of each text of an entry
inline constexpr std::size_t kDetailsBytesMax = 8192;  // of the details, as JSON

// What stands before the first entry of a chain: 64 zeros.
const std::string& first_hash();

// `text` as it may be stored: bytes that are no UTF-8 and U+0000 become '?', cut to `bytes_max` at a character.
std::string storable_text(std::string_view text, std::size_t bytes_max);

std::string hash_of(const SealedEntry& entry);

// `entry` as the next one after `head`.
SealedEntry seal(const AuditEntry& entry, const std::string& replica, const ChainHead& head, Time at);

Checkpoint sign_checkpoint(const std::string& replica, const ChainHead& head, Time at, const crypto::SigningKey& key);
bool has_valid_signature(const Checkpoint& checkpoint);

}  // namespace swarm::audit
