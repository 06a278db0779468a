#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "learning/training_runs/trainer_process.hpp"
#include "learning/training_runs/training_config.hpp"
#include "learning/training_runs/training_types.hpp"

// What is decided about runs, without any effect.
namespace swarm::training_runs {

// What a trainer is called with: the program and the arguments before ours. `command` as configured, else swarm-trainer
// lora of `program_folder`.
std::vector<std::string> trainer_command(const TrainingConfig& config, const std::filesystem::path& program_folder);

struct RunFiles {
  std::filesystem::path base;
  std::filesystem::path lessons;
  std::filesystem::path replay;      // empty: none
  std::filesystem::path validation;  // empty: none
  std::filesystem::path out;
  bool has_checkpoint = false;  // to go on from
};

// The arguments behind the trainer's own, as swarm-trainer lora has them.
std::vector<std::string> lora_arguments(const TrainingRun& run, const RunFiles& files, std::int64_t threads,
                                        Bytes memory_limit);

std::int64_t threads_of(const TrainingConfig& config, std::int64_t cores);

// From start to end, with the time for loading, saving and being stopped: what a run can cost at most.
std::chrono::milliseconds longest_time(const TrainingConfig& config, const TrainingSettings& settings);
Money cost_of(const TrainingConfig& config, std::chrono::milliseconds time);

// What the runner may take to stop: for the trainer, and for what is written about it afterwards.
std::chrono::milliseconds longest_stop(const TrainingConfig& config);

TrainerLimits limits_for(const TrainingConfig& config, const TrainingSettings& settings, std::int64_t threads);

// It ended before a trainer was started, so that it can begin at its beginning.
bool has_never_trained(const TrainingRun& run);

// What became of a run whose trainer has ended, before its result is looked at. Of a trainer that ended well,
// `finished` or what its own word makes of it.
struct Ending {
  RunState state;
  RunEnd end;
};
Ending ending_of(const TrainerEnd& trainer, const std::optional<FinishedEvent>& said);

// The figures of a result by what the trainer said: its last word before the lines of its curve, whose last one need
// not be about what it left. `invalid_input`: it says itself that it has not trained.
Result<Done> add_figures(RunResult& result, const std::vector<ProgressPoint>& points,
                         const std::optional<FinishedEvent>& said);

}  // namespace swarm::training_runs
