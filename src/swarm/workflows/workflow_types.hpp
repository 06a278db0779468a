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
#include "swarm/tasks/task_types.hpp"

namespace swarm::workflows {

struct WorkflowTag {
  static constexpr std::string_view name = "workflow";
};
using WorkflowId = Id<WorkflowTag>;

enum class WorkflowState {
  running,    // at least one step has not ended
  completed,  // every step has an answer, or may do without
  failed,
  cancelled,
};
constexpr std::array<json::EnumName<WorkflowState>, 4> enum_names(WorkflowState) {
  return {{{WorkflowState::running, "running"},
           {WorkflowState::completed, "completed"},
           {WorkflowState::failed, "failed"},
           {WorkflowState::cancelled, "cancelled"}}};
}

// What follows when a step ends without an answer: it failed, abstained, was refuted, cancelled or skipped.
enum class OnFailure {
  skip_dependents,  // what stands on it is cancelled, everything else goes on, the workflow fails in the end
  continue_,        // what stands on it runs all the same; the workflow does not fail by it
  fail_fast,        // everything that has not ended is cancelled at once, and the workflow fails
};
constexpr std::array<json::EnumName<OnFailure>, 3> enum_names(OnFailure) {
  return {{{OnFailure::skip_dependents, "skip_dependents"},
           {OnFailure::continue_, "continue"},
           {OnFailure::fail_fast, "fail_fast"}}};
}

// Why a workflow failed or was cancelled.
enum class WorkflowTrouble { step_failed, deadline_exceeded, cancelled_by_client };
constexpr std::array<json::EnumName<WorkflowTrouble>, 3> enum_names(WorkflowTrouble) {
  return {{{WorkflowTrouble::step_failed, "step_failed"},
           {WorkflowTrouble::deadline_exceeded, "deadline_exceeded"},
           {WorkflowTrouble::cancelled_by_client, "cancelled_by_client"}}};
}

// A step as its author wrote it and as it is stored: all that the workflow itself needs of it.
struct StepDefinition {
  std::string name;
  std::optional<std::string> prompt;
  std::optional<std::vector<tasks::Message>> messages;
  std::vector<std::string> depends_on;
  OnFailure on_failure = OnFailure::skip_dependents;
  tasks::Priority priority = tasks::Priority::normal;
  static constexpr auto schema = json::object("StepDefinition", json::field("name", &StepDefinition::name, ""),
                                              json::field("prompt", &StepDefinition::prompt, ""),
                                              json::field("messages", &StepDefinition::messages, ""),
                                              json::field("depends_on", &StepDefinition::depends_on, ""),
                                              json::field("on_failure", &StepDefinition::on_failure, ""),
                                              json::field("priority", &StepDefinition::priority, ""));
};

// How many steps stand where.
struct Progress {
  std::int64_t total = 0;
  std::int64_t waiting = 0;    // for the steps that they depend on
  std::int64_t running = 0;    // queued, being worked on, or between two attempts
  std::int64_t completed = 0;  // with an answer
  std::int64_t failed = 0;     // also those that abstained or were refuted
  std::int64_t cancelled = 0;  // also those that were skipped
  static constexpr auto schema =
      json::object("WorkflowProgress", json::field("total", &Progress::total, "Steps."),
                   json::field("waiting", &Progress::waiting, "For the steps that they depend on."),
                   json::field("running", &Progress::running, "Queued, being worked on, or between two attempts."),
                   json::field("completed", &Progress::completed, "With an answer."),
                   json::field("failed", &Progress::failed, "Failed, dead letters, abstained or refuted."),
                   json::field("cancelled", &Progress::cancelled, "Cancelled, or skipped because of another step."));
  bool operator==(const Progress&) const = default;
};

// A workflow without its steps.
struct Workflow {
  WorkflowId id;
  ProjectId project;
  std::optional<std::string> name{};
  WorkflowState state = WorkflowState::running;
  std::int64_t version = 1;
  std::int64_t events_count = 1;
  Progress progress{};
  std::optional<WorkflowState> stopping{};  // how it ends once all its steps have ended
  std::optional<std::string> reason{};
  std::optional<std::string> failure{};
  std::optional<json::Object> metadata{};
  std::chrono::milliseconds deadline{};
  std::string created_by{};
  std::string request_id{};
  std::string trace_id{};
  Time created_at{};
  Time updated_at{};
  Time deadline_at{};
  std::optional<Time> finished_at{};
};

}  // namespace swarm::workflows
