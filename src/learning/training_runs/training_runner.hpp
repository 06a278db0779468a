#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "learning/training_runs/run_job.hpp"
#include "learning/training_runs/training_metrics.hpp"
#include "learning/training_runs/training_store.hpp"
#include "platform/runtime/blocking_pool.hpp"
#include "platform/runtime/one_shot.hpp"
#include "platform/runtime/task_group.hpp"
#include "platform/runtime/timers.hpp"
#include "platform/storage/disk_reserve.hpp"
#include "platform/telemetry/log.hpp"
#include "providers/budget/budget_gate.hpp"

namespace swarm::training_runs {

// Finds the file of a base model by its name. `not_found`, `invalid_input`. Blocks for a moment.
using FindModel = std::function<Result<std::filesystem::path>(std::string_view name)>;

// Runs what waits, one run at a time on this server and one on all: claims it, sets its worst case aside in the budget,
// starts its job, renews its lease, writes down how it ended, and forgets what is too old. What a server that is gone
// left running it marks and ends. One coroutine does all of it.
class TrainingRunner {
 public:
  static constexpr std::chrono::milliseconds kBusyLook{1'000};
  static constexpr std::chrono::milliseconds kIdleLook{5'000};
  static constexpr std::chrono::milliseconds kPointsInterval{10'000};
  static_assert(kBusyLook * 3 < kLease, "a run survives two lost heartbeats");

  struct Deps {
    storage::Database& database;
    budget::BudgetGate& budget;
    runtime::BlockingPool& blocking;
    runtime::Loop& loop;
    const Clock& clock;
    IdSource& ids;
    const TrainingMetrics& metrics;
    telemetry::Log log;
    RunFolders folders;
    FindModel find_model;
    TryAdapter try_adapter;
    storage::FreeSpace free_space;
    std::string replica;
    std::filesystem::path program_folder;               // where swarm-trainer lies
    std::vector<std::filesystem::path> paths_in_use{};  // of adapters that the settings name: their runs stay
  };
  TrainingRunner(TrainingConfig config, Deps deps);
  ~TrainingRunner();

  void start();
  // Tells a trainer to stop and waits for its end, within longest_stop().
  Async<void> stop();

  // What the background does when there is something to do; also for tests.
  Async<void> work_once();
  bool is_running() const { return running_ != nullptr; }

 private:
  struct Running;
  Async<void> work_forever();
  Async<Result<Done>> begin();
  Async<Result<Done>> look();
  Async<Result<Done>> claim_next();
  Async<Result<Done>> begin_run(TrainingRun run, RunWords before);
  Async<Result<Done>> refuse(TrainingRun run, RunWords before, RunState state, EndReason reason, std::string detail);
  Async<Result<std::filesystem::path>> checked_start(TrainingRun run);
  RunJob::Order job_order(TrainingRun run, RunWords before, std::filesystem::path base) const;
  Async<Result<Done>> tend();
  Async<Result<Done>> beat();
  Async<Result<Done>> conclude();
  Async<Result<Done>> forget_old();
  Async<bool> is_in_use(RunId run);
  Async<void> remove_folder(RunId run);
  Async<Result<Done>> show_waiting();
  void ended_for(const TrainingRun& run, RunState state, const RunEnd& end);

  const TrainingConfig config_;
  const Deps deps_;
  const Owner owner_;
  TrainingStore store_;
  process::Launcher launcher_;
  std::unique_ptr<Running> running_;
  std::atomic<bool> stopping_ = false;
  bool is_started_ = false;
  bool has_begun_ = false;  // what an earlier incarnation left is cleared away
  bool is_troubled_ = false;
  runtime::Wakeup wakeup_;
  runtime::OneShot<Done> ended_;
  storage::Database::Subscription subscription_;
  runtime::TaskGroup background_;
};

}  // namespace swarm::training_runs
