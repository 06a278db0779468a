#include "platform/outbox/delivery_dispatcher.hpp"

#include <algorithm>

namespace swarm::outbox {

namespace {

constexpr std::chrono::milliseconds kLookAgain{1'000};  // a wake-up from another server may be lost
constexpr std::chrono::seconds kMeasureEvery{15};

std::optional<std::string> trouble_of(const Answer& answer, AttemptOutcome outcome) {
  if (answer.error) return answer.error->message;
  if (outcome == AttemptOutcome::redirected)
    return "redirects are not followed; put the new address into the webhook's url";
  return std::nullopt;
}

}  // namespace

// A place among the attempts, for as long as it lives.
class DeliveryDispatcher::Slot {
 public:
  Slot(DeliveryDispatcher& owner, const WebhookId& id) : owner_(owner), id_(id) {
    ++owner_.in_flight_[id_];
    ++owner_.in_flight_count_;
  }
  ~Slot() {
    if (--owner_.in_flight_[id_] == 0) owner_.in_flight_.erase(id_);
    --owner_.in_flight_count_;
    owner_.wakeup_.notify();
    owner_.idle_.notify();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  DeliveryDispatcher& owner_;
  const WebhookId id_;
};

DeliveryDispatcher::DeliveryDispatcher(const OutboxConfig& config, Deps deps)
    : config_(config),
      deps_(std::move(deps)),
      wakeup_(deps_.loop),
      idle_(deps_.loop),
      attempts_(deps_.loop),
      background_(deps_.loop) {}

Async<Result<Done>> DeliveryDispatcher::start() {
  CO_TRY(co_await deps_.deliveries.release_of_earlier_runs(deps_.self));
  const auto look_again = [wakeup = wakeup_] { wakeup.notify(); };
  work_ = deps_.database.subscribe(std::string(kDeliveriesTopic), look_again);
  changes_ = deps_.database.subscribe(std::string(kWebhooksTopic), look_again);
  background_.spawn(run_forever());
  co_return Done{};
}

Async<void> DeliveryDispatcher::stop(std::chrono::milliseconds grace) {
  work_.reset();
  changes_.reset();
  co_await background_.stop();
  co_await wait_until_idle(grace);
  co_await attempts_.stop();
  const Result<std::int64_t> released = co_await deps_.deliveries.release_own(deps_.self);
  if (!released) deps_.log.warn("webhook_release_failed", {{"error", released.error().message}});
}

Async<void> DeliveryDispatcher::wait_until_idle(std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (attempts_.running() > 0) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) co_return;
    // A slot is given back a moment before its attempt has ended wholly.
    constexpr std::chrono::milliseconds kMoment{5};
    co_await idle_.wait_for(std::min(left, in_flight_count_ > 0 ? kLookAgain : kMoment));
  }
}

Async<void> DeliveryDispatcher::run_forever() {
  while (true) {
    const Result<std::chrono::milliseconds> next = co_await run_once();
    if (!next) deps_.log.warn("webhook_dispatch_failed", {{"error", next.error().message}});
    co_await measure_when_due();
    co_await wakeup_.wait_for(next ? *next : kLookAgain);
  }
}

std::size_t DeliveryDispatcher::slots_for(const DueWebhook& webhook) const {
  const std::size_t own_max = webhook.is_failing ? 1 : config_.concurrency_per_webhook_max;
  const auto found = in_flight_.find(webhook.id);
  const std::size_t own = found == in_flight_.end() ? 0 : found->second;
  if (own >= own_max || in_flight_count_ >= config_.concurrency_max) return 0;
  return std::min(own_max - own, config_.concurrency_max - in_flight_count_);
}

Async<Result<std::chrono::milliseconds>> DeliveryDispatcher::run_once() {
  std::vector<DueWebhook> webhooks = CO_TRY(co_await deps_.deliveries.due(deps_.secrets.key_ids()));
  std::erase_if(webhooks, [](const DueWebhook& webhook) { return !webhook.due_in; });
  // Who has the fewest attempts under way comes first, then who has waited longest.
  std::ranges::sort(webhooks, {}, [&](const DueWebhook& webhook) {
    const auto found = in_flight_.find(webhook.id);
    return std::pair(found == in_flight_.end() ? 0 : found->second, *webhook.due_in);
  });
  std::chrono::milliseconds next = kLookAgain;
  for (const DueWebhook& webhook : webhooks) {
    if (webhook.due_in->count() > 0) {
      next = std::min(next, *webhook.due_in);
      continue;
    }
    const std::size_t slots = slots_for(webhook);
    if (slots > 0) CO_TRY(co_await start_some(webhook, slots));
  }
  co_return next;
}

Async<Result<Done>> DeliveryDispatcher::start_some(DueWebhook due, std::size_t slots) {
  const Result<Webhook> webhook = co_await deps_.webhooks.find({due.project}, due.id);
  if (!webhook && webhook.error().code == ErrorCode::not_found) co_return Done{};  // removed in between
  if (!webhook) co_return std::unexpected(webhook.error());
  if (webhook->state != WebhookState::enabled) co_return Done{};
  std::vector<Delivery> claimed = CO_TRY(co_await deps_.deliveries.claim(
      deps_.self, due, static_cast<std::int64_t>(slots), config_.request_timeout + kLeaseMargin));
  for (Delivery& delivery : claimed)
    attempts_.spawn(deliver(std::make_unique<Slot>(*this, due.id), *webhook, std::move(delivery)));
  co_return Done{};
}

// --- One attempt ----------------------------------------------------------------------------------------------------

Async<void> DeliveryDispatcher::deliver(std::unique_ptr<Slot> /*held to the end*/, Webhook webhook, Delivery delivery) {
  const Time begun = deps_.clock.now();
  const SteadyTime start = deps_.clock.steady_now();
  Answer answer = co_await deps_.sender.send(webhook, delivery);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(deps_.clock.steady_now() - start);
  deps_.metrics.duration.observe(std::chrono::duration<double>(took).count());
  deps_.metrics.attempts.at(outcome_of(answer)).add();
  note(delivery, answer, begun, took);
  note_refused_address(webhook, answer);
  const std::string id = delivery.id.text();
  const Result<Done> concluded = co_await conclude(std::move(webhook), std::move(delivery), std::move(answer));
  // The lease ends by itself, and it is sent again.
  if (!concluded) deps_.log.warn("webhook_not_settled", {{"delivery", id}, {"error", concluded.error().message}});
}

void DeliveryDispatcher::note(Delivery& delivery, const Answer& answer, Time begun,
                              std::chrono::milliseconds took) const {
  const AttemptOutcome outcome = outcome_of(answer);
  Attempt attempt{.number = delivery.attempts + 1,
                  .at = begun,
                  .outcome = outcome,
                  .status = answer.status,
                  .duration_ms = took.count(),
                  .trouble = trouble_of(answer, outcome)};
  if (attempt.trouble) attempt.trouble = safe_excerpt(*attempt.trouble);
  if (!answer.body.empty()) attempt.answer = safe_excerpt(answer.body);
  delivery.log.push_back(std::move(attempt));
  if (outcome == AttemptOutcome::delivered) return;
  deps_.log.info("webhook_attempt_failed", {{"webhook", delivery.webhook.text()},
                                            {"delivery", delivery.id.text()},
                                            {"attempt", delivery.attempts + 1},
                                            {"outcome", json::name_of(outcome)},
                                            {"status", answer.status.value_or(0)}});
}

// The first of a row only, so that nobody fills the audit log with a name of theirs.
void DeliveryDispatcher::note_refused_address(const Webhook& webhook, const Answer& answer) const {
  if (outcome_of(answer) != AttemptOutcome::address_refused || webhook.failures > 0) return;
  deps_.audit.note({.actor_name = "swarmd",
                    .project = webhook.project,
                    .action = "security.outbound_address_refused",
                    .subject = webhook.id.text(),
                    .outcome = audit::Outcome::refused,
                    .details = {{"error", answer.error->message}}});
}

Async<Result<Done>> DeliveryDispatcher::conclude(Webhook webhook, Delivery delivery, Answer answer) {
  const Time now = deps_.clock.now();
  const NextStep next = next_step(answer, delivery.type, delivery.round, config_, deps_.random.fraction(), now);
  CO_TRY(co_await deps_.deliveries.settle({.claimed = std::move(delivery),
                                           .to = next.state,
                                           .retry_in = next.retry_in,
                                           .pause_webhook = next.pause_webhook}));
  if (next.state == DeliveryState::delivered) co_return Done{};
  if (next.is_gone) co_return co_await disable(std::move(webhook), DisabledReason::gone);
  if (webhook.failing_since && now - *webhook.failing_since >= config_.disable_after)
    co_return co_await disable(std::move(webhook), DisabledReason::failing);
  co_return Done{};
}

Async<Result<Done>> DeliveryDispatcher::disable(Webhook read, DisabledReason reason) {
  const Webhook webhook = CO_TRY(co_await deps_.webhooks.find({read.project}, read.id));
  // Somebody repaired or ended it meanwhile: another delivery got through, or it is another URL now.
  const bool still_fails = reason == DisabledReason::gone || webhook.failing_since.has_value();
  if (webhook.state != WebhookState::enabled || webhook.url != read.url || !still_fails) co_return Done{};
  audit::AuditEntry entry{.actor_name = "swarmd",
                          .project = webhook.project,
                          .action = "webhooks.disable",
                          .subject = webhook.id.text(),
                          .details = {{"reason", json::name_of(reason)}}};
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(WebhookStore::disable(webhook, reason), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict) co_return Done{};  // somebody else did
  if (!written) co_return std::unexpected(written.error());
  deps_.metrics.disabled.add();
  deps_.log.warn("webhook_disabled", {{"webhook", webhook.id.text()}, {"reason", json::name_of(reason)}});
  co_return Done{};
}

Async<void> DeliveryDispatcher::measure_when_due() {
  const SteadyTime now = deps_.clock.steady_now();
  if (measured_at_ != SteadyTime{} && now - measured_at_ < kMeasureEvery) co_return;
  measured_at_ = now;
  const Result<QueueMeasure> measured = co_await deps_.deliveries.measure();
  if (!measured) co_return;
  deps_.metrics.queue_length.set(static_cast<double>(measured->waiting));
  deps_.metrics.oldest_age.set(std::chrono::duration<double>(measured->oldest_age).count());
}

}  // namespace swarm::outbox
