#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/http_server/message.hpp"
#include "platform/http_server/principal.hpp"
#include "platform/runtime/async.hpp"

// What http_server asks of later parts of the platform. It defines the questions; identity, limits and audit answer.
namespace swarm::http {

// Who sends this request? identity answers.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `presented`: the text after "Bearer " or of X-API-Key; `project`: X-Project when present.
  // `unauthenticated`: unknown, expired or revoked; `forbidden`: X-Project from one who is no admin; `not_found`: no
  // such project.
  virtual Async<Result<Principal>> authenticate(std::string presented, std::optional<std::string> project) = 0;
  // Whether the role, narrowed by the scopes, grants it. Pure.
  virtual bool grants(const Principal& principal, Permission permission) const = 0;
};

// For the RateLimit-* headers (draft-ietf-httpapi-ratelimit-headers): what is left of the narrowest limit.
struct RateLimitState {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  std::int64_t reset_seconds = 0;
};

// May this request pass? limits answers: address rules first (before a key is looked at), then token buckets.
class Admission {
 public:
  virtual ~Admission() = default;
  // `forbidden` when the address is blocked or not on the allow list; `limit_exceeded` with retry_after beyond the
  // address's rate, also after many failed authentications.
  virtual Result<Done> admit_address(const std::string& client_address) = 0;
  // `limit_exceeded` with retry_after beyond the key's rate.
  virtual Result<RateLimitState> admit_key(const Principal& principal) = 0;
  virtual void authentication_failed(const std::string& client_address) = 0;
};

// Something about security that happened at the door, to be counted and, where configured, audited.
enum class SecurityEvent { authentication_failed, permission_denied, address_blocked, rate_limited, framing_refused };

class SecurityObserver {
 public:
  virtual ~SecurityObserver() = default;
  virtual void happened(SecurityEvent event, const Request& request, const Principal* principal) = 0;
};

}  // namespace swarm::http
