#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/mutex.hpp"
#include "platform/audit/audit_config.hpp"
#include "platform/audit/audit_metrics.hpp"
#include "platform/audit/audit_store.hpp"
#include "platform/audit/audit_verifier.hpp"
#include "platform/audit/audit_writer.hpp"
#include "platform/crypto/signing.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::audit {

inline constexpr std::string_view kSigningKeyFile = "audit.key";  // in the data folder
inline constexpr std::size_t kChangesWaitingMax = 256;            // administrative changes that may wait for their turn
inline constexpr std::size_t kNotesPerUnitMax = 100;
inline constexpr std::size_t kHeadAttemptsMax = 3;        // when another process writes our chain
inline constexpr std::int64_t kRetireEntriesMax = 4'096;  // per unit of retention

// This replica's audit log. One coroutine seals and writes, so that entries have one order; everyone else hands it
// their work. Thread-safe.
class AuditService final : public AuditWriter {
 public:
  struct Deps {
    storage::Database& database;
    runtime::Loop& loop;
    const Clock& clock;
    AuditMetrics& metrics;
    telemetry::Log log;
    crypto::SigningKey key;  // kSigningKeyFile
    std::string replica;     // stable across restarts and unique among the processes on one database
  };
  AuditService(AuditConfig config, Deps deps);

  // Finds the end of the chain; nothing is written before.
  Async<Result<Done>> start();
  // Writes what waits, and a checkpoint.
  Async<void> stop();

  Async<Result<storage::WriteOutcome>> write(storage::WriteUnit unit, AuditEntry entry) override;
  void note(AuditEntry entry) override;

  Level level() const { return level_; }
  // Changes what is written from now on; the change itself is always written.
  void set_level(Level level);

  Async<Result<std::vector<SealedEntry>>> list(AuditFilter filter) { return store_.list(std::move(filter)); }
  Async<Result<std::vector<SealedEntry>>> follow(std::string replica, std::int64_t number, std::int64_t limit) {
    return store_.follow(std::move(replica), number, limit);
  }
  // Walks all chains, and says the result to metrics and log.
  Async<Result<std::vector<ChainReport>>> verify();

  // Deletes this replica's oldest entries up to a checkpoint that was made before `before`, at most kRetireEntriesMax
  // of them, and writes an entry about it. False when there is nothing to delete: retention calls it until then.
  Async<Result<bool>> retire(Time before);

 private:
  struct Change {
    storage::WriteUnit unit;
    AuditEntry entry;
    runtime::OneShot<Result<storage::WriteOutcome>> done;
  };
  struct Work {
    std::optional<Change> change{};
    std::vector<AuditEntry> notes{};
    bool ended = false;
  };
  enum class State { new_, running, closing, ended };

  void enqueue_note(AuditEntry entry);
  Work take_work();
  Async<void> write_forever();
  Async<Result<storage::WriteOutcome>> write_change(Change change);
  Async<void> write_notes(std::vector<AuditEntry> notes);
  Async<Result<storage::WriteOutcome>> append(storage::WriteUnit unit, std::vector<AuditEntry> entries);
  ChainHead extend(storage::WriteUnit& unit, ChainHead head, const std::vector<AuditEntry>& entries) const;
  Async<Result<ChainHead>> find_head();
  std::optional<ChainHead> known_head() const;
  void set_head(std::optional<ChainHead> head);
  bool checkpoint_is_due(const ChainHead& head, bool at_stop) const;
  Async<void> sign_when_due(bool at_stop);

  const AuditConfig config_;
  Deps deps_;
  AuditStore store_;
  std::atomic<Level> level_;
  mutable Mutex mutex_;
  State state_ SWARM_GUARDED_BY(mutex_) = State::new_;
  std::deque<Change> changes_ SWARM_GUARDED_BY(mutex_);
  std::deque<AuditEntry> notes_ SWARM_GUARDED_BY(mutex_);
  std::optional<ChainHead> head_ SWARM_GUARDED_BY(mutex_);  // unknown after a write that failed
  Time last_signed_;                                        // tried, at least; the writing coroutine's
  runtime::OneShot<Done> ended_;
  runtime::Wakeup wakeup_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::audit
