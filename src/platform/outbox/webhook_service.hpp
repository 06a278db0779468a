#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/events/event_store.hpp"
#include "platform/outbox/delivery_store.hpp"
#include "platform/outbox/event_renderer.hpp"
#include "platform/outbox/outbox_config.hpp"
#include "platform/outbox/webhook_api_types.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "platform/outbox/webhook_url.hpp"
#include "platform/secrets/secret_box.hpp"
#include "platform/secrets/secret_store.hpp"

namespace swarm::outbox {

// What people do to webhooks. Every change is audited, without the URL's path (it may hold a token) and without
// secrets. Thread-safe.
class WebhookService {
 public:
  struct Deps {
    storage::Database& database;
    WebhookStore& webhooks;
    DeliveryStore& deliveries;
    events::EventStore& events;
    audit::AuditWriter& audit;
    const WebhookUrlRules& rules;
    const secrets::SecretBox& secrets;
    const EventCatalogue& catalogue;
    IdSource& ids;
    Random& random;
    const Clock& clock;
  };
  WebhookService(const OutboxConfig& config, Deps deps) : config_(config), deps_(deps) {}

  struct WithSecret {
    Webhook webhook;
    std::string secret;
  };
  // `invalid_input`: the URL or a type; `limit_exceeded`: the project has as many as it may.
  Async<Result<WithSecret>> create(audit::Caller caller, CreateWebhook wanted);
  // `not_found`; `invalid_input`; `conflict`: it was changed at the same time.
  Async<Result<Webhook>> change(audit::Caller caller, WebhookId id, ChangeWebhook wanted);
  Async<Result<Done>> remove(audit::Caller caller, WebhookId id);
  Async<Result<WithSecret>> rotate_secret(audit::Caller caller, WebhookId id, std::chrono::milliseconds overlap);

  // Sends webhook.test, once, and waits for how that went. `conflict` (reason "webhook_disabled").
  Async<Result<Delivery>> test(Scope scope, WebhookId id, std::chrono::milliseconds wait);
  // Puts a delivery back into the queue, to be sent at once and by the whole schedule, with the same message id.
  // `conflict`: it is being sent just now, or the webhook is disabled.
  Async<Result<Delivery>> redeliver(Scope scope, WebhookId id, DeliveryId delivery);

 private:
  Result<Done> check_url(std::string_view url) const;
  Result<std::vector<std::string>> checked_events(std::vector<std::string> events) const;
  Async<Result<Done>> commit(audit::Caller caller, storage::WriteUnit unit, std::string action, Webhook webhook);
  Async<Result<Error>> why_not_inserted(Scope scope, Error refusal);
  Async<Result<Delivery>> wait_for_attempt(Delivery delivery, std::chrono::milliseconds wait);

  const OutboxConfig config_;
  Deps deps_;
};

}  // namespace swarm::outbox
