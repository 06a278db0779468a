#include "platform/limits/request_admission.hpp"

#include <cmath>
#include <fmt/format.h>

namespace swarm::limits {

namespace {

// "fe80::1%eth0": the interface says nothing about who it is.
std::optional<NetworkAddress> address_of(std::string_view client_address) {
  return NetworkAddress::parse(client_address.substr(0, client_address.find('%')));
}

// Whoever has one IPv6 address has at least a /64 of them.
std::string limited_name(const std::optional<NetworkAddress>& address, const std::string& client_address) {
  if (!address) return client_address;
  return address->is_v4() ? address->text() : address->first_bits(64).text();
}

std::unexpected<Error> try_later(std::string message, std::chrono::milliseconds retry_after) {
  return std::unexpected(Error{.code = ErrorCode::limit_exceeded,
                               .message = std::move(message),
                               .reason = "rate_limited",
                               .retry_after = retry_after});
}

std::int64_t whole_seconds(std::chrono::milliseconds duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

}  // namespace

RequestAdmission::RequestAdmission(LimitsConfig config, Deps deps)
    : deps_(deps), config_(std::make_shared<const LimitsConfig>(config)) {}

void RequestAdmission::set_config(LimitsConfig config) {
  auto next = std::make_shared<const LimitsConfig>(config);
  MutexLock lock(mutex_);
  config_ = std::move(next);
}

std::shared_ptr<const LimitsConfig> RequestAdmission::config() const {
  MutexLock lock(mutex_);
  return config_;
}

Result<Done> RequestAdmission::admit_address(const std::string& client_address) {
  const std::optional<NetworkAddress> address = address_of(client_address);
  TRY(check_rules(address, client_address));
  const std::string name = limited_name(address, client_address);
  const SteadyTime now = deps_.clock.steady_now();
  if (const auto remaining = cool_down_.remaining(name, now)) {
    deps_.metrics.cool_down.add();
    return try_later("too many wrong keys came from this address", *remaining);
  }
  const RateLimiter::Verdict verdict = addresses_.take(name, config()->address_rate(), now);
  if (verdict.admitted) return Done{};
  deps_.metrics.address.add();
  return try_later("too many requests from this address", verdict.until_next);
}

Result<Done> RequestAdmission::check_rules(const std::optional<NetworkAddress>& address,
                                           const std::string& client_address) const {
  if (!deps_.rules.has_rules()) return Done{};
  // Rules cannot be applied to what is no address, so it must not come in.
  if (address && deps_.rules.admits(*address, deps_.clock.now())) return Done{};
  return fail(ErrorCode::forbidden, "address_blocked",
              fmt::format("the address {} may not connect here", client_address));
}

Result<http::RateLimitState> RequestAdmission::admit_key(const http::Principal& principal) {
  const Rate rate = config()->key_rate();
  if (rate.unlimited()) return http::RateLimitState{};
  const RateLimiter::Verdict verdict = keys_.take(principal.key_id, rate, deps_.clock.steady_now());
  if (!verdict.admitted) {
    deps_.metrics.key.add();
    return try_later("too many requests with this key", verdict.until_next);
  }
  return http::RateLimitState{.limit = static_cast<std::int64_t>(rate.burst),
                              .remaining = static_cast<std::int64_t>(std::floor(verdict.tokens)),
                              .reset_seconds = whole_seconds(verdict.until_full)};
}

void RequestAdmission::authentication_failed(const std::string& client_address) {
  const std::optional<NetworkAddress> address = address_of(client_address);
  // Behind a proxy on this machine that is not named in trusted_proxies everybody comes from loopback: one client's
  // wrong keys must lock nobody else out, least of all the operator.
  if (address && address->is_loopback()) return;
  const std::shared_ptr<const LimitsConfig> limits = config();
  cool_down_.failed(limited_name(address, client_address), limits->failure_rate(), limits->cool_down,
                    deps_.clock.steady_now());
}

}  // namespace swarm::limits
