#include "platform/crypto/sealing.hpp"

#include <span>

#include <sodium.h>

#include "platform/crypto/sodium.hpp"

namespace swarm::crypto {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(sizeof(SealingKey) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view data) {
  return reinterpret_cast<const unsigned char*>(data.data());
}
const unsigned char* bytes_of(const SealingKey& key) {
  return reinterpret_cast<const unsigned char*>(key.data());
}

}  // namespace

std::string seal(std::string_view plain, std::string_view context, const SealingKey& key, Random& random) {
  ensure_sodium();
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  random.fill(std::as_writable_bytes(std::span(sealed.data(), kNonceBytes)));
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data()) + kNonceBytes, nullptr,
                                             bytes_of(plain), plain.size(), bytes_of(context), context.size(), nullptr,
                                             bytes_of(sealed), bytes_of(key));
  return sealed;
}

std::optional<std::string> unseal(std::string_view sealed, std::string_view context, const SealingKey& key) {
  ensure_sodium();
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view inside = sealed.substr(kNonceBytes);
  std::string plain(inside.size() - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes_of(inside), inside.size(),
      bytes_of(context), context.size(), bytes_of(sealed), bytes_of(key));
  if (failed != 0) return std::nullopt;
  return plain;
}

}  // namespace swarm::crypto
