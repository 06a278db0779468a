// What people ask of the ledgers: figures, limits, corrections, resets.
#include <algorithm>
#include <fmt/format.h>

#include "base/text.hpp"
#include "providers/budget/budget_service.hpp"

namespace swarm::budget {

namespace {

constexpr std::size_t kReasonLengthMax = 512;
constexpr int kResetAttemptsMax = 3;

std::unexpected<Error> fault(std::string path, std::string message) {
  std::vector<Fault> faults;
  faults.push_back({std::move(path), std::move(message)});
  return std::unexpected(json::error_of(std::move(faults)));
}

}  // namespace

// --- Reading --------------------------------------------------------------------------------------------------------

Async<Result<BudgetPage>> BudgetService::ask(Asked asked) {
  const runtime::OneShot<Result<BudgetPage>> answer = asked.answer;
  {
    MutexLock lock(mutex_);
    if (has_ended_ || asked_.size() >= kPagesWaitingMax)
      co_return fail(ErrorCode::unavailable, has_ended_ ? "the server is stopping" : "too many ask for the budget");
    asked_.push_back(std::move(asked));
  }
  wakeup_.notify();
  co_return co_await answer.receive();
}

Async<Result<BudgetPage>> BudgetService::page(std::string after, std::int64_t limit) {
  return ask({.names = {}, .after = std::move(after), .limit = std::min(limit, kPageMax), .answer = {}});
}

Async<Result<BudgetPage>> BudgetService::of(std::vector<LedgerName> names) {
  return ask({.names = std::move(names), .after = {}, .limit = 0, .answer = {}});
}

Async<void> BudgetService::answer_pages() {
  std::deque<Asked> asked;
  {
    MutexLock lock(mutex_);
    asked.swap(asked_);
  }
  // Who asks behind a change of theirs sees it: the look of this round may have begun before it was written.
  Result<Done> looked = Done{};
  if (!asked.empty() && must_look_) looked = co_await look();
  for (Asked& each : asked) {
    if (looked)
      each.answer.deliver(co_await page_for(std::move(each.names), std::move(each.after), each.limit));
    else
      each.answer.deliver(std::unexpected(looked.error()));
  }
}

Async<Result<BudgetPage>> BudgetService::page_for(std::vector<LedgerName> names, std::string after,
                                                  std::int64_t limit) {
  const std::optional<Period> period = book_->period();
  if (!period) co_return fail(ErrorCode::unavailable, "the ledger has not answered yet");
  BudgetPage page{.period = *period, .ledgers = {}, .next = {}};
  for (const LedgerName& name : names)
    page.ledgers.push_back(book_->facts(name, CO_TRY(co_await store_.ledger(id_of(*period), name.text())).counted));
  if (!names.empty()) co_return page;
  std::vector<LedgerRow> rows = CO_TRY(co_await store_.ledgers(id_of(*period), after, limit + 1));
  if (std::ssize(rows) > limit) {
    rows.pop_back();
    page.next = rows.back().ledger;
  }
  for (const LedgerRow& row : rows) {
    if (const Result<LedgerName> name = LedgerName::parse(row.ledger))
      page.ledgers.push_back(book_->facts(*name, row.counted));
  }
  if (after.empty()) add_configured(page);
  co_return page;
}

// The day, the night's training and heads that have a limit, also before anything was spent.
void BudgetService::add_configured(BudgetPage& page) {
  std::vector<LedgerName> always{LedgerName::day(), LedgerName::training()};
  for (const auto& head : enum_names(Head{}))
    always.push_back(LedgerName::of(LedgerKind::head, std::string(head.name)));
  for (const LedgerName& name : always) {
    if (std::ranges::find(page.ledgers, name, &LedgerFacts::name) != page.ledgers.end()) continue;
    const LedgerFacts facts = book_->facts(name, Money{});
    if (facts.limit) page.ledgers.push_back(facts);
  }
  std::ranges::sort(page.ledgers, {}, [](const LedgerFacts& facts) { return facts.name.text(); });
}

Async<Result<std::vector<Entry>>> BudgetService::entries(std::string ledger, std::string before, std::int64_t limit) {
  return store_.entries(std::move(ledger), std::move(before), limit);
}

// --- Limits ---------------------------------------------------------------------------------------------------------

Async<Result<Done>> BudgetService::check_exists(LedgerName ledger) {
  if (ledger.kind() == LedgerKind::key) {
    identity::KeyId id = CO_TRY(identity::KeyId::parse(ledger.subject()));
    CO_TRY(co_await deps_.identity.key(std::move(id)));
  } else if (ledger.kind() == LedgerKind::project) {
    ProjectId id = CO_TRY(ProjectId::parse(ledger.subject()));
    CO_TRY(co_await deps_.identity.project(std::move(id)));
  } else {
    const std::string_view setting = ledger.kind() == LedgerKind::day        ? "dollars_per_day"
                                     : ledger.kind() == LedgerKind::training ? "dollars_per_training_night"
                                                                             : "heads";
    co_return fail(ErrorCode::invalid_input,
                   fmt::format("the limit of '{}' stands in the configuration (budget.{}); change it there and reload",
                               ledger.text(), setting));
  }
  co_return Done{};
}

Async<Result<BudgetPage>> BudgetService::set_limit(audit::Caller caller, LedgerName ledger, Money limit) {
  CO_TRY(co_await check_exists(ledger));
  audit::AuditEntry entry =
      audit::entry_of(caller, "budget.set_limit", ledger.text(), json::Object{{"dollars_per_day", to_text(limit)}});
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(BudgetStore::set_limit(ledger, limit, caller.principal.key_id), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict) {
    co_return fail(ErrorCode::limit_exceeded,
                   fmt::format("{} keys and projects have limits, which is the most; remove some", kStoredLimitsMax));
  }
  CO_TRY(written);
  must_look_ = true;
  co_return co_await of({std::move(ledger)});
}

Async<Result<Done>> BudgetService::remove_limit(audit::Caller caller, LedgerName ledger) {
  audit::AuditEntry entry = audit::entry_of(caller, "budget.remove_limit", ledger.text());
  const Result<storage::WriteOutcome> written =
      co_await deps_.audit.write(BudgetStore::remove_limit(ledger), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict)
    co_return fail(ErrorCode::not_found, fmt::format("'{}' has no limit of its own", ledger.text()));
  CO_TRY(written);
  must_look_ = true;
  CO_TRY(co_await of({std::move(ledger)}));
  co_return Done{};
}

// --- Corrections and resets -----------------------------------------------------------------------------------------

// As the database says; the book may not have heard of it.
Async<Result<Period>> BudgetService::known_period() {
  const Standing standing = CO_TRY(co_await standing_with_period());
  co_return *standing.running;
}

Async<Result<BudgetPage>> BudgetService::correct(audit::Caller caller, LedgerName ledger, Money amount,
                                                 std::string reason) {
  if (amount == Money{}) co_return fault("$.dollars", "an amount other than zero expected");
  if (reason.empty() || reason.size() > kReasonLengthMax || has_control_character(reason)) {
    co_return fault("$.reason", fmt::format("1 to {} bytes without control characters expected", kReasonLengthMax));
  }
  if (ledger.kind() == LedgerKind::key || ledger.kind() == LedgerKind::project) CO_TRY(co_await check_exists(ledger));
  const Period period = CO_TRY(co_await known_period());
  audit::AuditEntry entry = audit::entry_of(caller, "budget.correct", ledger.text(),
                                            json::Object{{"dollars", to_text(amount)}, {"reason", reason}});
  storage::WriteUnit unit = BudgetStore::correct({.id = deps_.ids.next(),
                                                  .period = id_of(period),
                                                  .ledger = ledger.text(),
                                                  .kind = EntryKind::correction,
                                                  .amount = amount,
                                                  .made_by = caller.principal.key_id,
                                                  .reason = std::move(reason)});
  const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
  if (!written && written.error().code == ErrorCode::conflict)
    co_return fault("$.dollars", fmt::format("'{}' does not count that much in this period", ledger.text()));
  CO_TRY(written);
  metrics_.corrections.add();
  must_look_ = true;
  co_return co_await of({std::move(ledger)});
}

Async<Result<BudgetPage>> BudgetService::reset(audit::Caller caller) {
  for (int attempt = 0; attempt < kResetAttemptsMax; ++attempt) {  // midnight or another reset may come between
    const Period period = CO_TRY(co_await known_period());
    const std::int64_t epoch = period.epoch + 1;
    audit::AuditEntry entry =
        audit::entry_of(caller, "budget.reset", LedgerName::day().text(), json::Object{{"epoch", epoch}});
    storage::WriteUnit unit = BudgetStore::begin_epoch({.id = deps_.ids.next(),
                                                        .period = {to_milliseconds(period.begins_at), epoch},
                                                        .ledger = LedgerName::day().text(),
                                                        .kind = EntryKind::reset,
                                                        .made_by = caller.principal.key_id});
    const Result<storage::WriteOutcome> written = co_await deps_.audit.write(std::move(unit), std::move(entry));
    if (!written && written.error().code == ErrorCode::conflict) continue;
    CO_TRY(written);
    metrics_.resets.add();
    must_look_ = true;
    co_return co_await page("", kPageMax);
  }
  co_return fail(ErrorCode::conflict, "the period has moved on several times; try again");
}

}  // namespace swarm::budget
