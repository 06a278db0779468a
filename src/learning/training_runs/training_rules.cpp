#include "learning/training_runs/training_rules.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <fmt/format.h>

namespace swarm::training_runs {

namespace {

void add(std::vector<std::string>& arguments, std::string_view name, std::string value) {
  arguments.emplace_back(name);
  arguments.push_back(std::move(value));
}

EndReason reason_said(const std::optional<FinishedEvent>& said) {
  if (!said) return EndReason::finished;
  if (said->reason == "early_stop") return EndReason::early_stop;
  if (said->reason == "time_limit") return EndReason::time_limit;
  return EndReason::finished;
}

Ending ended_by_signal(int signal, RunEnd end) {
  const bool is_processor_time = signal == SIGXCPU;
  end.reason = is_processor_time ? EndReason::processor_limit : EndReason::trainer_crashed;
  end.detail = is_processor_time ? "it used up its processor time"
               : signal == SIGKILL
                   ? "the trainer was killed (SIGKILL), by a person or because the machine ran out of memory"
                   : fmt::format("the trainer was ended by signal {} ({})", signal, ::strsignal(signal));
  return {RunState::failed, std::move(end)};
}

Ending failed(EndReason reason, std::string detail, RunEnd end) {
  end.reason = reason;
  end.detail = std::move(detail);
  return {RunState::failed, std::move(end)};
}

Ending ended_by_itself(const process::ProcessEnd& process, const std::optional<FinishedEvent>& said, RunEnd end) {
  if (process.signal) return ended_by_signal(*process.signal, std::move(end));
  if (said && said->reason == "stopped") {  // whatever its exit status
    return failed(
        EndReason::stopped,
        "the trainer was told to stop, but not by this server; 'swarmctl training resume' goes on where there "
        "is a checkpoint",
        std::move(end));
  }
  if (process.exit_status.value_or(1) != 0) {
    end.reason = EndReason::trainer_failed;
    end.detail =
        fmt::format("the trainer ended with exit status {}; its log says why", process.exit_status.value_or(1));
    return {RunState::failed, std::move(end)};
  }
  end.reason = reason_said(said);
  return {RunState::completed, std::move(end)};
}

}  // namespace

std::vector<std::string> trainer_command(const TrainingConfig& config, const std::filesystem::path& program_folder) {
  if (!config.command.empty()) return config.command;
  return {(program_folder / "swarm-trainer").string(), "lora"};
}

std::vector<std::string> lora_arguments(const TrainingRun& run, const RunFiles& files, std::int64_t threads,
                                        Bytes memory_limit) {
  std::vector<std::string> arguments;
  const TrainingSettings& settings = run.settings;
  add(arguments, "--base", files.base.string());
  add(arguments, "--dataset", files.lessons.string());
  add(arguments, "--out", files.out.string());
  if (!files.replay.empty()) {
    add(arguments, "--replay", files.replay.string());
    add(arguments, "--replay-share", fmt::format("{}", settings.replay_share));
  }
  if (!files.validation.empty()) add(arguments, "--validation", files.validation.string());
  add(arguments, "--rank", fmt::format("{}", settings.rank));
  add(arguments, "--alpha", fmt::format("{}", settings.alpha));
  add(arguments, "--learning-rate", fmt::format("{}", settings.learning_rate));
  add(arguments, "--seconds", fmt::format("{}", settings.seconds.value_or(kUsualSeconds)));
  if (settings.epochs) add(arguments, "--epochs", fmt::format("{}", *settings.epochs));
  if (settings.seed) add(arguments, "--seed", fmt::format("{}", *settings.seed));
  add(arguments, "--threads", fmt::format("{}", threads));
  add(arguments, "--name", run.name);
  if (memory_limit.count > 0) add(arguments, "--memory-limit", fmt::format("{}", memory_limit.count));
  if (files.has_checkpoint) arguments.emplace_back("--resume");
  return arguments;
}

std::int64_t threads_of(const TrainingConfig& config, std::int64_t cores) {
  return config.threads > 0 ? config.threads : std::clamp<std::int64_t>(cores / 2, 1, kThreadsMax);
}

std::chrono::milliseconds longest_time(const TrainingConfig& config, const TrainingSettings& settings) {
  return std::chrono::seconds{settings.seconds.value_or(kUsualSeconds)} + config.overrun + config.stop_grace;
}

std::chrono::milliseconds longest_stop(const TrainingConfig& config) {
  constexpr std::chrono::seconds kLastWrites{5};
  return config.stop_grace + kLastWrites;
}

Money cost_of(const TrainingConfig& config, std::chrono::milliseconds time) {
  const double hours = std::chrono::duration<double, std::ratio<3'600>>(time).count();
  return dollars(config.dollars_per_hour * hours);
}

bool has_never_trained(const TrainingRun& run) {
  if (!run.started_at) return true;
  if (!run.ended || !run.base_sha256.empty()) return false;  // an attempt begins with a look at its base
  const EndReason reason = run.ended->reason;
  return reason == EndReason::budget_exceeded || reason == EndReason::disk_full || reason == EndReason::cannot_start;
}

TrainerLimits limits_for(const TrainingConfig& config, const TrainingSettings& settings, std::int64_t threads) {
  const auto longest = std::chrono::ceil<std::chrono::seconds>(longest_time(config, settings));
  return {.time = std::chrono::seconds{settings.seconds.value_or(kUsualSeconds)} + config.overrun,
          .stop_grace = config.stop_grace,
          .memory = config.memory_limit,
          .processor_time = longest * threads + std::chrono::seconds{10},
          .output = config.output_bytes_max,
          .niceness = static_cast<int>(config.nice)};
}

Ending ending_of(const TrainerEnd& trainer, const std::optional<FinishedEvent>& said) {
  RunEnd end;
  if (trainer.process.exit_status) end.exit_status = *trainer.process.exit_status;
  if (trainer.process.signal) end.signal = *trainer.process.signal;
  end.memory_peak_bytes = static_cast<std::int64_t>(trainer.memory_peak.count);
  end.train_seconds = std::chrono::duration<double>(trainer.time).count();
  switch (trainer.cause) {
    case EndCause::by_itself:
      return ended_by_itself(trainer.process, said, std::move(end));
    case EndCause::told_to_stop:
      end.reason = EndReason::cancelled;
      return {RunState::cancelled, std::move(end)};
    case EndCause::overran:
      return failed(EndReason::overran, "it went on beyond the time that it was given (training.overrun_ms)",
                    std::move(end));
    case EndCause::memory:
      return failed(EndReason::memory_limit, "it took more memory than it may (training.memory_limit)", std::move(end));
    case EndCause::output:
      return failed(EndReason::output_limit, "it printed more than it may (training.output_bytes_max)", std::move(end));
    case EndCause::not_started:
      return failed(EndReason::cannot_start, trainer.trouble, std::move(end));
  }
  return failed(EndReason::trainer_failed, "", std::move(end));
}

Result<Done> add_figures(RunResult& result, const std::vector<ProgressPoint>& points,
                         const std::optional<FinishedEvent>& said) {
  for (const ProgressPoint& point : points) {
    if (!result.loss_before) result.loss_before = point.loss;
    result.loss_after = point.loss;
    if (!point.validation_loss) continue;
    if (!result.validation_loss_before) result.validation_loss_before = point.validation_loss;
    result.validation_loss_after = point.validation_loss;
  }
  if (said && said->first_validation_loss) result.validation_loss_before = said->first_validation_loss;
  if (said && said->validation_loss) result.validation_loss_after = said->validation_loss;
  std::optional<std::int64_t> steps;  // another trainer need not tell
  if (!points.empty()) steps = points.back().step;
  if (said && said->steps) steps = said->steps;
  if (steps == 0)
    return fail(ErrorCode::invalid_input, "it ended before its first step: the adapter has learned nothing");
  result.steps = steps.value_or(0);
  return Done{};
}

}  // namespace swarm::training_runs
