#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/outbox/webhook_types.hpp"

// Webhooks on the wire.
namespace swarm::outbox {

inline constexpr std::size_t kDescriptionMax = 256;
inline constexpr std::int64_t kPageMax = 500;
inline constexpr std::chrono::milliseconds kOverlapMax{std::chrono::days{7}};
inline constexpr std::chrono::milliseconds kTestWaitMax{60'000};

struct CreateWebhook {
  std::string url;
  std::optional<std::vector<std::string>> events;
  std::string description;
  static constexpr auto schema = json::object(
      "CreateWebhook",
      json::field("url", &CreateWebhook::url, "Where events are posted to: https, to a public address.", json::required,
                  json::length{1, 2048}),
      json::field("events", &CreateWebhook::events,
                  "Which types are sent: task.created, task.started, task.retrying, task.completed, task.failed, "
                  "task.cancelled, task.dead_lettered, the same of workflow, webhook.disabled (of another webhook). "
                  "Default: the four ends of "
                  "a task.",
                  json::items{1, 32}),
      json::field("description", &CreateWebhook::description, "For people.", json::length{0, kDescriptionMax},
                  json::plain));
};

struct ChangeWebhook {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;
  std::optional<std::string> description;
  std::optional<bool> enabled;
  static constexpr auto schema = json::object(
      "ChangeWebhook",
      json::field("url", &ChangeWebhook::url, "Also for what still waits to be sent.", json::length{1, 2048}),
      json::field("events", &ChangeWebhook::events, "From now on.", json::items{1, 32}),
      json::field("description", &ChangeWebhook::description, "For people.", json::length{0, kDescriptionMax},
                  json::plain),
      json::field(
          "enabled", &ChangeWebhook::enabled,
          "While it is not, nothing new is queued, and what waits goes on waiting until retention forgets it."));
};

struct WebhookView {
  std::string id;
  std::string url;
  std::string description;
  std::vector<std::string> events;
  WebhookState state = WebhookState::enabled;
  std::optional<DisabledReason> disabled_reason;
  std::int64_t failures = 0;
  std::optional<Time> failing_since;
  std::optional<Time> previous_secret_until;
  std::string created_by;
  Time created_at;
  Time updated_at;
  static constexpr auto schema =
      json::object("Webhook", json::field("id", &WebhookView::id, "26 characters."),
                   json::field("url", &WebhookView::url, "Where events are posted to."),
                   json::field("description", &WebhookView::description, "For people."),
                   json::field("events", &WebhookView::events, "The types that are sent."),
                   json::field("state", &WebhookView::state, "Whether anything is sent."),
                   json::field("disabled_reason", &WebhookView::disabled_reason, "Why not."),
                   json::field("failures", &WebhookView::failures, "Failed attempts since the last good one."),
                   json::field("failing_since", &WebhookView::failing_since, "When the first of them was."),
                   json::field("previous_secret_until", &WebhookView::previous_secret_until,
                               "Until when the secret before the present one signs along."),
                   json::field("created_by", &WebhookView::created_by, "The id of the key."),
                   json::field("created_at", &WebhookView::created_at, "When it was made."),
                   json::field("updated_at", &WebhookView::updated_at, "When its settings last changed."));
};

struct IssuedSecret {
  WebhookView webhook;
  std::string secret;
  static constexpr auto schema = json::object(
      "WebhookWithSecret", json::field("webhook", &IssuedSecret::webhook, "As it is now."),
      json::field("secret", &IssuedSecret::secret, "whsec_…, to check signatures with. Shown only this once."));
};

struct WebhookPage {
  std::vector<WebhookView> webhooks;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("WebhookPage", json::field("webhooks", &WebhookPage::webhooks, "Oldest first."),
                   json::field("next_cursor", &WebhookPage::next_cursor, "For the next page; null: this is the last."));
};

struct ListWebhooks {
  std::int64_t limit = 100;
  std::optional<std::string> cursor;
  static constexpr auto schema = json::object(
      "ListWebhooks", json::field("limit", &ListWebhooks::limit, "At most so many.", json::between{1, kPageMax}),
      json::field("cursor", &ListWebhooks::cursor, "next_cursor of the page before."));
};

struct RotateSecret {
  std::chrono::milliseconds overlap{std::chrono::hours{24}};
  static constexpr auto schema = json::object(
      "RotateSecret", json::field("overlap_ms", &RotateSecret::overlap,
                                  "How long the present secret signs along; 0: it ends at once. At most seven days.",
                                  json::between{0, kOverlapMax.count()}));
};

struct TestWebhook {
  std::chrono::milliseconds wait{10'000};
  static constexpr auto schema = json::object(
      "TestWebhook", json::field("wait_ms", &TestWebhook::wait, "Answer when it was tried, or after this long.",
                                 json::between{0, kTestWaitMax.count()}));
};

struct DeliveryView {
  std::string id;
  std::string message;
  std::string webhook;
  std::string type;
  std::string subject;
  DeliveryState state = DeliveryState::pending;
  std::int64_t attempts = 0;
  std::optional<Time> next_attempt_at;
  std::optional<Attempt> last_attempt;
  Time created_at;
  std::optional<Time> ended_at;
  static constexpr auto schema = json::object(
      "Delivery", json::field("id", &DeliveryView::id, "26 characters; sorts by time."),
      json::field("message", &DeliveryView::message, "What the receiver sees in webhook-id, at every attempt."),
      json::field("webhook", &DeliveryView::webhook, "Whose."),
      json::field("type", &DeliveryView::type, "Of the event."),
      json::field("subject", &DeliveryView::subject, "The id of what changed: of the task."),
      json::field("state", &DeliveryView::state, "Whether it got through."),
      json::field("attempts", &DeliveryView::attempts, "Made so far."),
      json::field("next_attempt_at", &DeliveryView::next_attempt_at, "While pending and not being sent just now."),
      json::field("last_attempt", &DeliveryView::last_attempt, "How the last attempt ended."),
      json::field("created_at", &DeliveryView::created_at, "When it was queued."),
      json::field("ended_at", &DeliveryView::ended_at, "When it was delivered or given up."));
};

struct DeliveryDetails {
  DeliveryView delivery;
  std::vector<Attempt> log;
  std::string body;
  static constexpr auto schema =
      json::object("DeliveryDetails", json::field("delivery", &DeliveryDetails::delivery, "As it is now."),
                   json::field("log", &DeliveryDetails::log, "Its last attempts, at most 20, oldest first."),
                   json::field("body", &DeliveryDetails::body, "What is posted, byte for byte."));
};

struct DeliveryPage {
  std::vector<DeliveryView> deliveries;
  std::optional<std::string> next_cursor;
  static constexpr auto schema = json::object(
      "DeliveryPage", json::field("deliveries", &DeliveryPage::deliveries, "Newest first."),
      json::field("next_cursor", &DeliveryPage::next_cursor, "For the next page; null: this is the last."));
};

struct ListDeliveries {
  std::optional<DeliveryState> state;
  std::int64_t limit = 50;
  std::optional<std::string> cursor;
  static constexpr auto schema =
      json::object("ListDeliveries", json::field("state", &ListDeliveries::state, "Only these."),
                   json::field("limit", &ListDeliveries::limit, "At most so many.", json::between{1, kPageMax}),
                   json::field("cursor", &ListDeliveries::cursor, "next_cursor of the page before."));
};

struct WebhookPath {
  std::string id;
  static constexpr auto schema =
      json::object("WebhookPath", json::field("id", &WebhookPath::id, "The webhook's id.", json::required));
};

struct DeliveryPath {
  std::string id;
  std::string delivery;
  static constexpr auto schema =
      json::object("DeliveryPath", json::field("id", &DeliveryPath::id, "The webhook's id.", json::required),
                   json::field("delivery", &DeliveryPath::delivery,
                               "The delivery's id, or the webhook-id that the receiver saw.", json::required));
};

WebhookView view_of(const Webhook& webhook, Time now);
DeliveryView view_of(const Delivery& delivery);
DeliveryDetails details_of(const Delivery& delivery);

}  // namespace swarm::outbox
