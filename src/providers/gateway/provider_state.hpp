#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/http_client/http_client.hpp"
#include "platform/runtime/loops.hpp"
#include "providers/chat/catalogue.hpp"
#include "providers/chat/dialect.hpp"
#include "providers/chat/hosted_provider.hpp"
#include "providers/gateway/capacity.hpp"
#include "providers/gateway/gateway_config.hpp"
#include "providers/gateway/gateway_metrics.hpp"
#include "providers/gateway/retry_rules.hpp"

namespace swarm::gateway {

enum class Condition { unknown, up, down };
constexpr std::array<json::EnumName<Condition>, 3> enum_names(Condition) {
  return {{{Condition::unknown, "unknown"}, {Condition::up, "up"}, {Condition::down, "down"}}};
}

// What was last seen of a provider, by traffic or by asking for its health.
struct Sighting {
  Condition condition = Condition::unknown;
  std::string detail;  // for people; never a secret
  Time at{};
  SteadyTime seen{};
};

// One provider while the server runs: its connections (a client per Loop, since connections live on Loops), its places,
// its retries. Thread-safe; lives as long as the gateway.
class ProviderState {
 public:
  struct Deps {
    const chat::Provider& provider;
    const ProviderMetrics& metrics;
    runtime::Loops& loops;
    http_client::Resolver& resolver;
    const http_client::AddressPolicy& policy;
    const Clock& clock;
    chat::HostedProvider* hosted = nullptr;  // runs its server; nothing: it is elsewhere
  };
  // Throws when the provider's ca_file cannot be read any more since the catalogue was checked.
  ProviderState(const GatewayConfig& config, Deps deps);

  const chat::Provider& provider() const { return deps_.provider; }
  const chat::Dialect& dialect() const { return dialect_; }
  chat::HostedProvider* hosted() const { return deps_.hosted; }
  const ProviderMetrics& metrics() const { return deps_.metrics; }
  Capacity& capacity() { return *capacity_; }
  const Capacity& capacity() const { return *capacity_; }
  RetryAllowance& retries() { return retries_; }

  const http_client::Url& url_of(chat::Operation operation) const { return urls_[static_cast<std::size_t>(operation)]; }

  // Of the Loop whose executor this is.
  http_client::Client& client_on(const runtime::Executor& executor);

  void saw(Condition condition, std::string detail);
  void answers(SteadyTime now);  // saw(up) without more than a store while it is up anyway
  Sighting sighting() const;

 private:
  struct OnLoop {
    const void* context;
    std::unique_ptr<http_client::Client> client;
  };
  Deps deps_;
  const chat::Dialect& dialect_;
  const std::shared_ptr<Capacity> capacity_;
  RetryAllowance retries_;
  std::array<http_client::Url, 4> urls_;
  std::vector<OnLoop> clients_;
  mutable Mutex mutex_;
  Sighting sighting_ SWARM_GUARDED_BY(mutex_);
  std::atomic<bool> is_up_ = false;
  std::atomic<SteadyTime::rep> answered_at_ = 0;
};

}  // namespace swarm::gateway
