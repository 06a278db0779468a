#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/outbox/webhook_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::outbox {

// Told when there may be something to send.
inline constexpr std::string_view kDeliveriesTopic = "webhooks.deliveries";
// Told when an attempt at this delivery has ended.
std::string settled_topic(const DeliveryId& id);

// Who holds a lease: one run of one server.
struct Sender {
  std::string replica;
  std::string incarnation;
};

// An enabled webhook that this server can sign for.
struct DueWebhook {
  ProjectId project;
  WebhookId id;
  bool is_failing = false;
  std::optional<std::chrono::milliseconds> due_in{};  // 0 and less: now; nothing waits: none
};

struct DeliveryFilter {
  std::optional<DeliveryState> state{};
  std::optional<DeliveryId> before{};  // older than this one: the page's cursor
  std::int64_t count = 50;
};

struct QueueMeasure {
  std::int64_t waiting = 0;
  std::chrono::milliseconds oldest_age{0};
};

// What is to be sent, what was sent, and how that went. A pending delivery is claimed under a lease (due_at is then the
// end of the lease) with a fence, and settled with the fence that it was claimed with. Thread-safe.
class DeliveryStore {
 public:
  explicit DeliveryStore(storage::Database& database) : database_(database) {}

  // --- from the feed ---
  Async<Result<std::vector<events::StoredEvent>>> events_behind(Scope scope, events::Cursor after, std::int64_t count);
  // Up to where retention has forgotten the feed; nothing when it has forgotten none.
  Async<Result<std::optional<events::Cursor>>> feed_floor(Scope scope);
  // Moves the webhook's cursor and inserts what became of the events in between, both or neither. `conflict`: another
  // server did it, or the webhook was disabled or removed.
  Async<Result<Done>> feed(Webhook webhook, events::Cursor to, std::vector<Delivery> deliveries);
  // How many wait, counted up to `at_most`.
  Async<Result<std::int64_t>> count_waiting(WebhookId webhook, std::int64_t at_most);

  // --- sending ---
  Async<Result<std::vector<DueWebhook>>> due(std::vector<std::string> secret_keys);
  Async<Result<std::vector<Delivery>>> claim(Sender sender, DueWebhook webhook, std::int64_t count,
                                             std::chrono::milliseconds lease);
  // The attempt stands in claimed.log. `conflict`: the lease was lost, or the webhook removed.
  struct Settlement {
    Delivery claimed;
    DeliveryState to = DeliveryState::delivered;
    std::chrono::milliseconds retry_in{0};
    std::optional<std::chrono::milliseconds> pause_webhook{};
  };
  Async<Result<Done>> settle(Settlement settlement);
  Async<Result<std::int64_t>> release_of_earlier_runs(Sender sender);
  Async<Result<std::int64_t>> release_own(Sender sender);

  // --- the log ---
  static storage::WriteUnit insert(const Delivery& delivery);
  Async<Result<Delivery>> find(Scope scope, WebhookId webhook, DeliveryId id);                       // `not_found`
  Async<Result<std::vector<Delivery>>> list(Scope scope, WebhookId webhook, DeliveryFilter filter);  // newest first
  // `conflict`: it is being sent just now.
  Async<Result<Done>> requeue(Delivery read);
  Async<Result<QueueMeasure>> measure();
  // Deletes at most `count`; how many it deleted.
  Async<Result<std::int64_t>> forget(std::chrono::milliseconds age_max, std::int64_t kept_max, std::int64_t count);

 private:
  storage::Database& database_;
};

}  // namespace swarm::outbox
