#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace swarm::crypto {

using SealingKey = std::array<std::byte, 32>;

// XChaCha20-Poly1305 with a nonce of chance in front: bytes that only the key opens, and only for the same `context`
// (which row and column they stand in), so that a sealed text cannot be moved to another place.
std::string seal(std::string_view plain, std::string_view context, const SealingKey& key, Random& random);
// Nothing when it was sealed with another key or for another context, or was changed.
std::optional<std::string> unseal(std::string_view sealed, std::string_view context, const SealingKey& key);

}  // namespace swarm::crypto
