#include "platform/outbox/webhook_signature.hpp"

#include <array>
#include <fmt/format.h>

#include "platform/crypto/hash.hpp"

namespace swarm::outbox {

std::string make_secret(Random& random) {
  std::array<std::byte, 32> bytes;
  random.fill(bytes);
  return std::string(kSecretPrefix) + crypto::to_base64(bytes);
}

Result<std::string> signature_of(std::string_view secret, std::string_view message_id, std::int64_t timestamp,
                                 std::string_view body) {
  std::optional<std::string> key;
  if (secret.starts_with(kSecretPrefix)) key = crypto::from_base64(secret.substr(kSecretPrefix.size()));
  if (!key || key->empty()) return fail(ErrorCode::internal, "a signing secret does not have the form whsec_…");
  const std::string signed_text = fmt::format("{}.{}.{}", message_id, timestamp, body);
  return "v1," + crypto::to_base64(crypto::hmac_sha256(*key, signed_text));
}

Result<std::string> signatures_of(std::span<const std::string> secrets, std::string_view message_id,
                                  std::int64_t timestamp, std::string_view body) {
  std::string all;
  for (const std::string& secret : secrets) {
    if (!all.empty()) all += ' ';
    all += TRY(signature_of(secret, message_id, timestamp, body));
  }
  return all;
}

}  // namespace swarm::outbox
