#include "platform/outbox/webhook_store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/invariant.hpp"
#include "base/text.hpp"
#include "platform/events/event_store.hpp"
#include "platform/outbox/outbox_sql.hpp"

namespace swarm::outbox {

namespace {

using storage::Expect;
using storage::Row;
using storage::sql;
using storage::WriteUnit;

constexpr std::int64_t kDeliveriesPerUnitMax = 1'000;

std::string joined(const std::vector<std::string>& events) {
  return fmt::format("{}", fmt::join(events, ","));
}

storage::SqlValue name_or_null(const std::optional<DisabledReason>& reason) {
  return reason ? sql(json::name_of(*reason)) : storage::SqlValue{};
}

WriteUnit unit_of_change() {
  WriteUnit unit;
  unit.topics.emplace_back(kWebhooksTopic);
  return unit;
}

Webhook webhook_of(Row& row) {
  auto project = ProjectId::parse(row.text(0));
  auto id = WebhookId::parse(row.text(1));
  const auto state = json::enum_named<WebhookState>(row.text(5));
  SWARM_INVARIANT(project && id && state, "the columns hold only what we wrote");
  Webhook webhook{.id = *id,
                  .project = *project,
                  .url = row.take_text(2),
                  .description = row.take_text(3),
                  .events = {},
                  .state = *state,
                  .version = row.integer(7),
                  .events_count = row.integer(8),
                  .secret = row.take_text(9),
                  .secret_key = row.take_text(10),
                  .previous_secret = row.optional_text(11),
                  .previous_until = row.optional_time(12),
                  .cursor = {row.integer(13), row.integer(14)},
                  .failures = row.integer(15),
                  .failing_since = row.optional_time(16),
                  .created_by = row.take_text(17),
                  .created_at = row.time(18),
                  .updated_at = row.time(19)};
  for (const std::string_view type : split(row.text(4), ','))
    webhook.events.emplace_back(type);
  if (!row.is_null(6)) webhook.disabled_reason = json::enum_named<DisabledReason>(row.text(6));
  return webhook;
}

std::vector<Webhook> webhooks_of(storage::Rows rows) {
  std::vector<Webhook> webhooks;
  webhooks.reserve(rows.size());
  for (Row& row : rows)
    webhooks.push_back(webhook_of(row));
  return webhooks;
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kOutboxStatements};
}

WriteUnit WebhookStore::insert(const Webhook& webhook, std::int64_t project_max) {
  WriteUnit unit = unit_of_change();
  unit.add(kInsertWebhook,
           {sql(webhook.project.text()), sql(webhook.id.text()), sql(webhook.url), sql(webhook.description),
            joined(webhook.events), sql(webhook.secret), sql(webhook.secret_key), webhook.cursor.transaction,
            webhook.cursor.sequence, sql(webhook.created_by), project_max},
           Expect::exactly(1));
  return unit;
}

WriteUnit WebhookStore::change(const Webhook& changed, events::Cursor newest) {
  WriteUnit unit = unit_of_change();
  unit.add(kChangeWebhook,
           {sql(changed.project.text()), sql(changed.id.text()), changed.version, sql(changed.url),
            sql(changed.description), joined(changed.events), newest.transaction, newest.sequence,
            sql(json::name_of(changed.state)), name_or_null(changed.disabled_reason)},
           Expect::exactly(1));
  return unit;
}

WriteUnit WebhookStore::replace_secret(const Webhook& read, const std::string& sealed, const std::string& key_id,
                                       std::chrono::milliseconds overlap) {
  WriteUnit unit = unit_of_change();
  unit.add(kReplaceSecret,
           {sql(read.project.text()), sql(read.id.text()), read.version, sql(sealed), sql(key_id),
            static_cast<std::int64_t>(overlap.count())},
           Expect::exactly(1));
  return unit;
}

WriteUnit WebhookStore::remove(const Webhook& webhook) {
  WriteUnit unit = unit_of_change();
  unit.add(kDeleteWebhook, {sql(webhook.project.text()), sql(webhook.id.text())}, Expect::exactly(1));
  unit.add(kDeleteDeliveries, {sql(webhook.project.text()), sql(webhook.id.text()), kDeliveriesPerUnitMax});
  return unit;
}

WriteUnit WebhookStore::disable(const Webhook& webhook, DisabledReason reason) {
  WriteUnit unit = unit_of_change();
  unit.add(kDisableWebhook,
           {sql(webhook.project.text()), sql(webhook.id.text()), webhook.version, sql(json::name_of(reason))},
           Expect::exactly(1));
  const json::Object data{{"id", webhook.id.text()}, {"reason", json::name_of(reason)}};
  events::add_event(unit, {webhook.project, webhook.id.text(), webhook.events_count + 1, std::string(kDisabledEvent),
                           json::to_text(data)});
  return unit;
}

void WebhookStore::reseal(WriteUnit& unit, const Webhook& read, const Webhook& resealed) {
  const storage::SqlValue previous = resealed.previous_secret ? sql(*resealed.previous_secret) : storage::SqlValue{};
  unit.add(kResealWebhook,
           {sql(read.project.text()), sql(read.id.text()), sql(read.secret), sql(read.previous_secret.value_or("")),
            sql(resealed.secret), sql(resealed.secret_key), previous},
           Expect::at_most(1));
}

Async<Result<std::vector<Webhook>>> WebhookStore::sealed_with(std::string key_id, std::string after,
                                                              std::int64_t count) {
  co_return webhooks_of(CO_TRY(co_await database_.read(&kSealedWebhooks, {sql(key_id), sql(after), count})));
}

Async<Result<Webhook>> WebhookStore::find(Scope scope, WebhookId id) {
  storage::Rows rows = CO_TRY(co_await database_.read(&kFindWebhook, {sql(scope.project.text()), sql(id.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("no webhook {} in this project", id.text()));
  co_return webhook_of(rows.front());
}

Async<Result<std::vector<Webhook>>> WebhookStore::list(Scope scope, std::string after, std::int64_t count) {
  co_return webhooks_of(
      CO_TRY(co_await database_.read(&kListWebhooks, {sql(scope.project.text()), sql(after), count})));
}

Async<Result<std::int64_t>> WebhookStore::count(Scope scope) {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kCountWebhooks, {sql(scope.project.text())}));
  co_return rows.front().integer(0);
}

Async<Result<std::vector<Webhook>>> WebhookStore::enabled() {
  co_return webhooks_of(CO_TRY(co_await database_.read(&kEnabledWebhooks, {kEnabledMax})));
}

}  // namespace swarm::outbox
