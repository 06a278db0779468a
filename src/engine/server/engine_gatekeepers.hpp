#pragma once

#include <string>

#include "platform/crypto/hash.hpp"
#include "platform/http_server/gatekeepers.hpp"

// Who may ask the engine: whoever has the one token of this start. Rates and addresses are its owner's business.
namespace swarm::engine_server {

class TokenAuthenticator final : public http::Authenticator {
 public:
  explicit TokenAuthenticator(std::string token) : token_(std::move(token)) {}

  Async<Result<http::Principal>> authenticate(std::string presented, std::optional<std::string>) override {
    if (token_.empty() || !crypto::equal_in_constant_time(presented, token_))
      co_return fail(ErrorCode::unauthenticated, "unknown_key", "this token is not the engine's");
    co_return http::Principal{
        .key_id = "token", .name = "owner", .role = http::Role::admin, .project = *ProjectId::parse(kNoProject)};
  }
  bool grants(const http::Principal&, http::Permission) const override { return true; }

 private:
  static constexpr std::string_view kNoProject = "00000000000000000000000000";
  const std::string token_;
};

class EverybodyAdmitted final : public http::Admission {
 public:
  Result<Done> admit_address(const std::string&) override { return Done{}; }
  Result<http::RateLimitState> admit_key(const http::Principal&) override {
    constexpr std::int64_t kNoLimit = 1'000'000;
    return http::RateLimitState{.limit = kNoLimit, .remaining = kNoLimit, .reset_seconds = 0};
  }
  void authentication_failed(const std::string&) override {}
};

class NothingObserved final : public http::SecurityObserver {
 public:
  void happened(http::SecurityEvent, const http::Request&, const http::Principal*) override {}
};

}  // namespace swarm::engine_server
