#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/http_server/gatekeepers.hpp"
#include "platform/limits/cool_down.hpp"
#include "platform/limits/ip_rule_service.hpp"
#include "platform/limits/limits_config.hpp"
#include "platform/limits/limits_metrics.hpp"
#include "platform/limits/rate_limiter.hpp"

namespace swarm::limits {

inline constexpr std::size_t kLimitedKeysMax = 16'384;  // buckets in memory
inline constexpr std::size_t kLimitedAddressesMax = 65'536;

// Says at the door which request may pass: address rules, then the address's cool-down and rate, then the key's rate.
// Limits are per process. Thread-safe, never waits for anything but a mutex.
class RequestAdmission final : public http::Admission {
 public:
  struct Deps {
    IpRuleService& rules;
    const Clock& clock;
    LimitsMetrics& metrics;
  };
  RequestAdmission(LimitsConfig config, Deps deps);

  // Acts on the next request.
  void set_config(LimitsConfig config);

  Result<Done> admit_address(const std::string& client_address) override;
  Result<http::RateLimitState> admit_key(const http::Principal& principal) override;
  void authentication_failed(const std::string& client_address) override;

 private:
  std::shared_ptr<const LimitsConfig> config() const;
  Result<Done> check_rules(const std::optional<NetworkAddress>& address, const std::string& client_address) const;

  Deps deps_;
  mutable Mutex mutex_;
  std::shared_ptr<const LimitsConfig> config_ SWARM_GUARDED_BY(mutex_);
  RateLimiter keys_{kLimitedKeysMax};
  RateLimiter addresses_{kLimitedAddressesMax};
  CoolDown cool_down_{kLimitedAddressesMax};
};

}  // namespace swarm::limits
