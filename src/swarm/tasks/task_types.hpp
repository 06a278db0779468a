#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "platform/storage/scope.hpp"
#include "swarm/answers/answer_types.hpp"

namespace swarm::tasks {

struct TaskTag {
  static constexpr std::string_view name = "task";
};
using TaskId = Id<TaskTag>;

enum class TaskState {
  pending,    // waits for a worker
  running,    // under a lease
  retrying,   // waits for its next attempt
  completed,  // has an answer, or says why there is none
  failed,     // not worth retrying
  cancelled,
  dead_letter,  // its attempts are used up
};
constexpr std::array<json::EnumName<TaskState>, 7> enum_names(TaskState) {
  return {{{TaskState::pending, "pending"},
           {TaskState::running, "running"},
           {TaskState::retrying, "retrying"},
           {TaskState::completed, "completed"},
           {TaskState::failed, "failed"},
           {TaskState::cancelled, "cancelled"},
           {TaskState::dead_letter, "dead_letter"}}};
}

enum class Priority { low, normal, high, critical };
constexpr std::array<json::EnumName<Priority>, 4> enum_names(Priority) {
  return {{{Priority::low, "low"},
           {Priority::normal, "normal"},
           {Priority::high, "high"},
           {Priority::critical, "critical"}}};
}

// Why a task ended as failed, cancelled or dead_letter, or is tried again.
enum class TaskTrouble {
  deadline_exceeded,
  attempts_exhausted,
  leases_lost,
  lease_lost,
  internal_error,
  unavailable,
  cancelled_by_client,
  waits_for_dependencies,  // pending, until all that it depends on has ended
  dependency_failed,       // cancelled: what it depends on has no answer
  workflow_cancelled,
  workflow_failed,  // cancelled: another step of its workflow failed, or the workflow's time was up
  value_missing,    // failed: its prompt refers to a value that a step before it does not have
  prompt_too_long   // failed: its prompt is too long with the values in it
};
constexpr std::array<json::EnumName<TaskTrouble>, 13> enum_names(TaskTrouble) {
  return {{{TaskTrouble::deadline_exceeded, "deadline_exceeded"},
           {TaskTrouble::attempts_exhausted, "attempts_exhausted"},
           {TaskTrouble::leases_lost, "leases_lost"},
           {TaskTrouble::lease_lost, "lease_lost"},
           {TaskTrouble::internal_error, "internal_error"},
           {TaskTrouble::unavailable, "unavailable"},
           {TaskTrouble::cancelled_by_client, "cancelled_by_client"},
           {TaskTrouble::waits_for_dependencies, "waits_for_dependencies"},
           {TaskTrouble::dependency_failed, "dependency_failed"},
           {TaskTrouble::workflow_cancelled, "workflow_cancelled"},
           {TaskTrouble::workflow_failed, "workflow_failed"},
           {TaskTrouble::value_missing, "value_missing"},
           {TaskTrouble::prompt_too_long, "prompt_too_long"}}};
}

struct Message {
  std::string role;
  std::string content;
  static constexpr auto schema = json::object(
      "Message", json::field("role", &Message::role, "system, user or assistant.", json::required, json::length{1, 32}),
      json::field("content", &Message::content, "What was said.", json::required, json::length{0, 256 * KiB}));
  bool operator==(const Message&) const = default;
};

// Which step of which workflow a task is.
struct StepOf {
  std::string workflow;  // its id
  std::string name;
  std::int64_t place = 0;  // in the workflow's list, from 0
  bool operator==(const StepOf&) const = default;
};

// A task as it is submitted. It never changes, but for the prompt of a workflow's step, which gets its values when all
// that the step depends on has ended.
struct TaskInput {
  std::string prompt;
  std::vector<Message> messages{};             // the conversation, when it was given as one
  std::optional<answers::Head> head_wanted{};  // nothing: the router chooses
  Priority priority = Priority::normal;
  std::chrono::milliseconds deadline{30'000};
  std::int64_t attempts_max = 3;
  std::optional<json::Object> metadata{};
  std::string created_by{};  // the key's id
  std::string request_id{};
  std::string trace_id{};
  std::vector<TaskId> depends_on{};
  std::optional<StepOf> step{};
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  json::Object options{};      // members for the model, as OpenAI has them: temperature, tools, …
  json::Array conversation{};  // the messages as OpenAI has them, when these say more than roles and texts
};

// What an answered attempt stores beside the columns.
struct TaskResult {
  std::optional<answers::Head> head;
  answers::Verdict verdict = answers::Verdict::abstained;
  std::optional<std::string> reason;  // of an abstention
  std::optional<std::string> answer;  // for people
  std::optional<std::string> value;   // canonical
  std::optional<answers::Evidence> evidence;
  std::optional<double> confidence;
  json::Value route;  // the short form of the trace: head, stages and their outcomes
  // Of a model's answer: who wrote it, and the assistant's message when it carries more than text.
  std::optional<std::string> provider{};
  std::optional<std::string> model{};
  std::optional<json::Object> message{};
};

// A task as it is stored.
struct Task {
  TaskId id;
  ProjectId project;
  TaskInput input;
  TaskState state = TaskState::pending;
  std::int64_t version = 1;
  std::int64_t events_count = 1;
  std::int64_t fence = 0;
  std::optional<std::string> worker{};
  std::int64_t attempts = 0;
  std::int64_t lost_leases = 0;
  answers::Spent spent{};  // by models, in all attempts

  std::int64_t open_dependencies = 0;  // more than 0: it waits for these, whatever its place in the queue
  Time created_at{};
  Time updated_at{};
  Time deadline_at{};  // kNever while it waits for its dependencies: its time begins when it may start
  std::optional<Time> started_at{};
  std::optional<Time> finished_at{};
  std::optional<Time> ready_at{};        // of the next attempt, while retrying
  std::optional<TaskResult> result{};    // of a completed task
  std::optional<std::string> reason{};   // of trouble
  std::optional<std::string> failure{};  // what went wrong, for people
};

// The end of the year 9999.
inline constexpr Time kNever = from_milliseconds(253'402'300'799'000);

constexpr bool is_final(TaskState state) {
  return state == TaskState::completed || state == TaskState::failed || state == TaskState::cancelled ||
         state == TaskState::dead_letter;
}

// Whether what depends on it may go on: only what a check did not refuse is handed on.
constexpr bool has_answer(TaskState state, std::optional<answers::Verdict> verdict) {
  return state == TaskState::completed &&
         (verdict == answers::Verdict::verified || verdict == answers::Verdict::agreed ||
          verdict == answers::Verdict::unverified);
}

// Who holds a lease: one run of one server.
struct WorkerId {
  std::string text;  // "replica/incarnation"
};

// A task handed to a worker. The fence refuses the completion of one who lost the lease meanwhile.
struct Assignment {
  TaskId id;
  ProjectId project;
  std::int64_t fence;
  std::int64_t attempt;
  std::int64_t attempts_max;
  std::int64_t events_count;
  TaskInput input;
  Time created_at;
  Time started_at;
  Time deadline_at;
};

}  // namespace swarm::tasks
