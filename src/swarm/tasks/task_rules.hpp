#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "swarm/tasks/task_types.hpp"

// Decisions about tasks: pure, without clock, chance or I/O.
namespace swarm::tasks {

// The order of the queue: the lowest rank goes first. A higher priority is worth a head start in time, so that the
// lowest still gets its turn: a low task that has waited ten minutes goes before a critical one that comes now.
std::int64_t rank_of(Priority priority, Time ready_at);

// What rank_of() takes off the time.
std::int64_t head_start_ms(Priority priority);

// How long to wait before the next attempt: doubled each time, up to a minute, times 0.5 to 1.5 by chance (0 to 1).
std::chrono::milliseconds backoff_after(std::int64_t attempt, double chance);

// A crash of the server costs no attempt, but what crashes it every time must not do so for ever.
inline constexpr std::int64_t kLostLeasesMax = 10;

// From which share of the queue's maximum on new tasks of a priority are refused: the lowest first.
double shed_from(Priority priority);
bool is_shed(Priority priority, std::int64_t queued, std::int64_t queued_max);

// What comes after a failed attempt.
struct AfterFailure {
  TaskState state;  // retrying, failed or dead_letter
  TaskTrouble trouble;
  Time ready_at{};  // of the next attempt
};
AfterFailure after_failure(ErrorCode code, std::int64_t attempt, std::int64_t attempts_max, Time now, Time deadline_at,
                           double chance);

// Whether a person may ask for it in this state; `conflict` says why not.
Result<Done> may_cancel(const Task& task);
Result<Done> may_retry(const Task& task);
Result<Done> may_requeue(const Task& task);
Result<Done> may_give_feedback(const Task& task);

}  // namespace swarm::tasks
