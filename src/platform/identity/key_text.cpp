#include "platform/identity/key_text.hpp"

#include <array>
#include <cstdint>

#include <boost/crc.hpp>

#include "platform/crypto/hash.hpp"

namespace swarm::identity {

namespace {

constexpr std::string_view kBase32 = "0123456789abcdefghjkmnpqrstvwxyz";  // as in ids: no i, l, o, u
constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string make_secret(Random& random) {
  std::array<std::byte, kSecretLength> bytes{};  // five bits of each are used
  random.fill(bytes);
  std::string secret;
  for (const std::byte byte : bytes)
    secret += kBase32[std::to_integer<std::size_t>(byte & std::byte{31})];
  return secret;
}

std::string checksum_of(std::string_view text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  std::string checksum(kChecksumLength, '0');
  std::uint32_t rest = crc.checksum();
  for (std::size_t i = kChecksumLength; i-- > 0; rest /= 62)
    checksum[i] = kBase62[rest % 62];
  return checksum;
}

}  // namespace

std::string make_key_text(const KeyId& id, Random& random) {
  std::string text(kKeyPrefix);
  text += id.text();
  text += make_secret(random);
  text += checksum_of(text);
  return text;
}

std::optional<KeyId> key_id_in(std::string_view text) {
  if (text.size() != kKeyTextLength || !text.starts_with(kKeyPrefix)) return std::nullopt;
  const std::string_view secret = text.substr(kKeyPrefix.size() + kIdLength, kSecretLength);
  if (secret.find_first_not_of(kBase32) != std::string_view::npos) return std::nullopt;
  const std::string_view before = text.substr(0, text.size() - kChecksumLength);
  if (text.substr(before.size()) != checksum_of(before)) return std::nullopt;
  const std::string_view id_text = text.substr(kKeyPrefix.size(), kIdLength);
  Result<KeyId> id = KeyId::parse(id_text);
  if (!id || id->text() != id_text) return std::nullopt;  // in capitals it is not what we gave out
  return std::move(*id);
}

std::string key_hash(std::string_view text) {
  return crypto::blake2b_hex(text);
}

}  // namespace swarm::identity
