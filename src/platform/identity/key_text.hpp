#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/random.hpp"

// The text of an API key: "swk_", the key's id (26), its secret (32 characters of base 32: 160 bits), and a checksum (6
// characters of base 62: CRC-32 of all before), so that a mistyped or made-up key costs no look-up, and a scanner for
// leaked secrets can tell a real one.
namespace swarm::identity {

struct KeyTag {
  static constexpr std::string_view name = "key";
};
using KeyId = Id<KeyTag>;

inline constexpr std::string_view kKeyPrefix = "swk_";
inline constexpr std::size_t kSecretLength = 32;
inline constexpr std::size_t kChecksumLength = 6;
inline constexpr std::size_t kKeyTextLength = kKeyPrefix.size() + kIdLength + kSecretLength + kChecksumLength;

// A new key's text; its secret comes from `random`.
std::string make_key_text(const KeyId& id, Random& random);

// The id in a well-formed text with the right checksum; nothing otherwise.
std::optional<KeyId> key_id_in(std::string_view text);

// What is stored of a key: BLAKE2b of the whole text, hexadecimal. The secret has 160 bits of chance, so neither salt
// nor slow hashing would add anything.
std::string key_hash(std::string_view text);

}  // namespace swarm::identity
