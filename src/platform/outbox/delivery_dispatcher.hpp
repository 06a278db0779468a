#pragma once

#include <map>
#include <memory>

#include "base/random.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/outbox/delivery_sender.hpp"
#include "platform/outbox/delivery_store.hpp"
#include "platform/outbox/outbox_metrics.hpp"
#include "platform/outbox/webhook_store.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::outbox {

// Beyond the time of an attempt, until another server may take its delivery over.
inline constexpr std::chrono::milliseconds kLeaseMargin{30'000};

// Claims what is due, has it sent, and settles it. Attempts are bounded, in all and per webhook, and a webhook that
// fails gets one at a time, so that slow receivers do not hold up the others. On one Loop.
class DeliveryDispatcher {
 public:
  struct Deps {
    storage::Database& database;
    WebhookStore& webhooks;
    DeliveryStore& deliveries;
    DeliverySender& sender;
    audit::AuditWriter& audit;
    runtime::Loop& loop;
    const Clock& clock;
    Random& random;
    OutboxMetrics& metrics;
    telemetry::Log log;
    const secrets::SecretBox& secrets;  // what its keys sealed is sent here
    Sender self;
  };
  DeliveryDispatcher(const OutboxConfig& config, Deps deps);

  // Takes back at once what earlier runs of this server had claimed.
  Async<Result<Done>> start();
  // Attempts that run may end within `grace`; what then is cut off is sent again by whoever comes next.
  Async<void> stop(std::chrono::milliseconds grace);

  // Starts what is due and can be started; when to look again at the latest. What the background does, and tests.
  Async<Result<std::chrono::milliseconds>> run_once();
  // Returns when no attempt runs, or after `at_most`.
  Async<void> wait_until_idle(std::chrono::milliseconds at_most);

 private:
  class Slot;
  Async<void> run_forever();
  std::size_t slots_for(const DueWebhook& webhook) const;
  Async<Result<Done>> start_some(DueWebhook webhook, std::size_t slots);
  Async<void> deliver(std::unique_ptr<Slot> slot, Webhook webhook, Delivery delivery);
  Async<Result<Done>> conclude(Webhook webhook, Delivery delivery, Answer answer);
  void note(Delivery& delivery, const Answer& answer, Time begun, std::chrono::milliseconds took) const;
  void note_refused_address(const Webhook& webhook, const Answer& answer) const;
  Async<Result<Done>> disable(Webhook read, DisabledReason reason);
  Async<void> measure_when_due();

  const OutboxConfig config_;
  Deps deps_;
  std::map<WebhookId, std::size_t> in_flight_;
  std::size_t in_flight_count_ = 0;
  SteadyTime measured_at_{};
  runtime::Wakeup wakeup_;
  runtime::Wakeup idle_;
  storage::Database::Subscription work_, changes_;
  runtime::TaskGroup attempts_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::outbox
