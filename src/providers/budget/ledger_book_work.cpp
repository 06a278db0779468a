// What LedgerBook asks of the database, and what it is told.
#include <algorithm>

#include "base/invariant.hpp"
#include "providers/budget/ledger_book.hpp"

namespace swarm::budget {

// --- Blocks ---------------------------------------------------------------------------------------------------------

void LedgerBook::ask(Ledger& ledger) {
  if (is_closed_ || std::exchange(ledger.is_asking, true)) return;
  asking_.push_back(&ledger);
  deps_.on_work();
}

Work LedgerBook::take_work() {
  Work work;
  MutexLock lock(mutex_);
  const bool may_ask = is_running(now()) && !period_moved_;
  while (may_ask && !asking_.empty() && work.asks.size() < kAsksPerWriteMax) {
    work.asks.push_back(ask_of(*asking_.front()));
    asking_.pop_front();
  }
  while (!posting_.empty() && work.postings.size() < kPostingsPerWriteMax) {
    Allowance& allowance = *posting_.front();
    posting_.pop_front();
    if (!allowance.posting) {
      const bool is_return = allowance.to_return > Money{};
      Money& amount = is_return ? allowance.to_return : allowance.overrun;
      allowance.posting = Posting{.entry = deps_.ids.next(),
                                  .ledger = allowance.ledger->name.text(),
                                  .period = allowance.period,
                                  .kind = is_return ? EntryKind::give_back : EntryKind::overrun,
                                  .amount = is_return ? Money{} - amount : amount,
                                  .allowance = &allowance};
      amount = Money{};
    }
    work.postings.push_back(*allowance.posting);
  }
  return work;
}

GrantAsk LedgerBook::ask_of(Ledger& ledger) {
  Allowance& allowance = *ledger.current;
  ++allowance.holds;
  Money waiting;
  for (const Waiter* waiter : ledger.queue)
    waiting += waiter->claim.worst_case();
  const Money first = ledger.queue.empty() ? Money{} : ledger.queue.front()->claim.worst_case();
  const Money needed = std::max(first - allowance.free, Money{1});
  const Money block = ledger.is_tight() ? Money{} : std::max(ledger.block, ledger.wish);
  ledger.wish = {};
  return {.entry = deps_.ids.next(),
          .ledger = ledger.name.text(),
          .period = allowance.period,
          .needed = needed,
          .wanted = std::max(needed, waiting - std::min(allowance.free, waiting) + block),
          .limit = limit_of(terms_, ledger.name).value_or(kNoLimit),
          .allowance = &allowance};
}

void LedgerBook::answered(const GrantAsk& ask, const GrantAnswer& answer) {
  set_database_time(answer.now);
  MutexLock lock(mutex_);
  Allowance& allowance = *ask.allowance;
  Ledger& ledger = *allowance.ledger;
  ledger.is_asking = false;
  --allowance.holds;
  allowance.free += answer.granted;
  if (answer.granted > Money{}) deps_.metrics.blocks.add();
  if (!allowance.is_current || is_closed_) {
    hand_back(allowance, allowance.free);
    forget_if_done(allowance);
  } else {
    const bool has_limit = answer.account.limit < kNoLimit;
    apply_limit(ledger, has_limit ? std::optional(answer.account.limit) : std::nullopt);
    told(ledger, answer.account.counted, answer.now);
    if (answer.period_moved) {
      period_moved_ = true;
      if (!ledger.queue.empty()) this->ask(ledger);  // again, when the new period is known
    }
  }
  touch(ledger);
  serve_touched(answer.now);
}

void LedgerBook::failed(const GrantAsk& ask, const Error& error, bool may_come) {
  MutexLock lock(mutex_);
  Ledger& ledger = *ask.allowance->ledger;
  ledger.is_asking = false;
  refuse_all(ledger, error);
  if (!may_come) {
    --ask.allowance->holds;
    forget_if_done(*ask.allowance);
  }
  serve_touched(now());
}

void LedgerBook::cannot_ask(const Error& error) {
  MutexLock lock(mutex_);
  for (Ledger* ledger : std::exchange(asking_, {})) {
    ledger->is_asking = false;
    refuse_all(*ledger, error);
  }
  serve_touched(now());
}

void LedgerBook::refuse_all(Ledger& ledger, const Error& error) {
  while (!ledger.queue.empty()) {
    Waiter& waiter = *ledger.queue.front();
    ledger.queue.pop_front();
    waiter.is_queued = false;
    give_back_claim(waiter.claim, waiter.claim.worst_case(), {});
    finish(waiter, std::unexpected(error));
  }
}

void LedgerBook::granted_late(const GrantAsk& ask, Money amount) {
  MutexLock lock(mutex_);
  Allowance& allowance = *ask.allowance;
  --allowance.holds;
  allowance.free += amount;
  if (allowance.is_current && !is_closed_) {
    allowance.ledger->counted += amount;
    touch(*allowance.ledger);
    return serve_touched(now());
  }
  hand_back(allowance, allowance.free);
  forget_if_done(allowance);
}

// --- What goes back -------------------------------------------------------------------------------------------------

void LedgerBook::hand_back(Allowance& allowance, Money amount) {
  if (amount <= Money{}) return;
  allowance.free -= amount;
  allowance.to_return += amount;
  allowance.free_low = std::min(allowance.free_low, allowance.free);
  wait_to_post(allowance);
}

void LedgerBook::wait_to_post(Allowance& allowance) {
  if (std::exchange(allowance.is_waiting_to_post, true)) return;
  posting_.push_back(&allowance);
  deps_.on_work();
}

void LedgerBook::posted(const Posting& posting, std::optional<Money> counted) {
  MutexLock lock(mutex_);
  Allowance& allowance = *posting.allowance;
  allowance.posting.reset();
  allowance.is_waiting_to_post = false;
  if (allowance.to_return > Money{} || allowance.overrun > Money{}) wait_to_post(allowance);
  if (!allowance.is_current) return forget_if_done(allowance);
  const Time at = now();
  if (counted) told(*allowance.ledger, *counted, at);
  touch(*allowance.ledger);
  serve_touched(at);
}

void LedgerBook::not_posted(const Posting& posting) {
  MutexLock lock(mutex_);
  posting_.push_back(posting.allowance);  // with the same entry, so that it is entered once
}

bool LedgerBook::has_postings() const {
  MutexLock lock(mutex_);
  return !posting_.empty();
}

void LedgerBook::forget_if_done(Allowance& allowance) {
  if (allowance.is_current || !allowance.is_done()) return;
  std::erase_if(allowance.ledger->ended, [&](const auto& ended) { return ended.get() == &allowance; });
}

// --- Time -----------------------------------------------------------------------------------------------------------

bool LedgerBook::needs_period() const {
  const Time at = now();
  MutexLock lock(mutex_);
  return period_moved_ || !is_running(at);
}

std::optional<Period> LedgerBook::period() const {
  MutexLock lock(mutex_);
  return period_;
}

void LedgerBook::end_current(Ledger& ledger) {
  if (!ledger.current) return;
  Allowance& allowance = *ledger.current;
  allowance.is_current = false;
  ledger.ended.push_back(std::move(ledger.current));
  hand_back(allowance, allowance.free);
  forget_if_done(allowance);
}

void LedgerBook::begin(Period period, Time database_now) {
  set_database_time(database_now);
  MutexLock lock(mutex_);
  period_moved_ = false;
  const bool is_other_account = !period_ || id_of(*period_) != id_of(period);
  period_ = std::move(period);
  if (is_other_account) {
    for (Ledger* ledger : all_ledgers()) {
      end_current(*ledger);
      open(*ledger);
      ledger->counted = {};
      ledger->told_at.reset();
      ledger->refusals = 0;
    }
  }
  for (Ledger* ledger : all_ledgers()) {
    if (!ledger->queue.empty()) touch(*ledger);
  }
  serve_touched(now());
}

void LedgerBook::trim() {
  const Time at = now();
  MutexLock lock(mutex_);
  for (Ledger* ledger : all_ledgers())
    trim(*ledger, at);
}

void LedgerBook::trim(Ledger& ledger, Time now) {
  constexpr std::chrono::milliseconds kIdleWhenTight{1'000};
  if (!ledger.current || !ledger.queue.empty() || ledger.pins > 0) return;
  Allowance& allowance = *ledger.current;
  const std::chrono::milliseconds idle = ledger.is_tight() ? kIdleWhenTight : terms_.block_idle;
  if (now - allowance.used_at >= idle) return hand_back(allowance, allowance.free);
  if (now - allowance.looked_at < terms_.block_idle) return;
  if (allowance.free_low > ledger.block) hand_back(allowance, allowance.free_low - ledger.block);
  allowance.looked_at = now;
  allowance.free_low = allowance.free;
}

void LedgerBook::close() {
  MutexLock lock(mutex_);
  is_closed_ = true;
  asking_.clear();
  for (Ledger* ledger : all_ledgers()) {
    refuse_all(*ledger, stopping());
    if (ledger->current) hand_back(*ledger->current, ledger->current->free);
  }
  serve_touched(now());
}

// --- Limits and figures ---------------------------------------------------------------------------------------------

void LedgerBook::told(Ledger& ledger, Money counted, Time now) {
  ledger.counted = counted;
  ledger.told_at = now;
}

std::optional<Money> LedgerBook::limit_for(const LedgerName& name) const {
  const auto stored = stored_limits_.find(name.text());
  return stored == stored_limits_.end() ? limit_of(terms_, name) : std::optional(stored->second);
}

// What is granted beyond a limit that was lowered is not spent any more.
void LedgerBook::apply_limit(Ledger& ledger, std::optional<Money> limit) {
  ledger.limit = limit;
  ledger.block = block_of(terms_, limit);
  if (ledger.current && ledger.rest() < Money{}) hand_back(*ledger.current, ledger.current->free);
}

void LedgerBook::apply_limits() {
  for (Ledger* ledger : all_ledgers()) {
    apply_limit(*ledger, limit_for(ledger->name));
    touch(*ledger);
  }
  serve_touched(now());
}

void LedgerBook::set_terms(Terms terms) {
  MutexLock lock(mutex_);
  terms_ = terms;
  apply_limits();
}

void LedgerBook::set_limits(std::map<std::string, Money> stored) {
  MutexLock lock(mutex_);
  stored_limits_ = std::move(stored);
  apply_limits();
}

std::chrono::milliseconds LedgerBook::wait_max() const {
  MutexLock lock(mutex_);
  return terms_.wait;
}

LedgerFacts LedgerBook::facts(const LedgerName& name, std::optional<Money> counted) {
  MutexLock lock(mutex_);
  LedgerFacts facts{.name = name,
                    .limit = limit_for(name),
                    .limit_is_stored = stored_limits_.contains(name.text()),
                    .spent = counted.value_or(Money{})};
  Ledger* ledger = ledger_named(name);
  if (ledger == nullptr || !ledger->current) return facts;
  if (counted) told(*ledger, *counted, now());
  const Allowance& allowance = *ledger->current;
  const Money unspent = allowance.free + allowance.reserved + allowance.coming_back();
  facts.spent = std::max(ledger->counted + allowance.not_entered() - unspent, Money{});
  facts.reserved = allowance.reserved;
  facts.refusals = ledger->refusals;
  return facts;
}

}  // namespace swarm::budget
