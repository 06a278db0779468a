#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "learning/training_runs/run_folder.hpp"
#include "learning/training_runs/trainer_process.hpp"
#include "learning/training_runs/training_config.hpp"
#include "learning/training_runs/training_rules.hpp"
#include "learning/training_runs/training_store.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::training_runs {

// Has an engine try an adapter, a GGUF file or a PEFT folder, on its base. `invalid_input`: it refuses it, and why;
// `cancelled` once `is_stopping` says so; everything else: it could not be tried. Blocks.
using TryAdapter = std::function<Result<Done>(const std::filesystem::path& adapter, const std::filesystem::path& base,
                                              const std::function<bool()>& is_stopping)>;

// All of one run that blocks, on a thread of its own: the hash of its base, the trainer from start to end, the look at
// what it left. Ends with the object, which tells the trainer to stop first. Thread-safe.
class RunJob {
 public:
  struct Order {
    TrainingRun run;
    RunWords before;  // what earlier attempts said
    std::filesystem::path base;
    std::vector<std::string> command;
    std::vector<std::string> environment;  // beside the mark
    TrainerLimits limits;
    std::int64_t threads = 1;
    Bytes adapter_max;
    Bytes log_max;
  };
  struct Deps {
    process::Launcher& launcher;
    const Clock& clock;
    RunFolders folders;
    TryAdapter try_adapter;
    std::function<void()> on_end;  // on the job's thread, as the last thing
  };
  RunJob(Order order, Deps deps);
  ~RunJob();

  void tell_to_stop();

  struct State {
    Heartbeat said;
    std::vector<ProgressPoint> points;
    std::optional<Ending> ending;  // the run has ended
  };
  static State of_earlier_attempts(const TrainingRun& run, const RunWords& before);
  State state() const SWARM_EXCLUDES(mutex_);
  // The same without points, which are many; whether anything was said since the last call comes first.
  std::pair<bool, Heartbeat> news() SWARM_EXCLUDES(mutex_);
  bool has_ended() const { return has_ended_; }

 private:
  void work();
  Ending run();
  Ending train(LogKeeper& log, ProgressReader& progress);
  void check_result(Ending& ending, const ProgressReader& progress);
  Result<RunResult> result_of(const ProgressReader& progress) const;
  Result<std::string> try_what_it_left() const;
  void keep(const LogKeeper& log, const ProgressReader& progress) SWARM_EXCLUDES(mutex_);
  TrainerOrder trainer_order() const;
  static Ending failure(EndReason reason, std::string detail);

  const Order order_;
  const Deps deps_;
  const std::filesystem::path folder_;
  std::atomic<bool> told_ = false;
  std::atomic<bool> has_ended_ = false;
  mutable Mutex mutex_;
  TrainerProcess* trainer_ SWARM_GUARDED_BY(mutex_) = nullptr;
  State state_ SWARM_GUARDED_BY(mutex_);
  bool has_news_ SWARM_GUARDED_BY(mutex_) = false;
  runtime::NamedThread thread_;  // last member, ended first
};

}  // namespace swarm::training_runs
