#include "providers/breaker/breaker_store.hpp"

#include <fmt/format.h>

namespace swarm::breaker {

namespace {

using storage::Expect;
using storage::NamedStatement;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::SqlValue;
using storage::WriteUnit;

constexpr NamedStatement kStore{
    "breakers.store",
    "INSERT INTO breakers (replica, provider, version, state, cause, manual, since_ms, until_ms, failed_rounds, "
    "order_number, stored_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, swarm_now_ms() + CAST($8 AS BIGINT), $9, $10, "
    "swarm_now_ms()) ON CONFLICT (replica, provider) DO UPDATE SET version = excluded.version, state = excluded.state, "
    "cause = excluded.cause, manual = excluded.manual, since_ms = excluded.since_ms, until_ms = excluded.until_ms, "
    "failed_rounds = excluded.failed_rounds, order_number = excluded.order_number, "
    "stored_at_ms = excluded.stored_at_ms WHERE breakers.version < excluded.version"};
constexpr NamedStatement kStored{
    "breakers.stored",
    "SELECT provider, version, state, cause, manual, since_ms, until_ms - swarm_now_ms(), failed_rounds, order_number "
    "FROM breakers WHERE replica = $1 ORDER BY provider LIMIT $2"};
constexpr NamedStatement kForgetGone{"breakers.forget_gone",
                                     "DELETE FROM breakers WHERE stored_at_ms < swarm_now_ms() - CAST($1 AS BIGINT)"};
constexpr NamedStatement kGiveOrder{
    "breakers.give_order",
    "INSERT INTO breaker_orders (provider, number, action, until_ms, reason, given_at_ms, given_by) "
    "VALUES ($1, 1, $2, swarm_now_ms() + CAST($3 AS BIGINT), $4, swarm_now_ms(), $5) "
    "ON CONFLICT (provider) DO UPDATE SET number = breaker_orders.number + 1, action = excluded.action, "
    "until_ms = excluded.until_ms, reason = excluded.reason, given_at_ms = excluded.given_at_ms, "
    "given_by = excluded.given_by"};
constexpr NamedStatement kOrders{
    "breakers.orders",
    "SELECT provider, number, action, until_ms - swarm_now_ms(), reason, given_by FROM breaker_orders "
    "ORDER BY provider LIMIT $1"};

constexpr const NamedStatement* kStatements[] = {&kStore, &kStored, &kForgetGone, &kGiveOrder, &kOrders};

SqlValue sql_of(const std::optional<std::chrono::milliseconds>& duration) {
  return duration ? sql(duration->count()) : SqlValue{};
}

std::optional<std::chrono::milliseconds> duration_at(const Row& row, std::size_t column) {
  const auto count = row.optional_integer(column);
  return count ? std::optional(std::chrono::milliseconds{*count}) : std::nullopt;
}

std::unexpected<Error> unknown(std::string_view what, std::string_view name) {
  return fail(ErrorCode::internal,
              fmt::format("the database holds the {} '{}' of a breaker, which this release does not know", what, name));
}

Result<StoredBreaker> breaker_from(const Row& row) {
  const auto state = json::enum_named<State>(row.text(2));
  if (!state) return unknown("state", row.text(2));
  return StoredBreaker{.provider = row.text(0),
                       .remembered = {.state = *state,
                                      .cause = json::enum_named<Cause>(row.text(3)).value_or(Cause::none),
                                      .manual = row.integer(4) != 0,
                                      .open_for = duration_at(row, 6),
                                      .failed_rounds = row.integer(7)},
                       .since = row.time(5),
                       .order_number = row.integer(8),
                       .version = row.integer(1)};
}

Result<Order> order_from(const Row& row) {
  const auto action = json::enum_named<OrderAction>(row.text(2));
  if (!action) return unknown("order", row.text(2));
  return Order{.provider = row.text(0),
               .number = row.integer(1),
               .action = *action,
               .open_for = duration_at(row, 3),
               .reason = row.text(4),
               .given_by = row.text(5)};
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kStatements};
}

Async<Result<Done>> BreakerStore::store(std::string replica, std::vector<StoredBreaker> breakers) {
  WriteUnit unit;
  for (const StoredBreaker& breaker : breakers) {
    const Remembered& state = breaker.remembered;
    unit.add(kStore,
             {sql(replica), sql(breaker.provider), breaker.version, sql(json::name_of(state.state)),
              sql(json::name_of(state.cause)), sql(state.manual ? 1 : 0), sql(breaker.since), sql_of(state.open_for),
              state.failed_rounds, breaker.order_number},
             Expect::exactly(1));
  }
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::vector<StoredBreaker>>> BreakerStore::stored(std::string replica) {
  const Rows rows = CO_TRY(co_await database_.read(&kStored, {sql(replica), kRowsMax}));
  std::vector<StoredBreaker> breakers;
  for (const Row& row : rows)
    breakers.push_back(CO_TRY(breaker_from(row)));
  co_return breakers;
}

Async<Result<Done>> BreakerStore::forget_gone(std::chrono::milliseconds age) {
  WriteUnit unit;
  unit.add(kForgetGone, {sql(age.count())});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

WriteUnit BreakerStore::give(const std::string& provider, const NewOrder& order, const std::string& given_by) {
  WriteUnit unit;
  unit.add(kGiveOrder,
           {sql(provider), sql(json::name_of(order.action)), sql_of(order.open_for), sql(order.reason), sql(given_by)},
           Expect::exactly(1));
  unit.topics.emplace_back(kBreakersTopic);
  return unit;
}

Async<Result<std::vector<Order>>> BreakerStore::orders() {
  const Rows rows = CO_TRY(co_await database_.read(&kOrders, {kRowsMax}));
  std::vector<Order> orders;
  for (const Row& row : rows)
    orders.push_back(CO_TRY(order_from(row)));
  co_return orders;
}

}  // namespace swarm::breaker
