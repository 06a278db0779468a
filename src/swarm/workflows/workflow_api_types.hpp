#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "swarm/tasks/task_api_types.hpp"
#include "swarm/tasks/task_steps.hpp"
#include "swarm/workflows/workflow_plan.hpp"
#include "swarm/workflows/workflow_types.hpp"

// Workflows on the wire.
namespace swarm::workflows {

struct CreateStep {
  std::string name;
  std::optional<std::string> prompt;
  std::optional<std::vector<tasks::Message>> messages;
  tasks::HeadChoice head = tasks::HeadChoice::automatic;
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  std::optional<json::Object> options;
  tasks::Priority priority = tasks::Priority::normal;
  std::optional<std::vector<std::string>> depends_on;
  std::optional<OnFailure> on_failure;
  std::optional<std::chrono::milliseconds> deadline;
  std::optional<std::int64_t> attempts_max;
  std::optional<json::Object> metadata;
  static constexpr auto schema = json::object(
      "CreateStep",
      json::field("name", &CreateStep::name, "Of this step in this workflow: letters, digits, '_' and '-'.",
                  json::required, json::length{1, kStepNameMax}),
      json::field("prompt", &CreateStep::prompt,
                  "What is asked. ${steps.NAME.value} stands for the value of another step, ${steps.NAME.answer} for "
                  "its answer (also state, verdict, reason), ${steps.NAME.value:-words} has words for when there is "
                  "none, $${ is ${ itself. Either this or messages.",
                  json::plain),
      json::field("messages", &CreateStep::messages, "The conversation, with the same references in every content.",
                  json::items{1, 1000}),
      json::field("head", &CreateStep::head, "Which head answers; auto lets the router choose."),
      json::field("strategy", &CreateStep::strategy, "Which stages may answer, as of a task."),
      json::field("verify", &CreateStep::verify, "off: the first model's answer is taken as unverified."),
      json::field("options", &CreateStep::options, "Members for the model, as of a task.", json::items{0, 50}),
      json::field("priority", &CreateStep::priority, "Who goes first; waiting makes up for a lower one."),
      json::field("depends_on", &CreateStep::depends_on,
                  "Names of steps that end before this one begins; those that the prompt refers to need not be named.",
                  json::items{0, 4'000}),
      json::field("on_failure", &CreateStep::on_failure,
                  "What follows when this step ends without an answer; the workflow's own unless given."),
      json::field("deadline_ms", &CreateStep::deadline, "Give up after this long, from when it may start.",
                  json::between{1, 86'400'000}),
      json::field("attempts_max", &CreateStep::attempts_max, "Attempts before the dead letters.", json::between{1, 20}),
      json::field("metadata", &CreateStep::metadata,
                  "Yours; given back with the step's task, at most 50 members and "
                  "16 KiB.",
                  json::items{0, 50}));
};

struct CreateWorkflow {
  std::optional<std::string> name;
  std::vector<CreateStep> steps;
  OnFailure on_failure = OnFailure::skip_dependents;
  std::optional<std::chrono::milliseconds> deadline;
  std::chrono::milliseconds wait{0};
  std::optional<json::Object> metadata;
  static constexpr auto schema = json::object(
      "CreateWorkflow", json::field("name", &CreateWorkflow::name, "For people.", json::length{1, 200}, json::plain),
      json::field("steps", &CreateWorkflow::steps, "All are accepted, or none. Their dependencies form no cycle.",
                  json::required, json::items{1, 4'000}),
      json::field("on_failure", &CreateWorkflow::on_failure,
                  "For steps that say nothing else. skip_dependents: what stands on the step is cancelled, everything "
                  "else goes on, the workflow fails in the end. continue: what stands on it runs all the same. "
                  "fail_fast: everything that has not ended is cancelled."),
      json::field("deadline_ms", &CreateWorkflow::deadline, "Cancel what is left and fail after this long.",
                  json::between{1, 604'800'000}),
      json::field("wait_ms", &CreateWorkflow::wait, "Answer only when the workflow has ended, or after this long.",
                  json::between{0, 600'000}),
      json::field("metadata", &CreateWorkflow::metadata, "Yours; given back unchanged, at most 50 members and 16 KiB.",
                  json::items{0, 50}));
};

struct StepView {
  std::string name;
  std::string task;
  tasks::TaskState state = tasks::TaskState::pending;
  std::optional<answers::Verdict> verdict;
  std::optional<std::string> reason;
  std::optional<std::string> failure;
  std::optional<answers::Head> head;
  std::optional<std::string> value;
  std::optional<std::string> answer;
  bool is_cut = false;
  std::vector<std::string> depends_on;
  OnFailure on_failure = OnFailure::skip_dependents;
  std::int64_t attempts = 0;
  std::optional<Time> started_at;
  std::optional<Time> finished_at;
  static constexpr auto schema = json::object(
      "WorkflowStep", json::field("name", &StepView::name, "Of the step."),
      json::field("task", &StepView::task, "The id of its task: trace, events, evidence and everything else."),
      json::field("state", &StepView::state, "Of its task; pending with waits_for_dependencies until it may begin."),
      json::field("verdict", &StepView::verdict, "How sure, once completed."),
      json::field("reason", &StepView::reason, "Why it abstained, failed, was cancelled, or waits."),
      json::field("failure", &StepView::failure, "What went wrong, for people."),
      json::field("head", &StepView::head, "Which head answered."),
      json::field("value", &StepView::value, "Canonical, where there is one."),
      json::field("answer", &StepView::answer, "For people."),
      json::field("is_cut", &StepView::is_cut,
                  "Value or answer is longer than 4,096 characters and left out: read it with the task."),
      json::field("depends_on", &StepView::depends_on, "Names of the steps before it, named or referred to."),
      json::field("on_failure", &StepView::on_failure, "What follows when it ends without an answer."),
      json::field("attempts", &StepView::attempts, "Begun so far."),
      json::field("started_at", &StepView::started_at, "When its last attempt began."),
      json::field("finished_at", &StepView::finished_at, "When it ended."));
};

struct WorkflowView {
  std::string id;
  std::optional<std::string> name;
  WorkflowState state = WorkflowState::running;
  std::optional<std::string> reason;
  std::optional<std::string> failure;
  Progress progress;
  std::optional<json::Object> metadata;
  std::string request_id;
  std::string trace_id;
  Time created_at;
  Time updated_at;
  Time deadline_at;
  std::optional<Time> finished_at;
  std::optional<std::vector<StepView>> steps;
  static constexpr auto schema = json::object(
      "Workflow", json::field("id", &WorkflowView::id, "26 characters; sorts by the time of submission."),
      json::field("name", &WorkflowView::name, "For people."),
      json::field("state", &WorkflowView::state, "Where it is in its life."),
      json::field("reason", &WorkflowView::reason, "step_failed, deadline_exceeded or cancelled_by_client."),
      json::field("failure", &WorkflowView::failure, "What went wrong, for people."),
      json::field("progress", &WorkflowView::progress, "How many steps stand where."),
      json::field("metadata", &WorkflowView::metadata, "As it was given."),
      json::field("request_id", &WorkflowView::request_id, "Of the submission."),
      json::field("trace_id", &WorkflowView::trace_id, "Of the submission."),
      json::field("created_at", &WorkflowView::created_at, "When it was submitted."),
      json::field("updated_at", &WorkflowView::updated_at, "When it last moved."),
      json::field("deadline_at", &WorkflowView::deadline_at, "When what is left is cancelled."),
      json::field("finished_at", &WorkflowView::finished_at, "When it ended."),
      json::field("steps", &WorkflowView::steps, "In the order of the submission; null in a list."));
};

struct WorkflowPage {
  std::vector<WorkflowView> workflows;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("WorkflowPage", json::field("workflows", &WorkflowPage::workflows, "Newest first."),
                   json::field("next_cursor", &WorkflowPage::next_cursor, "For the next page; absent on the last."));
};

struct ListWorkflows {
  std::optional<WorkflowState> state;
  std::optional<std::string> cursor;
  std::int64_t limit = 50;
  static constexpr auto schema =
      json::object("ListWorkflows", json::field("state", &ListWorkflows::state, "Only these."),
                   json::field("cursor", &ListWorkflows::cursor, "next_cursor of the page before."),
                   json::field("limit", &ListWorkflows::limit, "At most this many.", json::between{1, 500}));
};

struct WorkflowPath {
  std::string id;
  static constexpr auto schema =
      json::object("WorkflowPath", json::field("id", &WorkflowPath::id, "The workflow's id.", json::required));
};

// How many characters of a value or an answer a step shows.
inline constexpr std::int64_t kStepTextMax = 4'096;

// Without steps.
WorkflowView view_of(const Workflow& workflow);
WorkflowView view_of(const Workflow& workflow, const WorkflowPlan& plan, std::vector<tasks::StepReading> steps);

}  // namespace swarm::workflows
