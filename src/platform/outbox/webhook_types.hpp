#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "platform/events/event_types.hpp"
#include "platform/storage/scope.hpp"

namespace swarm::outbox {

struct WebhookTag {
  static constexpr std::string_view name = "webhook";
};
using WebhookId = Id<WebhookTag>;
struct DeliveryTag {
  static constexpr std::string_view name = "delivery";
};
using DeliveryId = Id<DeliveryTag>;

inline constexpr std::string_view kTestEvent = "webhook.test";  // sent to one webhook only, once
inline constexpr std::string_view kDisabledEvent = "webhook.disabled";
inline constexpr std::size_t kAttemptsKeptMax = 20;  // of one delivery, the youngest

enum class WebhookState { enabled, disabled };
constexpr std::array<json::EnumName<WebhookState>, 2> enum_names(WebhookState) {
  return {{{WebhookState::enabled, "enabled"}, {WebhookState::disabled, "disabled"}}};
}

enum class DisabledReason {
  by_request,  // a person said so
  gone,        // the receiver answered 410
  failing,     // it has failed for longer than outbox.disable_after_h
};
constexpr std::array<json::EnumName<DisabledReason>, 3> enum_names(DisabledReason) {
  return {{{DisabledReason::by_request, "by_request"},
           {DisabledReason::gone, "gone"},
           {DisabledReason::failing, "failing"}}};
}

struct Webhook {
  WebhookId id;
  ProjectId project;
  std::string url;
  std::string description{};
  std::vector<std::string> events;  // types
  WebhookState state = WebhookState::enabled;
  std::optional<DisabledReason> disabled_reason{};
  std::int64_t version = 1;
  std::int64_t events_count = 0;                 // that report about itself
  std::string secret{};                          // sealed
  std::string secret_key{};                      // which master key it was sealed with
  std::optional<std::string> previous_secret{};  // sealed; signs along until previous_until
  std::optional<Time> previous_until{};
  events::Cursor cursor{};
  std::int64_t failures = 0;  // attempts in a row
  std::optional<Time> failing_since{};
  std::string created_by{};
  Time created_at{};
  Time updated_at{};
};

enum class DeliveryState {
  pending,    // waits for its first or next attempt
  delivered,  // answered with 2xx
  failed,     // attempts used up, or the receiver is gone
};
constexpr std::array<json::EnumName<DeliveryState>, 3> enum_names(DeliveryState) {
  return {{{DeliveryState::pending, "pending"},
           {DeliveryState::delivered, "delivered"},
           {DeliveryState::failed, "failed"}}};
}

// How one attempt ended.
enum class AttemptOutcome {
  delivered,
  http_error,  // a status that is no 2xx
  redirected,  // 3xx, which is never followed
  gone,        // 410
  timeout,
  unreachable,      // no such name, no connection, no TLS, or it broke
  bad_answer,       // what came is not HTTP/1.1
  address_refused,  // the URL leads to where it may not
  not_sent,         // trouble on our side: the signing secret cannot be opened
};
constexpr std::array<json::EnumName<AttemptOutcome>, 9> enum_names(AttemptOutcome) {
  return {{{AttemptOutcome::delivered, "delivered"},
           {AttemptOutcome::http_error, "http_error"},
           {AttemptOutcome::redirected, "redirected"},
           {AttemptOutcome::gone, "gone"},
           {AttemptOutcome::timeout, "timeout"},
           {AttemptOutcome::unreachable, "unreachable"},
           {AttemptOutcome::bad_answer, "bad_answer"},
           {AttemptOutcome::address_refused, "address_refused"},
           {AttemptOutcome::not_sent, "not_sent"}}};
}

// One line of a delivery's log; stored and shown in this form.
struct Attempt {
  std::int64_t number = 1;
  Time at{};
  AttemptOutcome outcome = AttemptOutcome::delivered;
  std::optional<std::int64_t> status{};
  std::int64_t duration_ms = 0;
  std::optional<std::string> trouble{};
  std::optional<std::string> answer{};  // its beginning, made safe
  static constexpr auto schema = json::object(
      "DeliveryAttempt", json::field("number", &Attempt::number, "1, 2, …"),
      json::field("at", &Attempt::at, "When it began."), json::field("outcome", &Attempt::outcome, "How it ended."),
      json::field("status", &Attempt::status, "Of the receiver's answer, when there was one."),
      json::field("duration_ms", &Attempt::duration_ms, "How long it took."),
      json::field("trouble", &Attempt::trouble, "Why there was no answer, or no good one."),
      json::field("answer", &Attempt::answer,
                  "The beginning of what the receiver answered; what is no plain text reads as '?'."));
};

struct Delivery {
  DeliveryId id;
  ProjectId project;
  WebhookId webhook;
  std::string type;
  std::string subject;  // the id of what changed
  std::string body;
  DeliveryState state = DeliveryState::pending;
  Time due_at{};
  bool is_being_sent = false;
  std::int64_t fence = 0;
  std::int64_t attempts = 0;  // in all
  std::int64_t round = 0;     // since it was last put into the queue: the place in the schedule
  std::vector<Attempt> log{};
  Time created_at{};
  std::optional<Time> ended_at{};
};

// What the receiver sees in webhook-id: the same for every attempt.
inline std::string message_id(const DeliveryId& id) {
  return "msg_" + id.text();
}

}  // namespace swarm::outbox
