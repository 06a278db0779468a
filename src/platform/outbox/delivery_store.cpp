#include "platform/outbox/delivery_store.hpp"

#include <fmt/format.h>

#include "base/invariant.hpp"
#include "platform/outbox/outbox_sql.hpp"

namespace swarm::outbox {

namespace {

using storage::Expect;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::WriteUnit;

std::vector<Attempt> log_of(const std::string& text) {
  const Result<json::Value> value = json::parse(text);
  SWARM_INVARIANT(value.has_value(), "the column holds only JSON that we wrote");
  Result<std::vector<Attempt>> log = json::decode<std::vector<Attempt>>(*value);
  SWARM_INVARIANT(log.has_value(), "the column holds only attempts that we wrote");
  return std::move(*log);
}

Delivery delivery_of(Row& row) {
  auto project = ProjectId::parse(row.text(0));
  auto webhook = WebhookId::parse(row.text(1));
  auto id = DeliveryId::parse(row.text(2));
  const auto state = json::enum_named<DeliveryState>(row.text(6));
  SWARM_INVARIANT(project && webhook && id && state, "the columns hold only what we wrote");
  return {.id = *id,
          .project = *project,
          .webhook = *webhook,
          .type = row.take_text(3),
          .subject = row.take_text(4),
          .body = row.take_text(5),
          .state = *state,
          .due_at = row.time(7),
          .is_being_sent = !row.is_null(8),
          .fence = row.integer(9),
          .attempts = row.integer(10),
          .round = row.integer(11),
          .log = log_of(row.text(12)),
          .created_at = row.time(13),
          .ended_at = row.optional_time(14)};
}

std::vector<Delivery> deliveries_of(Rows rows) {
  std::vector<Delivery> deliveries;
  deliveries.reserve(rows.size());
  for (Row& row : rows)
    deliveries.push_back(delivery_of(row));
  return deliveries;
}

void add_insert(WriteUnit& unit, const Delivery& delivery) {
  unit.add(kInsertDelivery,
           {sql(delivery.project.text()), sql(delivery.webhook.text()), sql(delivery.id.text()), sql(delivery.type),
            sql(delivery.subject), sql(delivery.body)},
           Expect::exactly(1));
}

storage::Parameters key_of(const Delivery& delivery) {
  return {sql(delivery.project.text()), sql(delivery.webhook.text()), sql(delivery.id.text()), delivery.fence};
}

}  // namespace

std::string settled_topic(const DeliveryId& id) {
  return "webhooks.settled." + id.text();
}

// --- From the feed --------------------------------------------------------------------------------------------------

Async<Result<std::vector<events::StoredEvent>>> DeliveryStore::events_behind(Scope scope, events::Cursor after,
                                                                             std::int64_t count) {
  Rows rows = CO_TRY(
      co_await database_.read(&kEventsBehind, {sql(scope.project.text()), after.transaction, after.sequence, count}));
  std::vector<events::StoredEvent> found;
  found.reserve(rows.size());
  for (Row& row : rows) {
    found.push_back({{row.integer(0), row.integer(1)},
                     row.take_text(2),
                     row.integer(3),
                     row.take_text(4),
                     row.time(5),
                     row.take_text(6)});
  }
  co_return found;
}

Async<Result<std::optional<events::Cursor>>> DeliveryStore::feed_floor(Scope scope) {
  const Rows rows = CO_TRY(co_await database_.read(&kFeedFloor, {sql(scope.project.text())}));
  if (rows.empty()) co_return std::nullopt;
  co_return events::Cursor{rows.front().integer(0), rows.front().integer(1)};
}

Async<Result<Done>> DeliveryStore::feed(Webhook webhook, events::Cursor to, std::vector<Delivery> deliveries) {
  WriteUnit unit;
  unit.statements.reserve(deliveries.size() + 1);
  unit.add(kMoveCursor,
           {sql(webhook.project.text()), sql(webhook.id.text()), webhook.cursor.transaction, webhook.cursor.sequence,
            to.transaction, to.sequence},
           Expect::exactly(1));
  for (const Delivery& delivery : deliveries)
    add_insert(unit, delivery);
  if (!deliveries.empty()) unit.topics.emplace_back(kDeliveriesTopic);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::int64_t>> DeliveryStore::count_waiting(WebhookId webhook, std::int64_t at_most) {
  const Rows rows = CO_TRY(co_await database_.read(&kCountWaiting, {sql(webhook.text()), at_most}));
  co_return rows.front().integer(0);
}

// --- Sending --------------------------------------------------------------------------------------------------------

Async<Result<std::vector<DueWebhook>>> DeliveryStore::due(std::vector<std::string> secret_keys) {
  constexpr std::int64_t kWebhooksMax = 10'000;
  Rows rows =
      CO_TRY(co_await database_.read(&kDueWebhooks, {fmt::format(",{},", fmt::join(secret_keys, ",")), kWebhooksMax}));
  std::vector<DueWebhook> found;
  for (Row& row : rows) {
    auto project = ProjectId::parse(row.text(0));
    auto id = WebhookId::parse(row.text(1));
    SWARM_INVARIANT(project && id, "the columns hold only what we wrote");
    DueWebhook webhook{.project = *project, .id = *id, .is_failing = row.integer(2) > 0};
    if (!row.is_null(4))
      webhook.due_in = std::chrono::milliseconds{std::max(row.integer(3), row.integer(4)) - row.integer(5)};
    found.push_back(std::move(webhook));
  }
  co_return found;
}

Async<Result<std::vector<Delivery>>> DeliveryStore::claim(Sender sender, DueWebhook webhook, std::int64_t count,
                                                          std::chrono::milliseconds lease) {
  WriteUnit unit;
  unit.add(kClaimDeliveries,
           {sql(webhook.project.text()), sql(webhook.id.text()), count, sql(sender.replica), sql(sender.incarnation),
            static_cast<std::int64_t>(lease.count())},
           Expect::at_most(count));
  storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return deliveries_of(std::move(outcome.rows.front()));
}

Async<Result<Done>> DeliveryStore::settle(Settlement settlement) {
  const Delivery& claimed = settlement.claimed;
  json::Array log;
  const std::size_t first = claimed.log.size() > kAttemptsKeptMax ? claimed.log.size() - kAttemptsKeptMax : 0;
  for (std::size_t i = first; i < claimed.log.size(); ++i)
    log.push_back(json::encode(claimed.log[i]));
  WriteUnit unit;
  storage::Parameters parameters = key_of(claimed);
  parameters.insert(parameters.end(), {sql(json::name_of(settlement.to)), json::to_text(log),
                                       static_cast<std::int64_t>(settlement.retry_in.count())});
  unit.add(kSettleDelivery, std::move(parameters), Expect::exactly(1));
  const storage::Parameters webhook{sql(claimed.project.text()), sql(claimed.webhook.text())};
  if (settlement.to == DeliveryState::delivered) {
    unit.add(kWebhookWorks, webhook);
  } else {
    const std::int64_t pause_ms = settlement.pause_webhook.value_or(std::chrono::milliseconds{0}).count();
    unit.add(kWebhookFails, {webhook[0], webhook[1], pause_ms});
  }
  unit.topics.push_back(settled_topic(claimed.id));
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::int64_t>> DeliveryStore::release_of_earlier_runs(Sender sender) {
  WriteUnit unit;
  unit.add(kReleaseDeliveries, {sql(sender.replica), sql(sender.incarnation), std::int64_t{0}});
  co_return CO_TRY(co_await database_.write(std::move(unit)))
  .changed.front();
}

Async<Result<std::int64_t>> DeliveryStore::release_own(Sender sender) {
  WriteUnit unit;
  unit.add(kReleaseDeliveries, {sql(sender.replica), sql(sender.incarnation), std::int64_t{1}});
  unit.topics.emplace_back(kDeliveriesTopic);
  co_return CO_TRY(co_await database_.write(std::move(unit)))
  .changed.front();
}

// --- The log --------------------------------------------------------------------------------------------------------

WriteUnit DeliveryStore::insert(const Delivery& delivery) {
  WriteUnit unit;
  add_insert(unit, delivery);
  unit.topics.emplace_back(kDeliveriesTopic);
  return unit;
}

Async<Result<Delivery>> DeliveryStore::find(Scope scope, WebhookId webhook, DeliveryId id) {
  Rows rows =
      CO_TRY(co_await database_.read(&kFindDelivery, {sql(scope.project.text()), sql(webhook.text()), sql(id.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("no delivery {} of this webhook", id.text()));
  co_return delivery_of(rows.front());
}

Async<Result<std::vector<Delivery>>> DeliveryStore::list(Scope scope, WebhookId webhook, DeliveryFilter filter) {
  const std::string before = filter.before ? filter.before->text() : std::string(kIdLength, 'z');
  co_return deliveries_of(CO_TRY(co_await database_.read(
      &kListDeliveries, {sql(scope.project.text()), sql(webhook.text()), sql(before),
                         sql(filter.state ? json::name_of(*filter.state) : ""), filter.count})));
}

Async<Result<Done>> DeliveryStore::requeue(Delivery read) {
  WriteUnit unit;
  unit.add(kRequeueDelivery, key_of(read), Expect::exactly(1));
  unit.topics.emplace_back(kDeliveriesTopic);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<QueueMeasure>> DeliveryStore::measure() {
  const Rows rows = CO_TRY(co_await database_.read(&kMeasureQueue, {}));
  QueueMeasure measure{.waiting = rows.front().integer(0)};
  if (!rows.front().is_null(1)) measure.oldest_age = rows.front().time(2) - rows.front().time(1);
  co_return measure;
}

Async<Result<std::int64_t>> DeliveryStore::forget(std::chrono::milliseconds age_max, std::int64_t kept_max,
                                                  std::int64_t count) {
  const std::int64_t age_ms = age_max.count();
  WriteUnit unit;
  unit.add(kForgetDeliveries, {age_ms, kept_max, count}).add(kForgetStranded, {age_ms, count});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(0) + outcome.changed.at(1);
}

}  // namespace swarm::outbox
