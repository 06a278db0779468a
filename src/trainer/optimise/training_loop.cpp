#include "trainer/optimise/training_loop.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace swarm::optimise {

namespace {

constexpr double kLossMemory = 0.95;         // of the running mean of the loss
constexpr double kFirstLookShareMax = 0.05;  // of the time limit: a look that would take longer gets fewer lessons

double seconds_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

TrainingLoop::TrainingLoop(const LoopSettings& settings, LoopDeps deps)
    : settings_(settings), deps_(std::move(deps)), early_stop_(settings.patience) {}

double TrainingLoop::seconds() const {
  return seconds_before_ + seconds_between(started_, deps_.clock.steady_now());
}

Result<Done> TrainingLoop::resume() {
  const std::optional<LoopState> found = TRY(deps_.checkpoints.restore(deps_.learner));
  if (!found) return Done{};
  state_ = *found;
  seconds_before_ = state_.seconds;
  early_stop_ = EarlyStop(settings_.patience, state_.looks);
  for (std::int64_t step = 0; step < state_.step; ++step) {
    if (is_stopped()) return fail(ErrorCode::cancelled, "stopped before it went on: the checkpoint is as it was");
    deps_.batches.skip(1);
  }
  looked_step_ = state_.owes_look ? -1 : state_.step;
  if (const std::optional<std::string>& why = deps_.checkpoints.lost_best())
    deps_.log.warn("best_lost", {{"error", *why}});
  deps_.log.info("resumed", {{"step", state_.step}, {"seconds", state_.seconds}});
  return Done{};
}

Result<Ended> TrainingLoop::run() {
  started_ = saved_ = deps_.clock.steady_now();
  interval_ = {.seconds_before = seconds(), .told = started_};
  TRY(begin());
  while (true) {
    if (const std::optional<EndReason> reason = reason_to_end()) return finish(*reason);
    TRY(take_step());
    if (state_.step % settings_.look_steps == 0) TRY(look());
    TRY(save_when_due());
    tell(state_.step == 1);  // what comes later is held against the first loss
  }
}

// A checkpoint before anything: a run that is killed in its first look or step can go on, too.
Result<Done> TrainingLoop::begin() {
  if (state_.step == 0) TRY(deps_.checkpoints.save(deps_.learner, state_));
  if (!state_.owes_look || deps_.held_out.empty() || is_stopped()) return Done{};
  deps_.log.info("looking", {{"step", state_.step}, {"batches", deps_.held_out.size()}});
  TRY(look());
  if (state_.validation_loss)
    deps_.log.info("looked", {{"validation_loss", *state_.validation_loss}, {"batches", state_.held_out_batches}});
  return Done{};
}

std::optional<EndReason> TrainingLoop::reason_to_end() const {
  if (is_stopped()) return EndReason::stopped;
  if (state_.step == 0) return std::nullopt;  // no limit is so short that nothing at all may be learnt
  if (early_stop_.should_stop()) return EndReason::early_stop;
  if (settings_.limits.steps && state_.step >= *settings_.limits.steps) return EndReason::completed;
  // Room for the step itself and for the last look, as far as their lengths are known.
  if (!has_room(settings_.limits, state_.step, seconds(), slowest_step_ + slowest_look_)) return EndReason::time_limit;
  return std::nullopt;
}

Result<Done> TrainingLoop::take_step() {
  const SteadyTime begin = deps_.clock.steady_now();
  const double completed = completed_part(settings_.limits, state_.step, seconds());
  learning_rate_ = learning_rate_at(settings_.schedule, state_.step, completed);
  const graph::StepOutcome outcome = deps_.learner.step(deps_.batches.next().view(), learning_rate_);
  if (!outcome.trained) {
    return fail(ErrorCode::internal, "diverged",
                fmt::format("step {}: loss {}, gradient norm {}: the run has diverged; try a lower learning rate than "
                            "{} (the last checkpoint is kept)",
                            state_.step, outcome.loss, outcome.gradient_norm, settings_.schedule.learning_rate));
  }
  state_.loss = state_.step == 0 ? outcome.loss : kLossMemory * state_.loss + (1 - kLossMemory) * outcome.loss;
  ++state_.step;
  interval_.loss_sum += outcome.loss;
  ++interval_.steps;
  // The first step also sets up what later ones reuse.
  const double taken = seconds_between(begin, deps_.clock.steady_now());
  if (state_.step != 1) slowest_step_ = std::max(0.98 * slowest_step_, taken);
  return Done{};
}

// The first look finds out how many batches the time limit leaves room for; all later ones take the same.
std::optional<double> TrainingLoop::held_out_loss() {
  double sum = 0, weight = 0;
  const bool is_first = state_.held_out_batches == 0;
  const SteadyTime begin = deps_.clock.steady_now();
  std::uint64_t looked_at = 0;
  for (const data::PackedBatch& batch : deps_.held_out) {
    if (is_stopped()) return std::nullopt;
    const double taken = seconds_between(begin, deps_.clock.steady_now());
    const bool is_late = settings_.limits.seconds && taken > kFirstLookShareMax * *settings_.limits.seconds;
    if (looked_at > 0 && (is_first ? is_late : looked_at == state_.held_out_batches)) break;
    sum += deps_.learner.loss(batch.view()) * batch.weight_sum;
    weight += batch.weight_sum;
    ++looked_at;
  }
  state_.held_out_batches = looked_at;
  return weight > 0 ? sum / weight : 0;
}

Result<Done> TrainingLoop::look() {
  if (deps_.held_out.empty() || looked_step_ == state_.step) return Done{};
  const SteadyTime begin = deps_.clock.steady_now();
  const std::optional<double> loss = held_out_loss();
  state_.owes_look = !loss;
  if (!loss) return Done{};
  looked_step_ = state_.step;
  state_.validation_loss = *loss;
  if (!std::isfinite(*state_.validation_loss)) {
    return fail(ErrorCode::internal, "diverged",
                fmt::format("step {}: the loss of what is held out is no number; try a lower learning rate than {}",
                            state_.step, settings_.schedule.learning_rate));
  }
  if (state_.step == 0) state_.first_validation_loss = state_.validation_loss;
  const bool is_best = early_stop_.on_look(state_.step, *state_.validation_loss);
  state_.looks = early_stop_.looks();
  if (is_best && settings_.keeps_best) TRY(deps_.checkpoints.keep_best(deps_.learner, state_.step));
  slowest_look_ = std::max(slowest_look_, seconds_between(begin, deps_.clock.steady_now()));
  return Done{};
}

Result<Done> TrainingLoop::save_when_due() {
  if (deps_.clock.steady_now() - saved_ < settings_.checkpoint_interval) return Done{};
  saved_ = deps_.clock.steady_now();
  state_.seconds = seconds();
  return deps_.checkpoints.save(deps_.learner, state_);
}

void TrainingLoop::tell(bool even_if_early) {
  const SteadyTime now = deps_.clock.steady_now();
  if (interval_.steps == 0 || (!even_if_early && now - interval_.told < settings_.progress_interval)) return;
  const double elapsed = seconds(), taken = elapsed - interval_.seconds_before;
  const double batch_positions = static_cast<double>(deps_.batches.shape().positions());
  deps_.listener.on_progress(
      {.step = state_.step,
       .steps_total = expected_steps(settings_.limits, state_.step, elapsed),
       .seconds = elapsed,
       .loss = interval_.loss_sum / static_cast<double>(interval_.steps),
       .validation_loss = state_.validation_loss,
       .learning_rate = learning_rate_,
       .positions_per_second = taken > 0 ? static_cast<double>(interval_.steps) * batch_positions / taken : 0,
       .real_token_ratio = deps_.batches.fill(),
       .epoch = deps_.batches.epochs()});
  interval_ = {.seconds_before = elapsed, .told = now};
}

// Every run leaves a checkpoint to go on from, and ends with what is worth keeping in the learner. A stopped one takes
// no look that a run without the stop would not have taken.
Result<Ended> TrainingLoop::finish(EndReason reason) {
  if (reason != EndReason::stopped) TRY(look());
  tell(true);
  state_.seconds = seconds();
  TRY(deps_.checkpoints.save(deps_.learner, state_));
  if (state_.step == 0) return fail(ErrorCode::cancelled, "stopped before the first step: nothing was learnt");
  Ended ended{.reason = reason,
              .steps = state_.step,
              .seconds = state_.seconds,
              .loss = state_.loss,
              .validation_loss = state_.validation_loss,
              .first_validation_loss = state_.first_validation_loss};
  if (settings_.keeps_best && TRY(deps_.checkpoints.restore_best(deps_.learner)))
    ended.validation_loss = state_.looks.best_loss;
  return ended;
}

}  // namespace swarm::optimise
