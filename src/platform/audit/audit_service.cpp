#include "platform/audit/audit_service.hpp"

#include <fmt/format.h>

#include "platform/audit/audit_rules.hpp"

namespace swarm::audit {

namespace {

constexpr std::chrono::milliseconds kLookInterval{60'000};  // whether a checkpoint is due, when nothing happens

}  // namespace

AuditService::AuditService(AuditConfig config, Deps deps)
    : config_(config),
      deps_(std::move(deps)),
      store_(deps_.database),
      level_(config.level),
      last_signed_(deps_.clock.now()),
      wakeup_(deps_.loop),
      background_(deps_.loop) {}

Async<Result<Done>> AuditService::start() {
  CO_TRY(co_await find_head());
  {
    MutexLock lock(mutex_);
    state_ = State::running;
  }
  background_.spawn(write_forever());
  co_return Done{};
}

Async<void> AuditService::stop() {
  bool was_running = false;
  {
    MutexLock lock(mutex_);
    was_running = state_ == State::running;
    state_ = was_running ? State::closing : State::ended;
  }
  if (was_running) {
    wakeup_.notify();
    co_await ended_.receive();
  }
  co_await background_.stop();
}

Async<Result<storage::WriteOutcome>> AuditService::write(storage::WriteUnit unit, AuditEntry entry) {
  if (level_ == Level::off) co_return co_await deps_.database.write(std::move(unit));
  Change change{.unit = std::move(unit), .entry = std::move(entry), .done = {}};
  const runtime::OneShot<Result<storage::WriteOutcome>> done = change.done;
  {
    MutexLock lock(mutex_);
    if (state_ != State::running)
      co_return fail(ErrorCode::unavailable, "the audit log is not open; the change was not made");
    if (changes_.size() >= kChangesWaitingMax) {
      co_return fail(ErrorCode::limit_exceeded,
                     fmt::format("{} administrative changes wait already; try again", kChangesWaitingMax));
    }
    changes_.push_back(std::move(change));
  }
  wakeup_.notify();
  co_return co_await done.receive();
}

void AuditService::note(AuditEntry entry) {
  if (level_ != Level::security) return;
  enqueue_note(std::move(entry));
}

void AuditService::set_level(Level level) {
  const Level before = level_.exchange(level);
  if (before == level) return;
  enqueue_note({.actor_name = "configuration",
                .action = "audit.level",
                .details = {{"from", json::name_of(before)}, {"to", json::name_of(level)}}});
}

void AuditService::enqueue_note(AuditEntry entry) {
  {
    MutexLock lock(mutex_);
    if (state_ != State::running || std::ssize(notes_) >= config_.queue_max) {
      deps_.metrics.dropped.add();
      return;
    }
    notes_.push_back(std::move(entry));
  }
  wakeup_.notify();
}

// One change, or else some notes. Once nothing is left and we are closing, nothing is taken in any more.
AuditService::Work AuditService::take_work() {
  MutexLock lock(mutex_);
  Work work;
  if (!changes_.empty()) {
    work.change.emplace(std::move(changes_.front()));
    changes_.pop_front();
    return work;
  }
  while (!notes_.empty() && work.notes.size() < kNotesPerUnitMax) {
    work.notes.push_back(std::move(notes_.front()));
    notes_.pop_front();
  }
  if (work.notes.empty() && state_ == State::closing) {
    state_ = State::ended;
    work.ended = true;
  }
  return work;
}

Async<void> AuditService::write_forever() {
  while (true) {
    Work work = take_work();
    if (work.ended) break;
    if (work.change) {
      const runtime::OneShot<Result<storage::WriteOutcome>> done = work.change->done;
      done.deliver(co_await write_change(std::move(*work.change)));
    } else if (!work.notes.empty()) {
      co_await write_notes(std::move(work.notes));
    } else {
      co_await wakeup_.wait_for(kLookInterval);
    }
    co_await sign_when_due(false);
  }
  co_await sign_when_due(true);
  ended_.deliver(Done{});
}

Async<Result<storage::WriteOutcome>> AuditService::write_change(Change change) {
  const std::size_t own_statements = change.unit.statements.size();
  std::vector<AuditEntry> entries;
  entries.push_back(std::move(change.entry));
  storage::WriteOutcome outcome = CO_TRY(co_await append(std::move(change.unit), std::move(entries)));
  deps_.metrics.administrative.add();
  outcome.rows.resize(std::min(own_statements, outcome.rows.size()));
  outcome.changed.resize(std::min(own_statements, outcome.changed.size()));
  co_return outcome;
}

Async<void> AuditService::write_notes(std::vector<AuditEntry> notes) {
  const auto count = static_cast<double>(notes.size());
  const Result<storage::WriteOutcome> written = co_await append({}, std::move(notes));
  if (written) {
    deps_.metrics.security.add(count);
    co_return;
  }
  deps_.metrics.dropped.add(count);
  deps_.log.error("audit_entries_lost",
                  {{"entries", static_cast<std::int64_t>(count)}, {"error", written.error().message}});
}

// Commits the unit with the entries at its end. A conflict is either the caller's own, or a sign that another process
// lengthened our chain: the head in the database tells.
Async<Result<storage::WriteOutcome>> AuditService::append(storage::WriteUnit unit, std::vector<AuditEntry> entries) {
  for (std::size_t attempt = 0; attempt < kHeadAttemptsMax; ++attempt) {
    const ChainHead before = CO_TRY(co_await find_head());
    storage::WriteUnit whole = unit;
    const ChainHead after = extend(whole, before, entries);
    Result<storage::WriteOutcome> written = co_await deps_.database.write(std::move(whole));
    set_head(written ? std::optional(after) : std::nullopt);
    if (written || written.error().code != ErrorCode::conflict) co_return written;
    const ChainHead now = CO_TRY(co_await find_head());
    if (now.number == before.number) co_return written;
    deps_.log.warn("audit_chain_moved",
                   {{"replica", deps_.replica}, {"expected", before.number}, {"found", now.number}});
  }
  co_return fail(ErrorCode::unavailable,
                 fmt::format("another process writes the audit chain of '{}'; give each process its own replica name",
                             deps_.replica));
}

ChainHead AuditService::extend(storage::WriteUnit& unit, ChainHead head, const std::vector<AuditEntry>& entries) const {
  const Time now = deps_.clock.now();
  for (const AuditEntry& entry : entries) {
    SealedEntry sealed = seal(entry, deps_.replica, head, now);
    AuditStore::add_entry(unit, sealed);
    head.number = sealed.number;
    head.hash = std::move(sealed.hash);
  }
  return head;
}

Async<Result<ChainHead>> AuditService::find_head() {
  if (const std::optional<ChainHead> known = known_head()) co_return *known;
  const ChainHead found = CO_TRY(co_await store_.head(deps_.replica));
  set_head(found);
  co_return found;
}

std::optional<ChainHead> AuditService::known_head() const {
  MutexLock lock(mutex_);
  return head_;
}

void AuditService::set_head(std::optional<ChainHead> head) {
  MutexLock lock(mutex_);
  head_ = std::move(head);
}

bool AuditService::checkpoint_is_due(const ChainHead& head, bool at_stop) const {
  const std::int64_t unsigned_entries = head.number - head.checkpoint_number;
  if (unsigned_entries <= 0) return false;
  if (at_stop || unsigned_entries >= config_.checkpoint_entries) return true;
  return deps_.clock.now() - last_signed_ >= config_.checkpoint_interval;
}

Async<void> AuditService::sign_when_due(bool at_stop) {
  std::optional<ChainHead> head = known_head();
  if (!head || !checkpoint_is_due(*head, at_stop)) co_return;
  const Checkpoint checkpoint = sign_checkpoint(deps_.replica, *head, deps_.clock.now(), deps_.key);
  storage::WriteUnit unit;
  AuditStore::add_checkpoint(unit, checkpoint);
  const Result<storage::WriteOutcome> written = co_await deps_.database.write(std::move(unit));
  last_signed_ = deps_.clock.now();
  if (!written) {
    deps_.log.error("audit_checkpoint_failed", {{"error", written.error().message}});
    set_head(std::nullopt);
    co_return;
  }
  head->checkpoint_number = checkpoint.number;
  set_head(std::move(head));
}

Async<Result<std::vector<ChainReport>>> AuditService::verify() {
  AuditVerifier verifier(
      store_, {.trusted_keys = {deps_.key.public_key()}, .own_replica = deps_.replica, .own_head = known_head()});
  std::vector<ChainReport> reports = CO_TRY(co_await verifier.verify());
  for (const ChainReport& report : reports) {
    if (report.valid) continue;
    deps_.log.error("audit_chain_broken",
                    {{"replica", report.replica}, {"number", report.broken_number}, {"trouble", report.trouble}});
  }
  deps_.metrics.chain_valid.set(all_valid(reports) ? 1 : 0);
  deps_.metrics.verified_at.set(static_cast<double>(to_milliseconds(deps_.clock.now())) / 1000);
  co_return reports;
}

Async<Result<bool>> AuditService::retire(Time before) {
  const std::optional<std::int64_t> through =
      CO_TRY(co_await store_.retirable(deps_.replica, before, kRetireEntriesMax));
  if (!through) co_return false;
  storage::WriteUnit unit;
  AuditStore::retire(unit, deps_.replica, *through);
  AuditEntry entry{.actor_name = "retention",
                   .action = "audit.retire",
                   .subject = deps_.replica,
                   .details = {{"through", *through}}};
  CO_TRY(co_await write(std::move(unit), std::move(entry)));
  co_return true;
}

}  // namespace swarm::audit
