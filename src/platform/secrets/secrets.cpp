#include "platform/secrets/secrets.hpp"

namespace swarm::secrets {

Secrets::Secrets(Deps deps)
    : box_(std::move(deps.box)),
      metrics_(deps.metrics),
      service_({.database = deps.database,
                .audit = deps.audit,
                .box = box_,
                .environment = std::move(deps.environment),
                .blocking = deps.blocking,
                .loop = deps.loop,
                .random = deps.random,
                .clock = deps.clock,
                .metrics = metrics_,
                .log = deps.log}),
      master_key_({.database = deps.database,
                   .audit = deps.audit,
                   .box = box_,
                   .blocking = deps.blocking,
                   .loop = deps.loop,
                   .random = deps.random,
                   .metrics = metrics_,
                   .log = deps.log}) {}

Async<Result<Done>> Secrets::start() {
  CO_TRY(co_await service_.start());
  master_key_.start();
  co_return Done{};
}

Async<void> Secrets::stop() {
  co_await master_key_.stop();
  co_await service_.stop();
}

}  // namespace swarm::secrets
