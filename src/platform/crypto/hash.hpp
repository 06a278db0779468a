#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"

// The cryptography that Swarmkeeper uses, all from libsodium. Every function may be called from any thread.
namespace swarm::crypto {

using Digest = std::array<std::byte, 32>;

Digest sha256(std::string_view data);  // FIPS 180-4
std::string sha256_hex(std::string_view data);

// The same for data that comes in pieces. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::span<const std::byte> piece);
  Digest finish();  // once, as the last call

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest blake2b(std::string_view data);  // RFC 7693, 32 bytes, no key
std::string blake2b_hex(std::string_view data);

Digest hmac_sha256(std::string_view key, std::string_view data);  // RFC 2104

// Takes the same time whatever the texts hold; unequal lengths are unequal at once.
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string to_base64(std::span<const std::byte> bytes);
std::string to_base64(std::string_view bytes);
// Nothing for what is no base64 of the usual alphabet, with its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace swarm::crypto
