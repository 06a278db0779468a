#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <span>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/telemetry/log.hpp"
#include "trainer/data/batches.hpp"
#include "trainer/graph/learner.hpp"
#include "trainer/optimise/checkpoint_folder.hpp"
#include "trainer/optimise/early_stop.hpp"
#include "trainer/optimise/progress.hpp"
#include "trainer/optimise/schedule.hpp"

namespace swarm::optimise {

struct LoopSettings {
  RunLimits limits{};
  ScheduleSettings schedule{};
  std::int64_t look_steps = 50;  // between looks at what is held out
  std::int64_t patience = 0;     // looks without gain; 0: no early stop
  bool keeps_best = false;       // in the end the parameters of the best look, not the last ones
  std::chrono::milliseconds progress_interval{1000};
  std::chrono::milliseconds checkpoint_interval{60'000};
};

struct LoopDeps {
  graph::Learner& learner;
  data::BatchMaker& batches;
  std::span<const data::PackedBatch> held_out;  // may be empty: nothing is looked at
  CheckpointFolder& checkpoints;
  ProgressListener& listener;
  const Clock& clock;
  const std::atomic<bool>& stop;  // set when the run must end soon
  telemetry::Log log;
};

// Takes steps until the limits, an early stop or a signal end it. The order of everything follows from the settings, so
// a run that was interrupted and goes on ends with the same parameters as one that was not (when steps end it). A stop
// is seen between steps and between the batches of a look, which is then owed to the run that goes on.
class TrainingLoop {
 public:
  TrainingLoop(const LoopSettings& settings, LoopDeps deps);

  // Goes on from the checkpoint, when there is one. Call before `run`. `cancelled` when it is stopped meanwhile.
  Result<Done> resume();
  // At least one step, whatever the time limit says. `internal` with reason "diverged" when loss or gradient is no
  // number any more: the last checkpoint stays as it is. `cancelled` when it was stopped before the first step.
  Result<Ended> run();

 private:
  struct Interval {  // since the last line of progress
    double loss_sum = 0;
    std::int64_t steps = 0;
    double seconds_before = 0;
    SteadyTime told{};
  };
  std::optional<EndReason> reason_to_end() const;
  Result<Done> take_step();
  Result<Done> look();
  Result<Done> save_when_due();
  Result<Ended> finish(EndReason reason);
  void tell(bool even_if_early);
  double seconds() const;
  bool is_stopped() const { return deps_.stop.load(std::memory_order_relaxed); }
  Result<Done> begin();
  std::optional<double> held_out_loss();  // nothing: a stop came first

  const LoopSettings settings_;
  LoopDeps deps_;
  LoopState state_;
  EarlyStop early_stop_;
  SteadyTime started_{};
  double seconds_before_ = 0;  // of the parts of the run before this one
  double slowest_step_ = 0, slowest_look_ = 0;
  double learning_rate_ = 0;
  SteadyTime saved_{};
  std::int64_t looked_step_ = -1;
  Interval interval_;
};

}  // namespace swarm::optimise
