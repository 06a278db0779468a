#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

// Signatures of Standard Webhooks 1.0.0 (standardwebhooks.com), symmetric: "v1".
namespace swarm::outbox {

inline constexpr std::string_view kSecretPrefix = "whsec_";

// "whsec_" and 32 bytes of chance in base64.
std::string make_secret(Random& random);

// "v1,BASE64": HMAC-SHA256 over "message_id.timestamp.body" with the bytes of the secret. `internal`: it is no secret.
Result<std::string> signature_of(std::string_view secret, std::string_view message_id, std::int64_t timestamp,
                                 std::string_view body);
// With each of the secrets, blanks between: what stands in webhook-signature while a secret is replaced.
Result<std::string> signatures_of(std::span<const std::string> secrets, std::string_view message_id,
                                  std::int64_t timestamp, std::string_view body);

}  // namespace swarm::outbox
