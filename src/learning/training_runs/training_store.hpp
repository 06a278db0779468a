#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "learning/training_runs/training_types.hpp"
#include "platform/runtime/async.hpp"
#include "platform/storage/database.hpp"

namespace swarm::training_runs {

std::span<const storage::Migration> migrations();
storage::Schema schema();

inline constexpr std::string_view kQueueTopic = "training_runs";
std::string topic_of(const RunId& run);

// A run is lost when its server has said nothing for so long.
inline constexpr std::chrono::milliseconds kLease{15'000};

struct RunFilter {
  std::optional<RunState> state{};
  std::optional<answers::Head> head{};
  std::optional<RunId> before{};
  std::int64_t count = 50;
};

// Which server works on a run: another incarnation after each start.
struct Owner {
  std::string replica;
  std::string incarnation;
};

// What a running run has to say with each heartbeat.
struct Heartbeat {
  std::string base_sha256;
  std::optional<ProgressPoint> progress;
  std::string log_tail;
  std::int64_t log_bytes = 0;
};

struct RunEnding {
  RunState state = RunState::failed;
  RunEnd end;
  Heartbeat last;
  std::vector<ProgressPoint> points;
  Money cost;
};

struct LostRun {
  RunId id;
  answers::Head head;
};

// Training runs in the database. Thread-safe. Every call may fail with `unavailable`. `conflict` where it is said: the
// run is not, or no longer, in the state that the call needs.
class TrainingStore {
 public:
  explicit TrainingStore(storage::Database& database) : database_(database) {}

  // `conflict`: `queued_max` of this server wait already. `storage_full`.
  static storage::WriteUnit insert(const TrainingRun& run, std::int64_t queued_max);
  static storage::WriteUnit cancel_queued(const Scope& scope, const RunId& run);   // `conflict`
  static storage::WriteUnit request_cancel(const Scope& scope, const RunId& run);  // `conflict`
  // `conflict`: it runs, is completed, belongs to another server, or too many wait.
  static storage::WriteUnit resume(const Scope& scope, const RunId& run, std::string_view replica,
                                   std::int64_t queued_max);

  Async<Result<TrainingRun>> find(Scope scope, RunId run);                      // `not_found`
  Async<Result<std::vector<TrainingRun>>> list(Scope scope, RunFilter filter);  // newest first
  Async<Result<RunWords>> words(Scope scope, RunId run);                        // `not_found`

  Async<Result<std::optional<TrainingRun>>> next_queued(std::string replica);
  // Makes it running, when no other run of any server is. False: not now.
  Async<Result<bool>> claim(RunId run, Owner owner);
  Async<Result<Done>> reserve(RunId run, Owner owner, Money amount);      // `conflict`
  Async<Result<bool>> heartbeat(RunId run, Owner owner, Heartbeat said);  // `conflict`; cancel wanted
  Async<Result<Done>> keep_points(RunId run, Owner owner, std::vector<ProgressPoint> points);  // `conflict`
  Async<Result<Done>> finish(RunId run, Owner owner, RunEnding ending);                        // `conflict`

  // Runs whose server is gone are failed from now on.
  Async<Result<std::vector<LostRun>>> mark_lost(Owner owner);
  Async<Result<std::vector<RunId>>> running_of(std::string replica);
  Async<Result<std::vector<RunId>>> too_many(std::string replica, std::int64_t kept_max);
  Async<Result<Done>> forget(RunId run);
  Async<Result<bool>> exists(RunId run);
  Async<Result<std::map<answers::Head, Time>>> last_success();
  Async<Result<std::int64_t>> waiting(std::string replica);

 private:
  storage::Database& database_;
};

}  // namespace swarm::training_runs
