#include "platform/outbox/webhook_api_types.hpp"

namespace swarm::outbox {

WebhookView view_of(const Webhook& webhook, Time now) {
  const bool overlaps = webhook.previous_until && *webhook.previous_until > now;
  return {.id = webhook.id.text(),
          .url = webhook.url,
          .description = webhook.description,
          .events = webhook.events,
          .state = webhook.state,
          .disabled_reason = webhook.disabled_reason,
          .failures = webhook.failures,
          .failing_since = webhook.failing_since,
          .previous_secret_until = overlaps ? webhook.previous_until : std::nullopt,
          .created_by = webhook.created_by,
          .created_at = webhook.created_at,
          .updated_at = webhook.updated_at};
}

DeliveryView view_of(const Delivery& delivery) {
  DeliveryView view{.id = delivery.id.text(),
                    .message = message_id(delivery.id),
                    .webhook = delivery.webhook.text(),
                    .type = delivery.type,
                    .subject = delivery.subject,
                    .state = delivery.state,
                    .attempts = delivery.attempts};
  if (delivery.state == DeliveryState::pending && !delivery.is_being_sent) view.next_attempt_at = delivery.due_at;
  if (!delivery.log.empty()) view.last_attempt = delivery.log.back();
  view.created_at = delivery.created_at;
  view.ended_at = delivery.ended_at;
  return view;
}

DeliveryDetails details_of(const Delivery& delivery) {
  return {.delivery = view_of(delivery), .log = delivery.log, .body = delivery.body};
}

}  // namespace swarm::outbox
