#include "platform/outbox/webhook_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/time_text.hpp"
#include "platform/outbox/delivery_sender.hpp"
#include "platform/outbox/webhook_signature.hpp"
#include "platform/runtime/timers.hpp"

namespace swarm::outbox {

namespace {

std::unexpected<Error> fault(std::string path, std::string message, std::string reason = {}) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  Error error = json::error_of(std::move(faults));
  error.reason = std::move(reason);
  return std::unexpected(std::move(error));
}

json::Object details_of_change(const Webhook& webhook) {
  const Result<http_client::Url> url = http_client::Url::parse(webhook.url);
  return {{"origin", url ? url->origin() : std::string()},
          {"events", fmt::format("{}", fmt::join(webhook.events, ","))},
          {"state", json::name_of(webhook.state)}};
}

std::unexpected<Error> is_disabled() {
  return fail(ErrorCode::conflict, "webhook_disabled", "the webhook is disabled; enable it first");
}

}  // namespace

Result<Done> WebhookService::check_url(std::string_view url) const {
  const Result<http_client::Url> checked = deps_.rules.check(url);
  if (!checked) return fault("$.url", checked.error().message, checked.error().reason);
  return Done{};
}

Result<std::vector<std::string>> WebhookService::checked_events(std::vector<std::string> events) const {
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (std::ranges::find(deps_.catalogue.types, events[i]) == deps_.catalogue.types.end())
      return fault(fmt::format("$.events[{}]", i),
                   fmt::format("one of {} expected", fmt::join(deps_.catalogue.types, ", ")));
  }
  std::ranges::sort(events);
  events.erase(std::ranges::unique(events).begin(), events.end());
  return events;
}

Async<Result<Done>> WebhookService::commit(audit::Caller caller, storage::WriteUnit unit, std::string action,
                                           Webhook webhook) {
  audit::AuditEntry entry = audit::entry_of(caller, std::move(action), webhook.id.text(), details_of_change(webhook));
  CO_TRY(co_await deps_.audit.write(std::move(unit), std::move(entry)));
  co_return Done{};
}

Async<Result<WebhookService::WithSecret>> WebhookService::create(audit::Caller caller, CreateWebhook wanted) {
  const Scope scope = caller.principal.scope();
  CO_TRY(check_url(wanted.url));
  CO_TRY(co_await secrets::SecretStore(deps_.database).check_master_key(deps_.secrets.key_id()));
  Webhook webhook {
    .id = WebhookId::generate(deps_.ids), .project = scope.project, .url = std::move(wanted.url),
    .description = std::move(wanted.description),
    .events = wanted.events ? CO_TRY(checked_events(std::move(*wanted.events))) : deps_.catalogue.usual
  };
  std::string secret = make_secret(deps_.random);
  webhook.secret = deps_.secrets.seal(secret, secret_context(webhook.id), deps_.random);
  webhook.secret_key = secrets::key_id_of(webhook.secret);
  webhook.cursor = CO_TRY(co_await deps_.events.newest(scope));
  webhook.created_by = caller.principal.key_id;
  storage::WriteUnit unit = WebhookStore::insert(webhook, config_.webhooks_per_project_max);
  secrets::require_master_key(unit, webhook.secret_key);
  const Result<Done> stored = co_await commit(caller, std::move(unit), "webhooks.create", webhook);
  if (!stored) co_return std::unexpected(CO_TRY(co_await why_not_inserted(scope, stored.error())));
  co_return WithSecret {
    CO_TRY(co_await deps_.webhooks.find(scope, webhook.id))
    , std::move(secret)
  };
}

Async<Result<Error>> WebhookService::why_not_inserted(Scope scope, Error refusal) {
  if (refusal.code != ErrorCode::conflict) co_return refusal;
  if (CO_TRY(co_await deps_.webhooks.count(scope)) < config_.webhooks_per_project_max) co_return refusal;
  co_return Error{.code = ErrorCode::limit_exceeded,
                  .message = fmt::format("the project has {} webhooks, which is the most "
                                         "(outbox.webhooks_per_project_max); remove some",
                                         config_.webhooks_per_project_max),
                  .reason = "webhooks_per_project_max"};
}

