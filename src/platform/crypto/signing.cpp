#include "platform/crypto/signing.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <unistd.h>

#include <sodium.h>

#include "platform/crypto/hash.hpp"
#include "platform/crypto/sodium.hpp"

namespace swarm::crypto {

namespace {

std::optional<std::string> bytes_from_base64(std::string_view text, std::size_t size) {
  std::optional<std::string> bytes = from_base64(text);
  if (bytes && bytes->size() != size) bytes.reset();
  return bytes;
}

std::unexpected<Error> file_trouble(const std::filesystem::path& file, std::string_view what) {
  return fail(ErrorCode::unavailable,
              fmt::format("cannot {} the signing key {}: {}", what, file.string(), std::strerror(errno)));
}

Result<Done> write_private_file(const std::filesystem::path& file, std::string_view text) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_trouble(file, "create");
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
  close(descriptor);
  if (!written) return file_trouble(file, "write");
  return Done{};
}

}  // namespace

Result<SigningKey> SigningKey::load_or_make(const std::filesystem::path& file) {
  ensure_sodium();
  std::array<std::byte, 64> secret{};
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key{};
  if (std::ifstream existing(file); existing) {
    const std::string text{std::istreambuf_iterator<char>(existing), {}};
    const auto bytes = bytes_from_base64(text.substr(0, text.find('\n')), secret.size());
    if (!bytes) {
      return fail(ErrorCode::invalid_input,
                  fmt::format("{} holds no signing key; restore it from a backup, or move it away to start a new one",
                              file.string()));
    }
    std::memcpy(secret.data(), bytes->data(), secret.size());
    return SigningKey(secret);
  }
  crypto_sign_keypair(public_key.data(), reinterpret_cast<unsigned char*>(secret.data()));
  TRY(write_private_file(file, to_base64(secret) + "\n"));
  return SigningKey(secret);
}

std::string SigningKey::sign(std::string_view message) const {
  std::array<std::byte, crypto_sign_BYTES> signature{};
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                       reinterpret_cast<const unsigned char*>(secret_.data()));
  return to_base64(signature);
}

std::string SigningKey::public_key() const {
  return to_base64(std::span(secret_).subspan<crypto_sign_SEEDBYTES, crypto_sign_PUBLICKEYBYTES>());
}

bool verify_signature(std::string_view message, std::string_view signature, std::string_view public_key) {
  const auto signature_bytes = bytes_from_base64(signature, crypto_sign_BYTES);
  const auto key_bytes = bytes_from_base64(public_key, crypto_sign_PUBLICKEYBYTES);
  if (!signature_bytes || !key_bytes) return false;
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature_bytes->data()),
                                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                     reinterpret_cast<const unsigned char*>(key_bytes->data())) == 0;
}

}  // namespace swarm::crypto
