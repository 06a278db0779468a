#include "platform/crypto/hash.hpp"

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

Digest blake2b(std::string_view data) {
  Digest digest;
  crypto_generichash_blake2b(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes_of(data),
                             data.size(), nullptr, 0);
  return digest;
}

std::string blake2b_hex(std::string_view data) {
  return to_hex(blake2b(data));
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

}  // namespace swarm::crypto
