#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/http_client/address_policy.hpp"
#include "platform/runtime/task_group.hpp"
#include "providers/chat/chat_model.hpp"
#include "providers/gateway/gateway_metrics.hpp"
#include "providers/gateway/governed_call.hpp"
#include "providers/gateway/provider_health.hpp"

namespace swarm::gateway {

// The providers of this server, ready to be asked: by clients through the plain lane, by the stages of a cascade as
// ChatModels. Thread-safe; made after the Loops, and outlives all calls.
class Gateway final : public PlainLane {
 public:
  struct Deps {
    runtime::Loops& loops;
    runtime::Loop& background;
    http_client::Resolver& resolver;
    breaker::BreakerGate& breaker;
    budget::BudgetGate& budget;
    usage::UsageSink& usage;
    const secrets::SecretSource& secrets;
    const Clock& clock;
    Random& random;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    std::map<std::string, chat::HostedProvider*> hosted{};  // by the provider's name
  };
  Gateway(GatewayConfig config, chat::Catalogue catalogue, Deps deps);

  void start();  // asks for the health of providers without traffic
  Async<void> stop();

  Async<Result<PlainReply>> forward(PlainCall call) override;
  const chat::Catalogue& catalogue() const override { return catalogue_; }

  // Models for chat, in the order of the configuration; they live as long as the gateway.
  std::vector<chat::ChatModel*> chat_models() const;

  const ProviderState& state_of(std::size_t provider) const { return *states_[provider]; }

 private:
  void add_provider(std::size_t place);
  void show_capacity() const;

  const GatewayConfig config_;
  const chat::Catalogue catalogue_;
  Deps deps_;
  const http_client::AnyAddress any_address_;  // the operator chose the providers
  GatewayMetrics metrics_;
  std::vector<std::unique_ptr<ProviderState>> states_;
  GovernedCalls calls_;
  std::vector<std::unique_ptr<chat::ChatModel>> models_;
  ProviderHealth health_;
};

}  // namespace swarm::gateway
