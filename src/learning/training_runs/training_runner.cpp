#include "learning/training_runs/training_runner.hpp"

#include <cstdlib>
#include <fmt/format.h>

#include "base/text.hpp"
#include "learning/training_runs/marked_processes.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::training_runs {

namespace fs = std::filesystem;

namespace {

// A trainer gets nothing of the server's environment but what is named; secrets are not in it any more anyway.
std::vector<std::string> environment_for(const TrainingConfig& config, std::int64_t threads, const fs::path& folder) {
  std::vector<std::string> environment{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                                       fmt::format("HOME={}", folder.string()),
                                       fmt::format("OMP_NUM_THREADS={}", threads)};
  for (const std::string& name : config.environment) {
    if (const char* value = std::getenv(name.c_str())) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

}  // namespace

struct TrainingRunner::Running {
  TrainingRun run;
  budget::Reservation reservation;
  std::unique_ptr<RunJob> job;
  SteadyTime next_beat{};
  SteadyTime next_points{};
  bool is_lost = false;  // somebody else has marked it: nothing may be written about it any more
};

TrainingRunner::TrainingRunner(TrainingConfig config, Deps deps)
    : config_(std::move(config)),
      deps_(std::move(deps)),
      owner_{deps_.replica, deps_.ids.next()},
      store_(deps_.database),
      wakeup_(deps_.loop),
      background_(deps_.loop) {}
TrainingRunner::~TrainingRunner() = default;

void TrainingRunner::start() {
  is_started_ = true;
  subscription_ = deps_.database.subscribe(std::string(kQueueTopic), [wakeup = wakeup_] { wakeup.notify(); });
  background_.spawn(work_forever());
}

Async<void> TrainingRunner::stop() {
  subscription_.reset();
  if (!stopping_.exchange(true) && is_started_) {
    wakeup_.notify();
    co_await ended_.receive();
  }
  co_await background_.stop();
}

Async<void> TrainingRunner::work_forever() {
  constexpr std::chrono::milliseconds kStoppingLook{100};
  while (!stopping_ || running_) {
    if (running_ && stopping_) running_->job->tell_to_stop();
    co_await work_once();
    const bool must_hurry = stopping_ && running_;
    if (!stopping_ || running_)
      co_await wakeup_.wait_for(must_hurry ? kStoppingLook : running_ ? kBusyLook : kIdleLook);
  }
  ended_.deliver(Done{});
}

Async<void> TrainingRunner::work_once() {
  Result<Done> done = co_await look();
  if (!done) deps_.metrics.failures.add();
  if (done.has_value() != is_troubled_) co_return;
  is_troubled_ = !done.has_value();
  if (is_troubled_) deps_.log.warn("training_troubled", {{"error", done.error().message}});
}

Async<Result<Done>> TrainingRunner::look() {
  if (running_) co_return co_await tend();
  if (stopping_) co_return Done{};
  if (!has_begun_) CO_TRY(co_await begin());
  for (const LostRun& lost : CO_TRY(co_await store_.mark_lost(owner_))) {
    deps_.metrics.ended(lost.head, RunState::failed);
    deps_.log.warn("training_run_lost", {{"run", lost.id.text()}});
  }
  CO_TRY(co_await show_waiting());
  CO_TRY(co_await claim_next());
  co_return co_await forget_old();
}

// What an earlier incarnation of this server left: trainers that outlived it, and folders that no row knows.
Async<Result<Done>> TrainingRunner::begin() {
  const std::vector<RunId> left = CO_TRY(co_await store_.running_of(owner_.replica));
  const int killed = CO_TRY(co_await deps_.blocking.run([left]() -> Result<int> {
    int count = 0;
    for (const RunId& run : left)
      count += kill_marked(mark_of(run.text()));
    return count;
  }));
  if (killed > 0) deps_.log.warn("training_orphans_killed", {{"processes", killed}});
  for (const RunId& run : deps_.folders.all()) {
    const bool is_being_made = run.text() > owner_.incarnation;  // ids rise with time
    if (!is_being_made && !CO_TRY(co_await store_.exists(run))) co_await remove_folder(run);
  }
  for (const auto& [head, at] : CO_TRY(co_await store_.last_success()))
    deps_.metrics.succeeded_at(head, at);
  has_begun_ = true;
  co_return Done{};
}

Async<Result<Done>> TrainingRunner::show_waiting() {
  deps_.metrics.queued.set(static_cast<double>(CO_TRY(co_await store_.waiting(owner_.replica))));
  co_return Done{};
}

// --- A run begins ---------------------------------------------------------------------------------------------------

Async<Result<Done>> TrainingRunner::claim_next() {
  std::optional<TrainingRun> next = CO_TRY(co_await store_.next_queued(owner_.replica));
  if (!next) co_return Done{};
  RunWords before = CO_TRY(co_await store_.words({next->project}, next->id));
  if (!CO_TRY(co_await store_.claim(next->id, owner_))) co_return Done{};
  co_return co_await begin_run(std::move(*next), std::move(before));
}

Async<Result<Done>> TrainingRunner::begin_run(TrainingRun run, RunWords before) {
  const Result<fs::path> base = co_await checked_start(run);
  if (!base && base.error().code == ErrorCode::storage_full)
    co_return co_await refuse(run, before, RunState::refused, EndReason::disk_full, base.error().message);
  if (!base) co_return co_await refuse(run, before, RunState::failed, EndReason::cannot_start, base.error().message);
  const Money worst = cost_of(config_, longest_time(config_, run.settings));
  Result<budget::Reservation> reserved =
      co_await deps_.budget.reserve({.project = run.project, .key_id = run.created_by, .is_training = true}, worst);
  if (!reserved) {
    const bool is_refused = reserved.error().code == ErrorCode::budget_exceeded;
    co_return co_await refuse(run, before, is_refused ? RunState::refused : RunState::failed,
                              is_refused ? EndReason::budget_exceeded : EndReason::cannot_start,
                              reserved.error().message);
  }
  if (const Result<Done> noted = co_await store_.reserve(run.id, owner_, worst); !noted) {
    reserved->settle(Money{});
    co_return std::unexpected(noted.error());  // its lease ends, and it is marked as lost
  }
  auto running = std::make_unique<Running>(
      Running{.run = run, .reservation = std::move(*reserved), .next_points = deps_.clock.steady_now()});
  running->job = std::make_unique<RunJob>(job_order(run, std::move(before), *base),
                                          RunJob::Deps{.launcher = launcher_,
                                                       .clock = deps_.clock,
                                                       .folders = deps_.folders,
                                                       .try_adapter = deps_.try_adapter,
                                                       .on_end = [wakeup = wakeup_] { wakeup.notify(); }});
  running_ = std::move(running);
  deps_.metrics.running.set(1);
  deps_.log.info("training_run_started", {{"run", run.id.text()},
                                          {"head", json::name_of(run.head)},
                                          {"attempt", run.attempt},
                                          {"seconds", run.settings.seconds.value_or(kUsualSeconds)},
                                          {"worst_case", to_text(worst)}});
  co_return Done{};
}

Async<Result<fs::path>> TrainingRunner::checked_start(TrainingRun run) {
  co_return co_await deps_.blocking.run([this, run]() -> Result<fs::path> {
    const auto needed = config_.disk_reserve.count;
    if (const Bytes free = deps_.free_space(); free.count < needed) {
      return fail(ErrorCode::storage_full, fmt::format("{} are free and {} must stay so (training.disk_reserve)",
                                                       to_text(free), to_text(config_.disk_reserve)));
    }
    const std::vector<std::string> command = trainer_command(config_, deps_.program_folder);
    std::error_code error;
    if (!fs::is_regular_file(command.front(), error))
      return fail(ErrorCode::unavailable, fmt::format("there is no trainer at {}", command.front()));
    if (!fs::is_regular_file(deps_.folders.input(run.id, "lessons"), error))
      return fail(ErrorCode::unavailable, "the run's folder with its lessons is gone");
    return deps_.find_model(run.base);
  });
}

RunJob::Order TrainingRunner::job_order(TrainingRun run, RunWords before, fs::path base) const {
  const std::int64_t threads = threads_of(config_, runtime::usable_cores());
  const fs::path folder = deps_.folders.of(run.id);
  const TrainerLimits limits = limits_for(config_, run.settings, threads);
  return {.run = std::move(run),
          .before = std::move(before),
          .base = std::move(base),
          .command = trainer_command(config_, deps_.program_folder),
          .environment = environment_for(config_, threads, folder),
          .limits = limits,
          .threads = threads,
          .adapter_max = config_.adapter_bytes_max,
          .log_max = config_.output_bytes_max};
}

Async<Result<Done>> TrainingRunner::refuse(TrainingRun run, RunWords before, RunState state, EndReason reason,
                                           std::string detail) {
  RunEnding ending{.state = state,
                   .end = {},
                   .last = RunJob::of_earlier_attempts(run, before).said,
                   .points = before.points,
                   .cost = {}};
  ending.end.reason = reason;
  ending.end.detail = std::move(detail);
  ended_for(run, state, ending.end);
  const Result<Done> written = co_await store_.finish(run.id, owner_, std::move(ending));
  if (!written && written.error().code != ErrorCode::conflict) co_return std::unexpected(written.error());
  co_return Done{};
}

void TrainingRunner::ended_for(const TrainingRun& run, RunState state, const RunEnd& end) {
  deps_.metrics.ended(run.head, state);
  if (state == RunState::completed) deps_.metrics.succeeded_at(run.head, deps_.clock.now());
  deps_.log.info("training_run_ended", {{"run", run.id.text()},
                                        {"head", json::name_of(run.head)},
                                        {"state", json::name_of(state)},
                                        {"reason", json::name_of(end.reason)},
                                        {"detail", end.detail},
                                        {"seconds", end.train_seconds}});
}

// --- A run goes on --------------------------------------------------------------------------------------------------

Async<Result<Done>> TrainingRunner::tend() {
  if (running_->job->has_ended()) co_return co_await conclude();
  if (running_->is_lost || deps_.clock.steady_now() < running_->next_beat) co_return Done{};
  co_return co_await beat();
}

Async<Result<Done>> TrainingRunner::beat() {
  Running& running = *running_;
  running.next_beat = deps_.clock.steady_now() + kBusyLook;
  const auto [has_news, said] = running.job->news();
  const Result<bool> cancel = co_await store_.heartbeat(running.run.id, owner_, said);
  if (!cancel && cancel.error().code == ErrorCode::conflict) {
    deps_.log.warn("training_lease_lost", {{"run", running.run.id.text()}});
    running.is_lost = true;
    running.job->tell_to_stop();
    co_return Done{};
  }
  if (CO_TRY(cancel)) running.job->tell_to_stop();
  const SteadyTime now = deps_.clock.steady_now();
  if (!has_news || now < running.next_points) co_return Done{};
  running.next_points = now + kPointsInterval;
  co_return co_await store_.keep_points(running.run.id, owner_, running.job->state().points);
}

Async<Result<Done>> TrainingRunner::conclude() {
  Running& running = *running_;
  const RunJob::State state = running.job->state();
  RunEnding ending{
      .state = state.ending->state, .end = state.ending->end, .last = state.said, .points = state.points, .cost = {}};
  const auto time = std::chrono::milliseconds{static_cast<std::int64_t>(ending.end.train_seconds * 1'000)};
  ending.cost = cost_of(config_, time);
  // A service manager may tell both to stop, and the trainer first.
  const bool was_stopped = ending.state == RunState::cancelled || ending.end.reason == EndReason::stopped;
  if (was_stopped && stopping_) {
    ending.state = RunState::failed;
    ending.end.reason = EndReason::server_stopped;
    ending.end.detail = "the server was stopped; 'swarmctl training resume' goes on where there is a checkpoint";
  }
  if (!running.is_lost) {
    const Result<Done> written = co_await store_.finish(running.run.id, owner_, ending);
    // Tried again with the next look, until it is written or somebody has marked the run as lost.
    if (!written && written.error().code != ErrorCode::conflict && !stopping_)
      co_return std::unexpected(written.error());
    if (written) ended_for(running.run, ending.state, ending.end);
  }
  running.reservation.settle(ending.cost);
  deps_.metrics.trained(running.run.head, time, ending.cost);
  deps_.metrics.running.set(0);
  running_.reset();
  wakeup_.notify();  // the next one
  co_return Done{};
}

Async<Result<Done>> TrainingRunner::forget_old() {
  for (const RunId& run : CO_TRY(co_await store_.too_many(owner_.replica, config_.kept_runs_max))) {
    if (co_await is_in_use(run)) continue;
    co_await remove_folder(run);
    CO_TRY(co_await store_.forget(run));
  }
  co_return Done{};
}

Async<bool> TrainingRunner::is_in_use(RunId run) {
  const Result<bool> is_named = co_await deps_.blocking.run(
      [this, run]() -> Result<bool> { return deps_.folders.is_named_by(run, deps_.paths_in_use); });
  co_return is_named.value_or(true);  // where nobody could look it stays for now
}

Async<void> TrainingRunner::remove_folder(RunId run) {
  co_await deps_.blocking.run([folders = deps_.folders, run]() -> Result<Done> {
    folders.remove(run);
    return Done{};
  });
}

}  // namespace swarm::training_runs