Async<Result<Webhook>> WebhookService::change(audit::Caller caller, WebhookId id, ChangeWebhook wanted) {
  const Scope scope = caller.principal.scope();
  Webhook webhook = CO_TRY(co_await deps_.webhooks.find(scope, id));
  if (wanted.url) {
    CO_TRY(check_url(*wanted.url));
    webhook.url = std::move(*wanted.url);
  }
  if (wanted.events) webhook.events = CO_TRY(checked_events(std::move(*wanted.events)));
  if (wanted.description) webhook.description = std::move(*wanted.description);
  if (wanted.enabled && *wanted.enabled != (webhook.state == WebhookState::enabled)) {
    webhook.state = *wanted.enabled ? WebhookState::enabled : WebhookState::disabled;
    webhook.disabled_reason = *wanted.enabled ? std::nullopt : std::optional(DisabledReason::by_request);
  }
  const events::Cursor newest = CO_TRY(co_await deps_.events.newest(scope));
  CO_TRY(co_await commit(std::move(caller), WebhookStore::change(webhook, newest), "webhooks.change", webhook));
  co_return co_await deps_.webhooks.find(scope, id);
}

Async<Result<Done>> WebhookService::remove(audit::Caller caller, WebhookId id) {
  const Webhook webhook = CO_TRY(co_await deps_.webhooks.find(caller.principal.scope(), id));
  co_return co_await commit(std::move(caller), WebhookStore::remove(webhook), "webhooks.remove", webhook);
}

Async<Result<WebhookService::WithSecret>> WebhookService::rotate_secret(audit::Caller caller, WebhookId id,
                                                                        std::chrono::milliseconds overlap) {
  const Scope scope = caller.principal.scope();
  const Webhook webhook = CO_TRY(co_await deps_.webhooks.find(scope, id));
  // Sealed elsewhere, the old secret could not sign along here; then only a clean cut is honest.
  if (overlap.count() > 0) CO_TRY(deps_.secrets.open(webhook.secret, secret_context(id)));
  CO_TRY(co_await secrets::SecretStore(deps_.database).check_master_key(deps_.secrets.key_id()));
  std::string secret = make_secret(deps_.random);
  const std::string sealed = deps_.secrets.seal(secret, secret_context(id), deps_.random);
  const std::string key_id(secrets::key_id_of(sealed));
  storage::WriteUnit unit = WebhookStore::replace_secret(webhook, sealed, key_id, overlap);
  secrets::require_master_key(unit, key_id);
  CO_TRY(co_await commit(std::move(caller), std::move(unit), "webhooks.rotate_secret", webhook));
  co_return WithSecret {
    CO_TRY(co_await deps_.webhooks.find(scope, id))
    , std::move(secret)
  };
}

Async<Result<Delivery>> WebhookService::test(Scope scope, WebhookId id, std::chrono::milliseconds wait) {
  const Webhook webhook = CO_TRY(co_await deps_.webhooks.find(scope, id));
  if (webhook.state != WebhookState::enabled) co_return is_disabled();
  const json::Object body{
      {"type", kTestEvent}, {"timestamp", to_text(deps_.clock.now())}, {"data", json::Object{{"webhook", id.text()}}}};
  Delivery delivery{.id = DeliveryId::generate(deps_.ids),
                    .project = scope.project,
                    .webhook = id,
                    .type = std::string(kTestEvent),
                    .subject = id.text(),
                    .body = json::to_text(body)};
  co_return co_await wait_for_attempt(std::move(delivery), wait);
}

Async<Result<Delivery>> WebhookService::wait_for_attempt(Delivery delivery, std::chrono::milliseconds wait) {
  constexpr std::chrono::milliseconds kLookAgain{500};
  const auto until = std::chrono::steady_clock::now() + wait;
  runtime::Wakeup wakeup(co_await runtime::asio::this_coro::executor);
  const auto settled = deps_.database.subscribe(settled_topic(delivery.id), [wakeup] { wakeup.notify(); });
  CO_TRY(co_await deps_.database.write(DeliveryStore::insert(delivery)));
  while (true) {
    Delivery now = CO_TRY(co_await deps_.deliveries.find({delivery.project}, delivery.webhook, delivery.id));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (now.attempts > 0 || left.count() <= 0) co_return now;
    co_await wakeup.wait_for(std::min(left, kLookAgain));
  }
}

Async<Result<Delivery>> WebhookService::redeliver(Scope scope, WebhookId id, DeliveryId delivery_id) {
  const Webhook webhook = CO_TRY(co_await deps_.webhooks.find(scope, id));
  if (webhook.state != WebhookState::enabled) co_return is_disabled();
  const Delivery delivery = CO_TRY(co_await deps_.deliveries.find(scope, id, delivery_id));
  if (delivery.is_being_sent) co_return fail(ErrorCode::conflict, "being_sent", "it is being sent just now");
  CO_TRY(co_await deps_.deliveries.requeue(delivery));
  co_return co_await deps_.deliveries.find(scope, id, delivery_id);
}

}  // namespace swarm::outbox
