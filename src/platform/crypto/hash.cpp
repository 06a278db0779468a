#include "platform/crypto/hash.hpp"

#include <algorithm>

#include <sodium.h>

#include "base/invariant.hpp"
#include "base/text.hpp"
#include "platform/crypto/sodium.hpp"

namespace swarm::crypto {

namespace {

const unsigned char* bytes_of(std::string_view data) {
  return reinterpret_cast<const unsigned char*>(data.data());
}

}  // namespace

void ensure_sodium() {
  static const int kStarted = sodium_init();
  SWARM_INVARIANT(kStarted >= 0, "libsodium starts wherever the kernel gives random bytes");
}

Digest sha256(std::string_view data) {
  Digest digest;
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()), bytes_of(data), data.size());
  return digest;
}

std::string sha256_hex(std::string_view data) {
  return to_hex(sha256(data));
}

struct Sha256::State {
  crypto_hash_sha256_state inner;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  crypto_hash_sha256_init(&state_->inner);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> piece) {
  crypto_hash_sha256_update(&state_->inner, reinterpret_cast<const unsigned char*>(piece.data()), piece.size());
}

Digest Sha256::finish() {
  Digest digest;
  crypto_hash_sha256_final(&state_->inner, reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

Digest blake2b(std::string_view data) {
  Digest digest;
  crypto_generichash_blake2b(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes_of(data),
                             data.size(), nullptr, 0);
  return digest;
}

std::string blake2b_hex(std::string_view data) {
  return to_hex(blake2b(data));
}

Digest hmac_sha256(std::string_view key, std::string_view data) {
  Digest digest;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(data), data.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_base64(std::span<const std::byte> bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the library counts the final zero
  return text;
}

std::string to_base64(std::string_view bytes) {
  return to_base64(std::as_bytes(std::span(bytes)));
}

std::optional<std::string> from_base64(std::string_view text) {
  // The library takes some bytes beyond ASCII for letters.
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return std::nullopt;
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t length = 0;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &length, nullptr, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0) return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace swarm::crypto
