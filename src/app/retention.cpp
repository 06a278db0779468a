#include "app/retention.hpp"

#include "platform/runtime/timers.hpp"

namespace swarm::app {

namespace {

constexpr std::int64_t kRowsAtOnceMax = 500;       // one step holds the writer for a few milliseconds
constexpr std::int64_t kWorkflowsAtOnceMax = 10;   // each lets go of up to a thousand tasks
constexpr std::int64_t kStepsPerRoundMax = 1'000;  // a round ends, so that every kind gets its turn

}  // namespace

Retention::Retention(const Live<RetentionConfig>& config, const Live<tasks::TaskConfig>& task_config, Deps deps)
    : config_(config), task_config_(task_config), deps_(std::move(deps)), background_(deps_.loop) {
  constexpr std::pair<Kind, std::string_view> kKinds[] = {{Kind::workflows, "workflows"},
                                                          {Kind::tasks, "tasks"},
                                                          {Kind::traces, "traces"},
                                                          {Kind::events, "events"},
                                                          {Kind::idempotency_keys, "idempotency_keys"}};
  for (const auto& [kind, name] : kKinds) {
    forgotten_.emplace(kind, deps_.metrics.counter("swarm_retention_rows_deleted_total",
                                                   "Rows that were too old or too many.", {{"kind", name}}));
  }
}

Async<Result<std::int64_t>> Retention::forget_some(Kind kind, bool pressed) {
  // Under pressure only what has just ended is kept for a moment, so that whoever waits for it can read it.
  constexpr std::chrono::milliseconds kKeptUnderPressure{60'000};
  const auto age = [&](std::chrono::milliseconds configured) {
    return pressed ? std::min(configured, kKeptUnderPressure) : configured;
  };
  switch (kind) {
    case Kind::workflows:
      co_return co_await deps_.workflows.forget(age(config_.get()->workflows), kWorkflowsAtOnceMax);
    case Kind::tasks:
      co_return co_await deps_.tasks.forget_tasks(age(config_.get()->tasks), kRowsAtOnceMax);
    case Kind::traces:
      co_return co_await deps_.tasks.forget_traces(age(config_.get()->traces), kRowsAtOnceMax);
    case Kind::events:
      co_return co_await deps_.events.forget({age(config_.get()->events), config_.get()->events_max}, kRowsAtOnceMax);
    case Kind::idempotency_keys:
      co_return co_await deps_.tasks.forget_idempotency_keys(task_config_.get()->idempotency_kept, kRowsAtOnceMax);
  }
  co_return 0;
}

bool Retention::is_over_its_size() const {
  return deps_.database.facts().size_bytes > static_cast<std::int64_t>(config_.get()->database_bytes_max.count);
}

Async<Result<std::int64_t>> Retention::forget_all(Kind kind, bool pressed) {
  std::int64_t total = 0;
  for (std::int64_t steps = 0; steps < kStepsPerRoundMax; ++steps) {
    const std::int64_t gone = CO_TRY(co_await forget_some(kind, pressed));
    forgotten_.at(kind).add(static_cast<double>(gone));
    total += gone;
    if (gone == 0) break;
    if (!pressed) continue;
    CO_TRY(co_await deps_.database.give_back_space());  // else the size would not show what has gone
    if (!is_over_its_size()) break;
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
    total += CO_TRY(co_await forget_all(kind, false));
  if (total > 0) CO_TRY(co_await deps_.database.give_back_space());
  if (is_over_its_size()) {
    deps_.log.warn("database_over_its_size",
                   {{"size_bytes", deps_.database.facts().size_bytes},
                    {"limit_bytes", static_cast<std::int64_t>(config_.get()->database_bytes_max.count)}});
    for (const Kind kind : {Kind::traces, Kind::events, Kind::workflows, Kind::tasks}) {
      if (is_over_its_size()) total += CO_TRY(co_await forget_all(kind, true));
    }
  }
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
