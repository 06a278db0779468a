#include "platform/outbox/outbox.hpp"

namespace swarm::outbox {

namespace {

constexpr std::chrono::milliseconds kForgetEvery{60'000};
constexpr std::int64_t kRowsAtOnceMax = 500;     // one step holds the writer for a few milliseconds
constexpr std::int64_t kStepsPerRoundMax = 200;  // a round ends, and is followed by others

}  // namespace

Outbox::Outbox(const OutboxConfig& config, Deps deps, WebhookUrlRules rules)
    : config_(config),
      deps_(std::move(deps)),
      rules_(std::move(rules)),
      service_(config_, {.database = deps_.database,
                         .webhooks = webhooks_,
                         .deliveries = deliveries_,
                         .events = deps_.events,
                         .audit = deps_.audit,
                         .rules = rules_,
                         .secrets = deps_.secrets,
                         .catalogue = deps_.catalogue,
                         .ids = deps_.ids,
                         .random = deps_.random,
                         .clock = deps_.clock}),
      feeder_(config_, {.database = deps_.database,
                        .webhooks = webhooks_,
                        .deliveries = deliveries_,
                        .renderer = deps_.renderer,
                        .ids = deps_.ids,
                        .loop = deps_.loop,
                        .metrics = metrics_,
                        .log = deps_.log}) {}

DeliverySender::Deps Outbox::sender_deps() {
  return {.executor = deps_.loop.executor(),
          .resolver = deps_.resolver,
          .rules = rules_,
          .secrets = deps_.secrets,
          .clock = deps_.clock};
}

DeliveryDispatcher::Deps Outbox::dispatcher_deps() {
  return {.database = deps_.database,
          .webhooks = webhooks_,
          .deliveries = deliveries_,
          .sender = *sender_,
          .audit = deps_.audit,
          .loop = deps_.loop,
          .clock = deps_.clock,
          .random = deps_.random,
          .metrics = metrics_,
          .log = deps_.log,
          .secrets = deps_.secrets,
          .self = {deps_.replica, deps_.ids.next()}};
}

Result<std::unique_ptr<Outbox>> Outbox::open(const OutboxConfig& config, Deps deps) {
  WebhookUrlRules rules = TRY(WebhookUrlRules::make(config.allow_private_addresses, config.allow_http));
  std::unique_ptr<Outbox> made(new Outbox(config, std::move(deps), std::move(rules)));
  made->sender_ = TRY(DeliverySender::open(made->config_, made->sender_deps()));
  made->dispatcher_ = std::make_unique<DeliveryDispatcher>(made->config_, made->dispatcher_deps());
  return made;
}

Async<Result<Done>> Outbox::start() {
  CO_TRY(co_await dispatcher_->start());
  feeder_.start();
  background_.spawn(forget_forever());
  co_return Done{};
}

Async<void> Outbox::stop(std::chrono::milliseconds grace) {
  co_await background_.stop();
  co_await feeder_.stop();
  co_await dispatcher_->stop(grace);
}

Async<Result<std::int64_t>> Outbox::forget() {
  std::int64_t total = 0;
  for (std::int64_t step = 0; step < kStepsPerRoundMax; ++step) {
    const std::int64_t gone = CO_TRY(co_await deliveries_.forget(config_.kept, config_.kept_max, kRowsAtOnceMax));
    metrics_.forgotten.add(static_cast<double>(gone));
    total += gone;
    if (gone == 0) break;
  }
  co_return total;
}

Async<void> Outbox::forget_forever() {
  while (true) {
    const Result<std::int64_t> gone = co_await forget();
    if (!gone) deps_.log.warn("webhook_retention_failed", {{"error", gone.error().message}});
    co_await runtime::pause(kForgetEvery);
  }
}

}  // namespace swarm::outbox
