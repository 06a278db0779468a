#pragma once

#include <memory>
#include <string>

#include "platform/http_server/router.hpp"
#include "platform/outbox/delivery_dispatcher.hpp"
#include "platform/outbox/delivery_feeder.hpp"
#include "platform/outbox/webhook_endpoints.hpp"
#include "platform/outbox/webhook_resealer.hpp"

namespace swarm::outbox {

// Everything about webhooks, wired: what a program has to make, start and stop.
class Outbox {
 public:
  struct Deps {
    storage::Database& database;
    events::EventStore& events;
    EventRenderer& renderer;
    EventCatalogue catalogue;
    audit::AuditWriter& audit;
    secrets::SecretBox secrets;
    http_client::Resolver& resolver;
    IdSource& ids;
    Random& random;
    const Clock& clock;
    runtime::Loop& loop;
    telemetry::Metrics& metrics;
    telemetry::Log log;
    std::string replica;
  };
  // `invalid_input`: a setting that cannot be used.
  static Result<std::unique_ptr<Outbox>> open(const OutboxConfig& config, Deps deps);

  void declare(http::Router& router) { endpoints_.declare(router); }
  Async<Result<Done>> start();
  // What is being sent may end within `grace`.
  Async<void> stop(std::chrono::milliseconds grace);

  // What the background does, for tests.
  DeliveryFeeder& feeder() { return feeder_; }
  DeliveryDispatcher& dispatcher() { return *dispatcher_; }
  WebhookService& service() { return service_; }
  // Stores sealed secrets: must hear of a new master key.
  secrets::SealedOwner& resealer() { return resealer_; }
  // Forgets what is old or too much of the delivery log, in small steps; how many rows went.
  Async<Result<std::int64_t>> forget();

 private:
  Outbox(const OutboxConfig& config, Deps deps, WebhookUrlRules rules);
  Async<void> forget_forever();
  DeliverySender::Deps sender_deps();
  DeliveryDispatcher::Deps dispatcher_deps();

  const OutboxConfig config_;
  Deps deps_;
  const WebhookUrlRules rules_;
  OutboxMetrics metrics_{deps_.metrics};
  WebhookStore webhooks_{deps_.database};
  DeliveryStore deliveries_{deps_.database};
  WebhookService service_;
  WebhookResealer resealer_{deps_.database, deps_.secrets, deps_.random, deps_.log};
  WebhookEndpoints endpoints_{
      {.service = service_, .webhooks = webhooks_, .deliveries = deliveries_, .clock = deps_.clock}};
  DeliveryFeeder feeder_;
  std::unique_ptr<DeliverySender> sender_;
  std::unique_ptr<DeliveryDispatcher> dispatcher_;
  runtime::TaskGroup background_{deps_.loop};
};

}  // namespace swarm::outbox
