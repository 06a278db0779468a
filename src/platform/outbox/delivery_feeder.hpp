#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "platform/events/event_store.hpp"
#include "platform/outbox/delivery_store.hpp"
#include "platform/outbox/event_renderer.hpp"
#include "platform/outbox/outbox_config.hpp"
#include "platform/outbox/outbox_metrics.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::outbox {

inline constexpr std::int64_t kEventsAtOnce = 200;  // of a webhook, in one transaction
inline constexpr int kBatchesPerPass = 10;          // of a webhook, before the next one has its turn

// Turns the events of projects into deliveries of their webhooks, each webhook by a cursor of its own that moves in the
// transaction that inserts the deliveries: nothing is lost and nothing twice, whoever dies when, and nothing is written
// by those who make events. Several servers may do it: a cursor is moved by one.
class DeliveryFeeder {
 public:
  struct Deps {
    storage::Database& database;
    WebhookStore& webhooks;
    DeliveryStore& deliveries;
    EventRenderer& renderer;
    IdSource& ids;
    runtime::Loop& loop;
    OutboxMetrics& metrics;
    telemetry::Log log;
  };
  DeliveryFeeder(const OutboxConfig& config, Deps deps);

  void start();
  Async<void> stop();

  // One pass over all enabled webhooks; whether something may be left. What the background does, and tests.
  Async<Result<bool>> run_once();

 private:
  Async<void> run_forever();
  void listen_to(const std::vector<Webhook>& webhooks);
  Async<Result<bool>> feed(Webhook webhook);
  Async<Result<bool>> feed_batch(Webhook webhook, std::vector<events::StoredEvent> found);
  Async<Result<std::vector<Delivery>>> deliveries_of(Webhook webhook, std::vector<events::StoredEvent> wanted);
  Async<Result<Done>> pass_over_gap(Webhook webhook, bool has_events);

  const OutboxConfig config_;
  Deps deps_;
  std::map<std::string, storage::Database::Subscription> listening_;  // by topic
  std::set<WebhookId> up_to_date_;  // reached the end of their feed last time: no gap can have come about
  runtime::Wakeup wakeup_;
  storage::Database::Subscription webhooks_changed_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::outbox
