#include "swarm/tasks/task_rules.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace swarm::tasks {

namespace {

constexpr std::chrono::milliseconds head_start(Priority priority) {
  using namespace std::chrono_literals;
  switch (priority) {
    case Priority::low:
      return 0ms;
    case Priority::normal:
      return 1min;
    case Priority::high:
      return 4min;
    case Priority::critical:
      return 10min;
  }
  return 0ms;
}

std::unexpected<Error> not_in_state(const Task& task, std::string_view what, std::string_view allowed) {
  return fail(
      ErrorCode::conflict, "wrong_state",
      fmt::format("task {} is {}: only {} can be {}", task.id.text(), json::name_of(task.state), allowed, what));
}

// What follows a step begins anew with it, or its result would not fit theirs.
Result<Done> may_begin_alone(const Task& task) {
  if (!task.input.step) return Done{};
  return fail(ErrorCode::conflict, "step_of_workflow",
              fmt::format("task {} is the step '{}' of the workflow {}: retry the workflow", task.id.text(),
                          task.input.step->name, task.input.step->workflow));
}

// Trying again can only help when the trouble may pass.
bool may_pass(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::timeout || code == ErrorCode::limit_exceeded ||
         code == ErrorCode::internal || code == ErrorCode::storage_full;
}

}  // namespace

std::int64_t rank_of(Priority priority, Time ready_at) {
  return to_milliseconds(ready_at - head_start(priority));
}

std::int64_t head_start_ms(Priority priority) {
  return head_start(priority).count();
}

std::chrono::milliseconds backoff_after(std::int64_t attempt, double chance) {
  constexpr std::int64_t kFirstMs = 500;
  constexpr std::int64_t kLongestMs = 60'000;
  constexpr std::int64_t kDoublingsMax = 7;  // 500 ms * 2^7 is beyond a minute
  const std::int64_t doublings = std::clamp<std::int64_t>(attempt - 1, 0, kDoublingsMax);
  const std::int64_t plain = std::min(kFirstMs << doublings, kLongestMs);
  return std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(plain) * (0.5 + chance))};
}

double shed_from(Priority priority) {
  switch (priority) {
    case Priority::low:
      return 0.70;
    case Priority::normal:
      return 0.85;
    case Priority::high:
      return 0.95;
    case Priority::critical:
      return 1.0;
  }
  return 1.0;
}

bool is_shed(Priority priority, std::int64_t queued, std::int64_t queued_max) {
  return static_cast<double>(queued) >= shed_from(priority) * static_cast<double>(queued_max);
}

AfterFailure after_failure(ErrorCode code, std::int64_t attempt, std::int64_t attempts_max, Time now, Time deadline_at,
                           double chance) {
  const TaskTrouble trouble = code == ErrorCode::unavailable || code == ErrorCode::limit_exceeded
                                  ? TaskTrouble::unavailable
                              : code == ErrorCode::timeout ? TaskTrouble::deadline_exceeded
                                                           : TaskTrouble::internal_error;
  if (now >= deadline_at) return {TaskState::failed, TaskTrouble::deadline_exceeded};
  if (!may_pass(code)) return {TaskState::failed, trouble};
  if (attempt >= attempts_max) return {TaskState::dead_letter, TaskTrouble::attempts_exhausted};
  const Time ready_at = now + backoff_after(attempt, chance);
  if (ready_at >= deadline_at) return {TaskState::failed, TaskTrouble::deadline_exceeded};
  return {TaskState::retrying, trouble, ready_at};
}

Result<Done> may_cancel(const Task& task) {
  if (is_final(task.state)) return not_in_state(task, "cancelled", "a task that has not ended");
  return Done{};
}

Result<Done> may_retry(const Task& task) {
  TRY(may_begin_alone(task));
  const bool abstained =
      task.state == TaskState::completed && task.result && task.result->verdict == answers::Verdict::abstained;
  if (task.state == TaskState::failed || task.state == TaskState::cancelled || task.state == TaskState::dead_letter ||
      abstained)
    return Done{};
  return not_in_state(task, "retried", "a failed, cancelled, dead-lettered or abstained task");
}

Result<Done> may_requeue(const Task& task) {
  TRY(may_begin_alone(task));
  if (task.state == TaskState::dead_letter) return Done{};
  return not_in_state(task, "requeued", "a dead-lettered task");
}

Result<Done> may_give_feedback(const Task& task) {
  if (task.state == TaskState::completed) return Done{};
  return not_in_state(task, "judged", "a completed task");
}

}  // namespace swarm::tasks
