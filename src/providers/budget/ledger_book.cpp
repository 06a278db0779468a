#include "providers/budget/ledger_book.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <ranges>

#include "base/invariant.hpp"

namespace swarm::budget {

Error LedgerBook::stopping() {
  return {.code = ErrorCode::unavailable, .message = "the server is stopping: nothing is spent any more"};
}

void Claim::settled(Money actual) {
  book_->settle(*this, actual);
}

bool Ledger::is_tight() const {
  return told_at && rest().nanodollars / kBlockOfRest < std::max(block, size).nanodollars;
}

LedgerBook::LedgerBook(Terms terms, std::size_t ledgers_max, Deps deps)
    : deps_(std::move(deps)),
      ledgers_max_(ledgers_max),
      terms_(terms),
      heads_{Ledger(LedgerName::of(LedgerKind::head, "math")), Ledger(LedgerName::of(LedgerKind::head, "logic")),
             Ledger(LedgerName::of(LedgerKind::head, "code")), Ledger(LedgerName::of(LedgerKind::head, "reasoning"))} {
  apply_limits();
}
LedgerBook::~LedgerBook() = default;

// --- Which ledgers --------------------------------------------------------------------------------------------------

Ledger* LedgerBook::known(Index& index, std::string_view id) {
  const auto found = index.find(id);
  if (found == index.end()) return nullptr;
  used_.splice(used_.begin(), used_, found->second);
  return &*found->second;
}

// How many ledgers a call counts against, in the order in which they are taken; kUnknown when one is not in memory.
std::size_t LedgerBook::find_known(const Payer& payer, Ledgers& ledgers) {
  std::size_t count = 0;
  if (!payer.key_id.empty()) ledgers[count++] = known(keys_, payer.key_id);
  ledgers[count++] = known(projects_, payer.project.text());
  if (!std::ranges::all_of(ledgers | std::views::take(count), [](const Ledger* ledger) { return ledger != nullptr; }))
    return kUnknown;
  const auto head = json::enum_named<Head>(payer.head);
  if (payer.is_training)
    ledgers[count++] = &training_;
  else if (head)
    ledgers[count++] = &heads_[static_cast<std::size_t>(*head)];
  ledgers[count++] = &day_;
  return count;
}

std::size_t LedgerBook::find_or_make(const Payer& payer, Ledgers& ledgers) {
  if (!payer.key_id.empty() && found_or_made(LedgerKind::key, payer.key_id) == nullptr) return kUnknown;
  if (found_or_made(LedgerKind::project, payer.project.text()) == nullptr) return kUnknown;
  return find_known(payer, ledgers);  // the key's may have gone again, were there room for one only
}

Ledger* LedgerBook::found_or_made(LedgerKind kind, const std::string& id) {
  Index& index = index_of(kind);
  if (Ledger* ledger = known(index, id)) return ledger;
  if (!make_room()) return nullptr;
  used_.emplace_front(LedgerName::of(kind, id));
  index.emplace(id, used_.begin());
  deps_.metrics.ledgers.set(static_cast<double>(used_.size()));
  Ledger& ledger = used_.front();
  apply_limit(ledger, limit_for(ledger.name));
  open(ledger);
  return &ledger;
}

Ledger* LedgerBook::ledger_named(const LedgerName& name) {
  switch (name.kind()) {
    case LedgerKind::day:
      return &day_;
    case LedgerKind::training:
      return &training_;
    case LedgerKind::head: {
      const auto head = json::enum_named<Head>(name.subject());
      return head ? &heads_[static_cast<std::size_t>(*head)] : nullptr;
    }
    case LedgerKind::project:
    case LedgerKind::key: {
      const Index& index = index_of(name.kind());
      const auto found = index.find(name.subject());
      return found == index.end() ? nullptr : &*found->second;
    }
  }
  return nullptr;
}

// Has the ledgers used longest ago give back what they have, and drops those that have; from three quarters full on, so
// that there is room when it is needed.
bool LedgerBook::make_room() {
  constexpr std::size_t kLookedAtMax = 8;
  if (used_.size() < ledgers_max_ / 4 * 3) return true;
  auto at = used_.end();
  for (std::size_t looked_at = 0; looked_at < kLookedAtMax && at != used_.begin(); ++looked_at) {
    Ledger& ledger = *--at;
    if (!ledger.is_idle()) continue;
    if (ledger.current && ledger.current->free > Money{}) {
      hand_back(*ledger.current, ledger.current->free);
      continue;
    }
    index_of(ledger.name.kind()).erase(ledger.name.subject());
    at = used_.erase(at);
    deps_.metrics.evictions.add();
  }
  return used_.size() < ledgers_max_;
}

void LedgerBook::open(Ledger& ledger) {
  if (!period_) return;
  ledger.current = std::make_unique<Allowance>();
  ledger.current->ledger = &ledger;
  ledger.current->period = id_of(*period_);
  ledger.current->used_at = ledger.current->looked_at = now();
}

std::vector<Ledger*> LedgerBook::all_ledgers() {
  std::vector<Ledger*> all{&day_, &training_};
  for (Ledger& head : heads_)
    all.push_back(&head);
  for (Ledger& ledger : used_)
    all.push_back(&ledger);
  return all;
}

// --- Calls ----------------------------------------------------------------------------------------------------------

bool LedgerBook::take_at_once(Claim& claim, const Payer& payer) {
  const Time at = now();
  MutexLock lock(mutex_);
  if (is_closed_ || !is_running(at)) return false;
  Ledgers ledgers{};
  const std::size_t count = find_known(payer, ledgers);
  if (count == kUnknown) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!ledgers[i]->queue.empty() || ledgers[i]->current->free < claim.worst_case()) return false;
  }
  for (std::size_t i = 0; i < count; ++i)
    take(claim, *ledgers[i], at);
  return true;
}

