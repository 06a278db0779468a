#include "providers/gateway/provider_state.hpp"

#include "base/invariant.hpp"

namespace swarm::gateway {

namespace {

const chat::Dialect& dialect_of(const chat::ProviderConfig& config) {
  return config.dialect == chat::DialectName::anthropic ? chat::anthropic_dialect() : chat::openai_dialect();
}

http_client::ClientConfig client_config(const GatewayConfig& config, const chat::Provider& provider) {
  return {.ca_file = provider.config.ca_file,
          .pool = {.connections_max = static_cast<std::size_t>(config.connections_max),
                   .idle_max = static_cast<std::size_t>(config.idle_connections_max),
                   .idle_per_origin_max = static_cast<std::size_t>(config.idle_connections_max),
                   .idle_timeout = config.idle_timeout}};
}

}  // namespace

ProviderState::ProviderState(const GatewayConfig& config, Deps deps)
    : deps_(deps),
      dialect_(dialect_of(deps.provider.config)),
      capacity_(std::make_shared<Capacity>(deps.provider.config, deps.clock)),
      retries_(config) {
  for (const auto& operation : enum_names(chat::Operation{})) {
    http_client::Url& url = urls_[static_cast<std::size_t>(operation.value)];
    url = deps.provider.base;
    if (url.target.ends_with('/')) url.target.pop_back();
    url.target += dialect_.path(operation.value);
  }
  for (std::size_t i = 0; i < deps.loops.size(); ++i) {
    runtime::Loop& loop = deps.loops.at(i);
    auto client =
        http_client::Client::open(client_config(config, deps.provider),
                                  {.executor = loop.executor(), .resolver = deps.resolver, .policy = deps.policy});
    clients_.push_back({&loop.context(), std::move(client).value()});
  }
}

http_client::Client& ProviderState::client_on(const runtime::Executor& executor) {
  for (OnLoop& one : clients_) {
    if (one.context == &executor.context()) return *one.client;
  }
  SWARM_INVARIANT(false, "calls are made on the Loops that the gateway was opened with");
  return *clients_.front().client;
}

void ProviderState::saw(Condition condition, std::string detail) {
  deps_.metrics.up.set(condition == Condition::up ? 1 : 0);
  const Time now = deps_.clock.now();
  MutexLock lock(mutex_);
  sighting_ = {condition, std::move(detail), now, deps_.clock.steady_now()};
  is_up_ = condition == Condition::up;
}

void ProviderState::answers(SteadyTime now) {
  answered_at_ = now.time_since_epoch().count();
  if (!is_up_) saw(Condition::up, "it answers");
}

Sighting ProviderState::sighting() const {
  MutexLock lock(mutex_);
  Sighting sighting = sighting_;
  const SteadyTime answered{SteadyTime::duration(answered_at_)};
  if (sighting.condition == Condition::up && answered > sighting.seen) {
    sighting.at += std::chrono::duration_cast<std::chrono::milliseconds>(answered - sighting.seen);
    sighting.seen = answered;
  }
  return sighting;
}

}  // namespace swarm::gateway
