#include "learning/training_runs/run_job.hpp"

#include <fmt/format.h>

#include "learning/training_runs/lesson_files.hpp"
#include "learning/training_runs/marked_processes.hpp"

namespace swarm::training_runs {

namespace fs = std::filesystem;

namespace {

fs::path if_there(const fs::path& file) {
  std::error_code error;
  return fs::exists(file, error) ? file : fs::path();
}

}  // namespace

RunJob::State RunJob::of_earlier_attempts(const TrainingRun& run, const RunWords& before) {
  return {.said = {.base_sha256 = run.base_sha256,
                   .progress = run.progress,
                   .log_tail = before.log_tail,
                   .log_bytes = before.log_bytes},
          .points = before.points,
          .ending = {}};
}

RunJob::RunJob(Order order, Deps deps)
    : order_(std::move(order)),
      deps_(std::move(deps)),
      folder_(deps_.folders.of(order_.run.id)),
      state_(of_earlier_attempts(order_.run, order_.before)),
      thread_("training", [this] { work(); }) {}

RunJob::~RunJob() {
  tell_to_stop();
  thread_.join();
}

void RunJob::tell_to_stop() {
  told_ = true;
  MutexLock lock(mutex_);
  if (trainer_ != nullptr) trainer_->tell_to_stop();
}

RunJob::State RunJob::state() const {
  MutexLock lock(mutex_);
  return state_;
}

std::pair<bool, Heartbeat> RunJob::news() {
  MutexLock lock(mutex_);
  return {std::exchange(has_news_, false), state_.said};
}

void RunJob::work() {
  Ending ending = run();
  {
    MutexLock lock(mutex_);
    state_.ending = std::move(ending);
  }
  has_ended_ = true;
  deps_.on_end();
}

Ending RunJob::failure(EndReason reason, std::string detail) {
  Ending ending{.state = RunState::failed, .end = {}};
  ending.end.reason = reason;
  ending.end.detail = std::move(detail);
  return ending;
}

Ending RunJob::run() {
  const Result<std::string> hash = sha256_of_file(order_.base, [this] { return told_.load(); });
  if (told_) return {.state = RunState::cancelled, .end = {.reason = EndReason::cancelled}};
  if (!hash) return failure(EndReason::cannot_start, "the base model: " + hash.error().message);
  {
    MutexLock lock(mutex_);
    state_.said.base_sha256 = *hash;
    has_news_ = true;
  }
  Result<LogKeeper> log = LogKeeper::open(deps_.folders.log(order_.run.id), order_.log_max, order_.before.log_tail,
                                          order_.before.log_bytes);
  if (!log) return failure(EndReason::cannot_start, log.error().message);
  ProgressReader progress(order_.before.points);
  return train(*log, progress);
}

Ending RunJob::train(LogKeeper& log, ProgressReader& progress) {
  TrainerProcess trainer(
      trainer_order(),
      {.launcher = deps_.launcher, .clock = deps_.clock, .log = log, .progress = progress, .on_output = [&] {
         keep(log, progress);
       }});
  {
    MutexLock lock(mutex_);
    trainer_ = &trainer;
    if (told_) trainer.tell_to_stop();
  }
  const TrainerEnd ended = trainer.supervise();
  {
    MutexLock lock(mutex_);
    trainer_ = nullptr;
  }
  if (progress.other_lines() > 0) {
    log.add(fmt::format("[swarmd] {} lines on standard output were no lines of progress\n", progress.other_lines()));
    keep(log, progress);
  }
  Ending ending = ending_of(ended, progress.finished());
  if (ending.state == RunState::completed) check_result(ending, progress);
  return ending;
}

Result<RunResult> RunJob::result_of(const ProgressReader& progress) const {
  RunResult result = TRY(verified_result(folder_, order_.adapter_max, [this] { return told_.load(); }));
  TRY(add_figures(result, progress.curve().points(), progress.finished()));
  return result;
}

// The engine's word counts: what it refuses is no result. What it could not try, for want of memory or of an engine, is
// not the trainer's fault; that is returned in words.
Result<std::string> RunJob::try_what_it_left() const {
  std::string untried;
  for (const char* name : {"adapter", "adapter.gguf"}) {
    const fs::path adapter = if_there(folder_ / name);
    if (adapter.empty()) continue;
    const Result<Done> tried = deps_.try_adapter(adapter, order_.base, [this] { return told_.load(); });
    if (tried) continue;
    if (tried.error().code == ErrorCode::cancelled) return std::unexpected(tried.error());
    if (tried.error().code == ErrorCode::invalid_input)
      return fail(ErrorCode::invalid_input, fmt::format("the engine refuses {}: {}", name, tried.error().message));
    untried = fmt::format("the engine could not try {}: {}", name, tried.error().message);
  }
  return untried;
}

void RunJob::check_result(Ending& ending, const ProgressReader& progress) {
  Result<RunResult> result = result_of(progress);
  Result<std::string> untried = result ? try_what_it_left() : Result<std::string>("");
  if (!untried) result = std::unexpected(untried.error());
  if (!result && result.error().code == ErrorCode::cancelled) {
    ending = {.state = RunState::cancelled, .end = {.reason = EndReason::cancelled}};
    return;
  }
  if (!result) {
    ending.state = RunState::failed;
    ending.end.reason = EndReason::bad_result;
    ending.end.detail = result.error().message;
    return;
  }
  ending.end.detail = std::move(*untried);
  ending.end.result = std::move(*result);
}

void RunJob::keep(const LogKeeper& log, const ProgressReader& progress) {
  std::vector<ProgressPoint> points = progress.curve().points();
  std::string tail = log.tail();
  MutexLock lock(mutex_);
  state_.said.progress = progress.curve().last();
  state_.said.log_tail = std::move(tail);
  state_.said.log_bytes = log.bytes();
  state_.points = std::move(points);
  has_news_ = true;
}

TrainerOrder RunJob::trainer_order() const {
  const RunId& id = order_.run.id;
  const RunFiles files{.base = order_.base,
                       .lessons = deps_.folders.input(id, "lessons"),
                       .replay = if_there(deps_.folders.input(id, "replay")),
                       .validation = if_there(deps_.folders.input(id, "validation")),
                       .out = folder_,
                       .has_checkpoint = order_.run.attempt > 1 && deps_.folders.has_checkpoint(id)};
  TrainerOrder order{.command = order_.command,
                     .environment = {mark_of(id.text())},  // first, where it is looked for
                     .mark = mark_of(id.text()),
                     .limits = order_.limits};
  std::ranges::move(lora_arguments(order_.run, files, order_.threads, order_.limits.memory),
                    std::back_inserter(order.command));
  std::ranges::copy(order_.environment, std::back_inserter(order.environment));
  return order;
}

}  // namespace swarm::training_runs
