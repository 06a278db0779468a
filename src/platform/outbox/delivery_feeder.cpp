#include "platform/outbox/delivery_feeder.hpp"

#include <algorithm>

namespace swarm::outbox {

namespace {

constexpr std::chrono::milliseconds kLookAgain{1'000};  // a wake-up from another server may be lost

bool wants(const Webhook& webhook, const events::StoredEvent& event) {
  return std::ranges::find(webhook.events, event.type) != webhook.events.end();
}

std::string body_of(const events::StoredEvent& event, json::Value data) {
  return json::to_text(
      json::Object{{"type", event.type}, {"timestamp", json::encode_time(event.at)}, {"data", std::move(data)}});
}

}  // namespace

DeliveryFeeder::DeliveryFeeder(const OutboxConfig& config, Deps deps)
    : config_(config), deps_(std::move(deps)), wakeup_(deps_.loop), background_(deps_.loop) {}

void DeliveryFeeder::start() {
  webhooks_changed_ = deps_.database.subscribe(std::string(kWebhooksTopic), [wakeup = wakeup_] { wakeup.notify(); });
  background_.spawn(run_forever());
}

Async<void> DeliveryFeeder::stop() {
  webhooks_changed_.reset();
  co_await background_.stop();
  listening_.clear();
}

Async<void> DeliveryFeeder::run_forever() {
  while (true) {
    const Result<bool> more = co_await run_once();
    if (!more) deps_.log.warn("webhook_feed_failed", {{"error", more.error().message}});
    if (!more || !*more) co_await wakeup_.wait_for(kLookAgain);
  }
}

// Only feeds that somebody wants wake us, so that a server without webhooks does nothing here.
void DeliveryFeeder::listen_to(const std::vector<Webhook>& webhooks) {
  std::map<std::string, storage::Database::Subscription> listening;
  for (const Webhook& webhook : webhooks) {
    std::string topic = events::feed_topic(webhook.project);
    if (listening.contains(topic)) continue;
    auto kept = listening_.extract(topic);
    if (kept)
      listening.insert(std::move(kept));
    else
      listening.emplace(topic, deps_.database.subscribe(topic, [wakeup = wakeup_] { wakeup.notify(); }));
  }
  listening_ = std::move(listening);
}

Async<Result<bool>> DeliveryFeeder::run_once() {
  const std::vector<Webhook> webhooks = CO_TRY(co_await deps_.webhooks.enabled());
  listen_to(webhooks);
  bool more = false;
  std::optional<Error> trouble;
  for (const Webhook& webhook : webhooks) {
    const Result<bool> fed = co_await feed(webhook);
    if (fed)
      more = more || *fed;
    else if (fed.error().code != ErrorCode::conflict)  // another server was faster, or it has just changed
      trouble = fed.error();
  }
  std::erase_if(up_to_date_,
                [&](const WebhookId& id) { return std::ranges::find(webhooks, id, &Webhook::id) == webhooks.end(); });
  if (trouble) co_return std::unexpected(std::move(*trouble));
  co_return more;
}

// True when there may be more.
Async<Result<bool>> DeliveryFeeder::feed(Webhook webhook) {
  for (int batch = 0; batch < kBatchesPerPass; ++batch) {
    std::vector<events::StoredEvent> found =
        CO_TRY(co_await deps_.deliveries.events_behind({webhook.project}, webhook.cursor, kEventsAtOnce));
    if (!up_to_date_.contains(webhook.id)) CO_TRY(co_await pass_over_gap(webhook, !found.empty()));
    if (found.empty()) {
      up_to_date_.insert(webhook.id);
      co_return false;
    }
    const events::Cursor last = found.back().cursor;
    if (!CO_TRY(co_await feed_batch(webhook, std::move(found)))) {
      up_to_date_.erase(webhook.id);
      co_return false;
    }
    webhook.cursor = last;
  }
  co_return true;
}

// False when the webhook's queue is full.
Async<Result<bool>> DeliveryFeeder::feed_batch(Webhook webhook, std::vector<events::StoredEvent> found) {
  const events::Cursor last = found.back().cursor;
  std::erase_if(found, [&](const events::StoredEvent& event) { return !wants(webhook, event); });
  std::vector<Delivery> deliveries;
  if (!found.empty()) {
    const std::int64_t room = config_.waiting_per_webhook_max;
    if (CO_TRY(co_await deps_.deliveries.count_waiting(webhook.id, room)) >= room) {
      deps_.metrics.held_back.add();
      co_return false;
    }
    deliveries = CO_TRY(co_await deliveries_of(webhook, std::move(found)));
  }
  CO_TRY(co_await deps_.deliveries.feed(webhook, last, std::move(deliveries)));
  co_return true;
}

Async<Result<std::vector<Delivery>>> DeliveryFeeder::deliveries_of(Webhook webhook,
                                                                   std::vector<events::StoredEvent> wanted) {
  std::vector<json::Value> data = CO_TRY(co_await deps_.renderer.data_of({webhook.project}, wanted));
  std::vector<Delivery> deliveries;
  deliveries.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    deliveries.push_back({.id = DeliveryId::generate(deps_.ids),
                          .project = webhook.project,
                          .webhook = webhook.id,
                          .type = wanted[i].type,
                          .subject = wanted[i].subject,
                          .body = body_of(wanted[i], std::move(data.at(i)))});
  }
  co_return deliveries;
}

// Events that retention forgot before they were looked at are lost to this webhook, and somebody must hear of it.
Async<Result<Done>> DeliveryFeeder::pass_over_gap(Webhook webhook, bool has_events) {
  const std::optional<events::Cursor> floor = CO_TRY(co_await deps_.deliveries.feed_floor({webhook.project}));
  if (!floor || *floor <= webhook.cursor) co_return Done{};
  deps_.metrics.gaps.add();
  deps_.log.error("webhook_events_lost", {{"webhook", webhook.id.text()},
                                          {"behind", webhook.cursor.text()},
                                          {"up_to", floor->text()},
                                          {"next", "raise retention.events_hours or retention.events_max"}});
  if (has_events) co_return Done{};  // the next batch moves the cursor
  co_return co_await deps_.deliveries.feed(webhook, *floor, {});
}

}  // namespace swarm::outbox
