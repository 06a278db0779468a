#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "platform/audit/audit_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::audit {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::int64_t kListMax = 500;      // entries per page of a list
inline constexpr std::int64_t kExportMax = 5'000;  // and of an export

// A place in the list, newest first.
struct ListPosition {
  std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
  std::string replica{};
  std::int64_t number = 0;
};

// What of the log is asked for; an empty text is no condition.
struct AuditFilter {
  std::string actor_key_id{};
  std::string action_prefix{};
  std::string subject{};
  std::string project{};
  std::optional<Time> since{};  // inclusive
  std::optional<Time> until{};  // exclusive
  ListPosition before{};
  std::int64_t limit = 100;
};

// The audit log in the database. Nothing changes an entry; only retire() deletes. Thread-safe. Every read may fail with
// `unavailable`.
class AuditStore {
 public:
  explicit AuditStore(storage::Database& database) : database_(database) {}

  // Adding to a unit. `conflict` when the number is taken.
  static void add_entry(storage::WriteUnit& unit, const SealedEntry& entry);
  static void add_checkpoint(storage::WriteUnit& unit, const Checkpoint& checkpoint);
  // Deletes the entries up to `number`, which a checkpoint signs, and the older checkpoints.
  static void retire(storage::WriteUnit& unit, const std::string& replica, std::int64_t number);

  Async<Result<ChainHead>> head(std::string replica);  // number 0 for a chain that has not begun
  Async<Result<std::vector<std::string>>> replicas();
  Async<Result<std::vector<SealedEntry>>> list(AuditFilter filter);
  // In chain order, after (replica, number): all chains one after the other.
  Async<Result<std::vector<SealedEntry>>> follow(std::string replica, std::int64_t number, std::int64_t limit);
  // Of one chain, in order, after `number`.
  Async<Result<std::vector<SealedEntry>>> chain(std::string replica, std::int64_t number, std::int64_t limit);
  // Of one chain, with numbers from `first` to `last`, ascending.
  Async<Result<std::vector<Checkpoint>>> checkpoints(std::string replica, std::int64_t first, std::int64_t last);
  // The highest number that is signed; 0: none.
  Async<Result<std::int64_t>> newest_checkpoint(std::string replica);
  // Up to where the chain may be cut: the newest checkpoint made before `before`, at most `entries_max` entries from
  // the chain's beginning; nothing when there is none.
  Async<Result<std::optional<std::int64_t>>> retirable(std::string replica, Time before, std::int64_t entries_max);

 private:
  storage::Database& database_;
};

}  // namespace swarm::audit
