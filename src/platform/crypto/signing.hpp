#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::crypto {

// An Ed25519 key pair (RFC 8032) that lives in a file of the data folder, readable by its owner only.
class SigningKey {
 public:
  // Reads the file, or makes a new key and writes it (0600, flushed to disk). `invalid_input`: the file is no key of
  // ours; `unavailable`: it cannot be read or written.
  static Result<SigningKey> load_or_make(const std::filesystem::path& file);

  std::string sign(std::string_view message) const;  // base64
  std::string public_key() const;                    // base64

 private:
  explicit SigningKey(std::array<std::byte, 64> secret) : secret_(secret) {}
  std::array<std::byte, 64> secret_;
};

// Whether `signature` (base64) of `message` was made with the secret of `public_key` (base64).
bool verify_signature(std::string_view message, std::string_view signature, std::string_view public_key);

}  // namespace swarm::crypto