void LedgerBook::take(Claim& claim, Ledger& ledger, Time now) {
  Allowance& allowance = *ledger.current;
  allowance.free -= claim.worst_case();
  allowance.reserved += claim.worst_case();
  allowance.free_low = std::min(allowance.free_low, allowance.free);
  allowance.used_at = now;
  ++allowance.holds;
  ledger.size = claim.worst_case();
  claim.taken_[claim.count_++] = &allowance;
  // Ahead of need: the next block is there before this one is used up.
  if (allowance.free.nanodollars >= ledger.block.nanodollars / 2 || ledger.is_tight()) return;
  ledger.wish = std::max(ledger.wish, claim.worst_case());
  ask(ledger);
}

void LedgerBook::settle(Claim& claim, Money actual) {
  const Money spent = std::max(actual, Money{});
  const Money unused = std::max(claim.worst_case() - spent, Money{});
  const Money over = std::max(spent - claim.worst_case(), Money{});
  MutexLock lock(mutex_);
  give_back_claim(claim, unused, over);
  if (!touched_.empty()) serve_touched(now());
  if (over > Money{}) deps_.metrics.overruns.add();
}

void LedgerBook::give_back_claim(Claim& claim, Money unused, Money over) {
  for (std::size_t i = 0; i < claim.count_; ++i) {
    Allowance& allowance = *claim.taken_[i];
    allowance.reserved -= claim.worst_case();
    allowance.free += unused;
    --allowance.holds;
    SWARM_INVARIANT(allowance.holds >= 0 && allowance.reserved >= Money{}, "a claim is settled once");
    if (over > Money{}) {
      allowance.overrun += over;
      wait_to_post(allowance);
    }
    came_free(allowance, claim.worst_case());
  }
  claim.count_ = 0;
}

