#include "app/retention.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "platform/runtime/timers.hpp"

namespace swarm::app {

namespace {

constexpr std::int64_t kRowsAtOnceMax = 500;       // one step holds the writer for a few milliseconds
constexpr std::int64_t kUsageAtOnceMax = 5'000;    // small rows that nothing hangs on, and many of them
constexpr std::int64_t kWorkflowsAtOnceMax = 10;   // each lets go of up to a thousand tasks
constexpr std::int64_t kStepsPerRoundMax = 1'000;  // a round ends, so that every kind gets its turn

}  // namespace

Retention::Retention(const Live<RetentionConfig>& config, const Live<tasks::TaskConfig>& task_config, Deps deps)
    : config_(config),
      task_config_(task_config),
      deps_(std::move(deps)),
      budget_(deps_.database),
      usage_(deps_.database),
      misses_(deps_.database, deps_.metrics),
      background_(deps_.loop) {
  constexpr std::pair<Kind, std::string_view> kKinds[] = {{Kind::workflows, "workflows"},
                                                          {Kind::tasks, "tasks"},
                                                          {Kind::traces, "traces"},
                                                          {Kind::events, "events"},
                                                          {Kind::idempotency_keys, "idempotency_keys"},
                                                          {Kind::budget, "budget"},
                                                          {Kind::usage, "usage"},
                                                          {Kind::usage_sums, "usage_sums"},
                                                          {Kind::misses, "misses"}};
  for (const auto& [kind, name] : kKinds) {
    forgotten_.emplace(kind, deps_.metrics.counter("swarm_retention_rows_deleted_total",
                                                   "Rows that were too old or too many.", {{"kind", name}}));
  }
}

Async<Result<std::int64_t>> Retention::forget_some(Kind kind, bool pressed, std::int64_t count) {
  // Under pressure only what has just ended is kept for a moment, so that whoever waits for it can read it.
  constexpr std::chrono::milliseconds kKeptUnderPressure{60'000};
  const auto age = [&](std::chrono::milliseconds configured) {
    return pressed ? std::min(configured, kKeptUnderPressure) : configured;
  };
  switch (kind) {
    case Kind::workflows:
      co_return co_await deps_.workflows.forget(age(config_.get()->workflows), std::min(count, kWorkflowsAtOnceMax));
    case Kind::tasks:
      co_return co_await deps_.tasks.forget_tasks(age(config_.get()->tasks), count);
    case Kind::traces:
      co_return co_await deps_.tasks.forget_traces(age(config_.get()->traces), count);
    case Kind::events:
      co_return co_await deps_.events.forget({age(config_.get()->events), config_.get()->events_max}, count);
    case Kind::idempotency_keys:
      co_return co_await deps_.tasks.forget_idempotency_keys(task_config_.get()->idempotency_kept, count);
    case Kind::budget:
      co_return co_await budget_.forget(config_.get()->budget, count);
    case Kind::usage:
      co_return co_await usage_.forget_records(age(config_.get()->usage), config_.get()->usage_max,
                                               pressed ? count : kUsageAtOnceMax);
    case Kind::usage_sums:
      co_return co_await usage_.forget_sums(config_.get()->usage_sums, count);
    case Kind::misses:
      co_return co_await misses_.forget({config_.get()->misses, config_.get()->misses_max}, count);
  }
  co_return 0;
}

std::int64_t Retention::bytes_too_many() const {
  const storage::DatabaseFacts facts = deps_.database.facts();
  const std::int64_t taken = facts.live_rows ? facts.live_rows->bytes : facts.size_bytes;
  return taken - static_cast<std::int64_t>(config_.get()->database_bytes_max.count);
}

Async<Result<std::int64_t>> Retention::forget_old(Kind kind) {
  std::int64_t total = 0;
  for (std::int64_t steps = 0; steps < kStepsPerRoundMax; ++steps) {
    const std::int64_t gone = CO_TRY(co_await forget_some(kind, false, kRowsAtOnceMax));
    forgotten_.at(kind).add(static_cast<double>(gone));
    total += gone;
    if (gone == 0) break;
  }
  co_return total;
}

// Until the size is right, or `rows_max` have gone.
Async<Result<std::int64_t>> Retention::forget_for_space(Kind kind, std::int64_t rows_max) {
  std::int64_t total = 0;
  for (std::int64_t steps = 0; steps < kStepsPerRoundMax && total < rows_max; ++steps) {
    const std::int64_t gone = CO_TRY(co_await forget_some(kind, true, std::min(kRowsAtOnceMax, rows_max - total)));
    forgotten_.at(kind).add(static_cast<double>(gone));
    total += gone;
    if (gone == 0) break;
    CO_TRY(co_await deps_.database.give_back_space());  // else the size would not show what has gone
    if (!deps_.database.facts().live_rows && bytes_too_many() <= 0) break;
  }
  co_return total;
}

// A size that is measured now and then does not follow while rows go: then as many go as take that room on average, and
// the next measurement says whether it was enough.
std::int64_t Retention::rows_for(std::int64_t bytes) {
  const std::optional<storage::LiveRows> live = deps_.database.facts().live_rows;
  if (!live) return std::numeric_limits<std::int64_t>::max();
  if (live->measurement == last_measurement_ || live->bytes <= 0) return 0;
  last_measurement_ = live->measurement;
  const double share = static_cast<double>(bytes) / static_cast<double>(live->bytes);
  return static_cast<std::int64_t>(std::ceil(share * static_cast<double>(live->rows)));
}

Async<Result<std::int64_t>> Retention::make_room() {
  const std::int64_t too_many = bytes_too_many();
  if (too_many <= 0) co_return 0;
  std::int64_t rows_left = rows_for(too_many);
  if (rows_left == 0) co_return 0;
  deps_.log.warn("database_over_its_size",
                 {{"size_bytes", deps_.database.facts().size_bytes},
                  {"limit_bytes", static_cast<std::int64_t>(config_.get()->database_bytes_max.count)},
                  {"over_bytes", too_many}});
  std::int64_t total = 0;
  for (const Kind kind : {Kind::traces, Kind::usage, Kind::events, Kind::workflows, Kind::tasks}) {
    if (rows_left <= 0 || bytes_too_many() <= 0) break;
    const std::int64_t gone = CO_TRY(co_await forget_for_space(kind, rows_left));
    rows_left -= gone;
    total += gone;
  }
  co_return total;
}

Async<Result<Done>> Retention::retire_audit() {
  for (std::int64_t steps = 0; steps < kStepsPerRoundMax; ++steps) {
    if (!CO_TRY(co_await deps_.audit.retire(deps_.clock.now() - config_.get()->audit))) break;
  }
  co_return Done{};
}

Async<Result<std::int64_t>> Retention::run_once() {
  std::int64_t total = 0;
  for (const auto& [kind, counter] : forgotten_)
    total += CO_TRY(co_await forget_old(kind));
  if (total > 0) CO_TRY(co_await deps_.database.give_back_space());
  total += CO_TRY(co_await make_room());
  CO_TRY(co_await retire_audit());
  co_return total;
}

Async<void> Retention::run_forever() {
  while (true) {
    const Result<std::int64_t> gone = co_await run_once();
    if (!gone)
      deps_.log.warn("retention_failed", {{"error", gone.error().message}});
    else if (*gone > 0)
      deps_.log.info("retention_deleted", {{"rows", *gone}});
    co_await runtime::pause(config_.get()->interval);
  }
}

}  // namespace swarm::app
