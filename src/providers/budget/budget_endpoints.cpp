#include "providers/budget/budget_endpoints.hpp"

#include <fmt/format.h>

namespace swarm::budget {

namespace {

audit::Caller caller_of(const http::RequestContext& context) {
  return {context.principal, context.client_address, context.request_id};
}

bool sees_all(const http::Principal& principal) {
  return principal.role == http::Role::operator_ || principal.role == http::Role::admin;
}

std::vector<LedgerName> own_ledgers(const http::Principal& principal) {
  return {LedgerName::of(LedgerKind::key, principal.key_id),
          LedgerName::of(LedgerKind::project, principal.project.text())};
}

// What one may not see is not there.
Result<LedgerName> visible(const http::Principal& principal, const std::string& text) {
  LedgerName name = TRY(LedgerName::parse(text));
  if (sees_all(principal)) return name;
  for (const LedgerName& own : own_ledgers(principal)) {
    if (own == name) return name;
  }
  return fail(ErrorCode::not_found, fmt::format("there is no ledger '{}'", text));
}

LedgerView view_of(const LedgerFacts& facts, const Period& period) {
  LedgerView view{.ledger = facts.name.text(),
                  .kind = facts.name.kind(),
                  .subject = facts.name.subject(),
                  .limit_is_stored = facts.limit_is_stored,
                  .spent_dollars = in_dollars(facts.spent),
                  .reserved_dollars = in_dollars(facts.reserved),
                  .period_begins_at = period.begins_at,
                  .period_ends_at = period.ends_at,
                  .time_zone = period.time_zone,
                  .epoch = period.epoch,
                  .refusals = facts.refusals};
  if (facts.limit) view.limit_dollars = in_dollars(*facts.limit);
  if (const auto left = remaining(facts)) view.remaining_dollars = in_dollars(*left);
  return view;
}

BudgetView view_of(const BudgetPage& page) {
  BudgetView view{.ledgers = {}, .next_cursor = page.next};
  for (const LedgerFacts& facts : page.ledgers)
    view.ledgers.push_back(view_of(facts, page.period));
  return view;
}

LedgerView first_of(const BudgetPage& page) {
  return view_of(page.ledgers.at(0), page.period);
}

BudgetEntryView view_of(const Entry& entry) {
  return {.id = entry.id,
          .ledger = entry.ledger,
          .kind = entry.kind,
          .dollars = in_dollars(entry.amount),
          .period_begins_at = from_milliseconds(entry.period.begins_ms),
          .epoch = entry.period.epoch,
          .replica = entry.replica,
          .incarnation = entry.incarnation,
          .made_by = entry.made_by,
          .reason = entry.reason,
          .at = entry.at};
}

Money signed_dollars(double amount) {
  return amount < 0 ? Money{} - dollars(-amount) : dollars(amount);
}

}  // namespace

void BudgetEndpoints::declare(http::Router& router) {
  using E = BudgetEndpoints;
  using http::Permission;
  router.get<&E::list>("/api/v1/budget", Permission::budget_read, *this,
                       "What is spent, reserved and left, by ledger: of the day, heads, projects and keys.");
  router.get<&E::find>("/api/v1/budget/ledgers/{id}", Permission::budget_read, *this, "One ledger.");
  router.get<&E::entries>("/api/v1/budget/entries", Permission::budget_read, *this,
                          "What was granted, given back and corrected.");
  router.put<&E::set_limit>("/api/v1/budget/limits/{id}", Permission::budget_write, *this,
                            "Give one key or project a limit of its own, at once.");
  router.remove<&E::remove_limit>("/api/v1/budget/limits/{id}", Permission::budget_write, *this,
                                  "Let the configured limit hold again for one key or project, at once.");
  router.post<&E::correct>("/api/v1/budget/corrections", Permission::budget_write, *this,
                           "Correct what counts as spent, by an entry: after a crash, or to a provider's own figure.");
  router.post<&E::reset>("/api/v1/admin/budget/reset", Permission::budget_write, *this,
                         "Begin the running day anew with nothing spent, in all ledgers.");
  router.alias("/admin/budget/reset", http::Method::post, "/api/v1/admin/budget/reset");
}

Async<Result<BudgetView>> BudgetEndpoints::list(http::RequestContext context, http::Query<BudgetQuery> query) {
  if (!query.value.cursor.empty()) CO_TRY(LedgerName::parse(query.value.cursor));
  if (sees_all(context.principal))
    co_return view_of(CO_TRY(co_await service_.page(std::move(query.value.cursor), query.value.limit)));
  co_return view_of(CO_TRY(co_await service_.of(own_ledgers(context.principal))));
}

Async<Result<LedgerView>> BudgetEndpoints::find(http::RequestContext context, http::Path<LedgerPath> path) {
  std::vector<LedgerName> names {
    CO_TRY(visible(context.principal, path.value.id))
  };
  co_return first_of(CO_TRY(co_await service_.of(std::move(names))));
}

Async<Result<BudgetEntryList>> BudgetEndpoints::entries(http::RequestContext context,
                                                        http::Query<BudgetEntriesQuery> query) {
  std::string ledger = query.value.ledger;
  if (!ledger.empty()) ledger = CO_TRY(visible(context.principal, ledger))
  .text();
  else if (!sees_all(context.principal)) ledger = own_ledgers(context.principal).front().text();
  if (!query.value.cursor.empty()) CO_TRY(EntryId::parse(query.value.cursor));
  std::vector<Entry> found =
      CO_TRY(co_await service_.entries(std::move(ledger), std::move(query.value.cursor), query.value.limit + 1));
  BudgetEntryList list;
  if (std::ssize(found) > query.value.limit) {
    found.pop_back();
    list.next_cursor = found.back().id;
  }
  for (const Entry& entry : found)
    list.entries.push_back(view_of(entry));
  co_return list;
}

Async<Result<LedgerView>> BudgetEndpoints::set_limit(http::RequestContext context, http::Path<LedgerPath> path,
                                                     http::Body<SetBudgetLimit> body) {
  LedgerName ledger = CO_TRY(LedgerName::parse(path.value.id));
  co_return first_of(
      CO_TRY(co_await service_.set_limit(caller_of(context), std::move(ledger), dollars(body.value.dollars_per_day))));
}

Async<Result<http::NoContent>> BudgetEndpoints::remove_limit(http::RequestContext context,
                                                             http::Path<LedgerPath> path) {
  LedgerName ledger = CO_TRY(LedgerName::parse(path.value.id));
  CO_TRY(co_await service_.remove_limit(caller_of(context), std::move(ledger)));
  co_return http::NoContent{};
}

Async<Result<LedgerView>> BudgetEndpoints::correct(http::RequestContext context, http::Body<CorrectBudget> body) {
  CorrectBudget& asked = body.value;
  LedgerName ledger = CO_TRY(LedgerName::parse(asked.ledger));
  co_return first_of(CO_TRY(co_await service_.correct(caller_of(context), std::move(ledger),
                                                      signed_dollars(asked.dollars), std::move(asked.reason))));
}

Async<Result<BudgetView>> BudgetEndpoints::reset(http::RequestContext context) {
  co_return view_of(CO_TRY(co_await service_.reset(caller_of(context))));
}

}  // namespace swarm::budget