// Whoever waits has it first. Near the limit the rest of a call goes back to the account, so that other servers' calls
// may have it; but not what the next call of this size would be granted anyway.
void LedgerBook::came_free(Allowance& allowance, Money worst_case) {
  if (!allowance.is_current) {
    hand_back(allowance, allowance.free);
    forget_if_done(allowance);
    return;
  }
  Ledger& ledger = *allowance.ledger;
  if (!ledger.queue.empty()) return touch(ledger);
  if (is_closed_) return hand_back(allowance, allowance.free);
  if (!ledger.is_tight()) return;
  const Money block{std::max<std::int64_t>(ledger.rest().nanodollars, 0) / kBlockOfRest};
  const Money kept = block >= worst_case ? block : Money{};
  if (allowance.free > kept) hand_back(allowance, allowance.free - kept);
}

// --- Calls that wait ------------------------------------------------------------------------------------------------

void LedgerBook::queue_up(Waiter& waiter, const Payer& payer) {
  MutexLock lock(mutex_);
  if (is_closed_) return finish(waiter, std::unexpected(stopping()));
  if (waiting_ >= kWaitingMax) {
    Error error{.code = ErrorCode::limit_exceeded,
                .message = fmt::format("{} calls wait for the budget, which is the most", kWaitingMax),
                .retry_after = std::chrono::milliseconds{1'000}};
    return finish(waiter, std::unexpected(std::move(error)));
  }
  waiter.count = find_or_make(payer, waiter.ledgers);
  if (waiter.count == kUnknown) {
    waiter.count = 0;
    Error error{
        .code = ErrorCode::limit_exceeded,
        .message = fmt::format("more than {} keys and projects spend at once (budget.ledgers_max)", ledgers_max_),
        .retry_after = std::chrono::milliseconds{1'000}};
    return finish(waiter, std::unexpected(std::move(error)));
  }
  deps_.metrics.waiting.set(static_cast<double>(++waiting_));
  const Time at = now();
  for (std::size_t i = 0; i < waiter.count; ++i) {
    Ledger& ledger = *waiter.ledgers[i];
    ++ledger.pins;
    // All ledgers ask at once, not one after the other as they are taken.
    const bool lacks = !ledger.current || ledger.current->free < waiter.claim.worst_case();
    if (lacks && ledger.queue.empty() && !ledger.is_tight()) {
      ledger.wish = std::max(ledger.wish, waiter.claim.worst_case());
      ask(ledger);
    }
  }
  advance(waiter, at);
  serve_touched(at);
}

void LedgerBook::advance(Waiter& waiter, Time now) {
  for (; waiter.at < waiter.count; ++waiter.at) {
    Ledger& ledger = *waiter.ledgers[waiter.at];
    const bool has_it = is_running(now) && ledger.queue.empty() && ledger.current->free >= waiter.claim.worst_case();
    if (!has_it) {
      ledger.queue.push_back(&waiter);
      waiter.is_queued = true;
      return touch(ledger);
    }
    take(waiter.claim, ledger, now);
  }
  finish(waiter, Done{});
}

void LedgerBook::finish(Waiter& waiter, Result<Done> outcome) {
  if (waiter.count > 0) {
    for (std::size_t i = 0; i < waiter.count; ++i)
      --waiter.ledgers[i]->pins;
    waiter.count = 0;
    deps_.metrics.waiting.set(static_cast<double>(--waiting_));
  }
  waiter.outcome = std::move(outcome);
  waiter.wakeup.notify();
}

std::optional<Result<Done>> LedgerBook::outcome_of(const Waiter& waiter) {
  MutexLock lock(mutex_);
  return waiter.outcome;
}

void LedgerBook::drop_from_queue(Waiter& waiter) {
  if (!waiter.is_queued) return;
  Ledger& ledger = *waiter.ledgers[waiter.at];
  std::erase(ledger.queue, &waiter);
  waiter.is_queued = false;
  touch(ledger);  // the next one may need less
}

void LedgerBook::refuse(Waiter& waiter, Ledger& ledger, Time now, bool may_be_freed) {
  const Allowance* allowance = ledger.current.get();
  const Money unspent = allowance ? allowance->free + allowance->reserved + allowance->coming_back() : Money{};
  Error error = refusal_of({.ledger = ledger.name,
                            .limit = ledger.limit,
                            .spent = std::max(ledger.counted - unspent, Money{}),
                            .reserved = allowance ? allowance->reserved : Money{},
                            .worst_case = waiter.claim.worst_case(),
                            .ends_at = period_ ? period_->ends_at : now,
                            .time_zone = period_ ? period_->time_zone : "",
                            .now = now,
                            .may_be_freed = may_be_freed});
  ++ledger.refusals;
  deps_.metrics.refusals_of(ledger.name).add();
  give_back_claim(waiter.claim, waiter.claim.worst_case(), {});
  finish(waiter, std::unexpected(std::move(error)));
}

void LedgerBook::give_up(Waiter& waiter, bool also_the_database) {
  MutexLock lock(mutex_);
  if (waiter.outcome) return;
  Ledger& ledger = *waiter.ledgers[waiter.at];
  if (ledger.is_asking && !also_the_database) return;
  drop_from_queue(waiter);
  if (!ledger.is_asking) {
    refuse(waiter, ledger, now(), true);
  } else {
    give_back_claim(waiter.claim, waiter.claim.worst_case(), {});
    finish(waiter, fail(ErrorCode::unavailable, "the ledger does not answer, and nothing is spent without it"));
  }
  serve_touched(now());
}

void LedgerBook::leave(Waiter& waiter, bool goes_on) {
  MutexLock lock(mutex_);
  if (!waiter.outcome) {
    drop_from_queue(waiter);
    finish(waiter, fail(ErrorCode::cancelled, "nobody waits any more"));
  }
  if (goes_on) return;
  give_back_claim(waiter.claim, waiter.claim.worst_case(), {});
  serve_touched(now());
}

void LedgerBook::touch(Ledger& ledger) {
  if (std::exchange(ledger.is_touched, true)) return;
  touched_.push_back(&ledger);
}

// Serving one ledger may change others; they have their turn here, so that it never recurses.
void LedgerBook::serve_touched(Time now) {
  while (!touched_.empty()) {
    Ledger& ledger = *touched_.back();
    touched_.pop_back();
    ledger.is_touched = false;
    serve(ledger, now);
  }
}

// First come, first served. Refused is only what cannot be held by what is left, and would not be when all calls that
// run here had settled for nothing.
void LedgerBook::serve(Ledger& ledger, Time now) {
  while (!ledger.queue.empty()) {
    Waiter& waiter = *ledger.queue.front();
    if (!is_running(now)) return ask(ledger);  // which begins the next period
    const Verdict verdict = judge(ledger, waiter, now);
    if (verdict == Verdict::ask) return ask(ledger);
    if (verdict == Verdict::wait) return;
    ledger.queue.pop_front();
    waiter.is_queued = false;
    if (verdict == Verdict::take) {
      take(waiter.claim, ledger, now);
      ++waiter.at;
      advance(waiter, now);
    } else {
      refuse(waiter, ledger, now, verdict == Verdict::refuse_for_now);
    }
  }
}

LedgerBook::Verdict LedgerBook::judge(const Ledger& ledger, const Waiter& waiter, Time now) const {
  const Allowance& allowance = *ledger.current;
  const Money lacking = waiter.claim.worst_case() - allowance.free;
  if (lacking <= Money{}) return Verdict::take;
  if (ledger.is_asking) return Verdict::wait;
  const bool is_fresh = ledger.told_at && std::chrono::abs(now - *ledger.told_at) < kAnswerHolds;
  if (!is_fresh || lacking <= ledger.rest()) return Verdict::ask;
  const Money outstanding = allowance.reserved + allowance.coming_back();
  if (outstanding == Money{} || lacking > ledger.rest() + outstanding) return Verdict::refuse;
  return terms_.wait.count() > 0 ? Verdict::wait : Verdict::refuse_for_now;
}

}  // namespace swarm::budget
