#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "swarm/tasks/task_store.hpp"
#include "swarm/tasks/task_types.hpp"

// Tasks on the wire.
namespace swarm::tasks {

enum class HeadChoice { automatic, math, logic, code, reasoning };
constexpr std::array<json::EnumName<HeadChoice>, 5> enum_names(HeadChoice) {
  return {{{HeadChoice::automatic, "auto"},
           {HeadChoice::math, "math"},
           {HeadChoice::logic, "logic"},
           {HeadChoice::code, "code"},
           {HeadChoice::reasoning, "reasoning"}}};
}

struct CreateTask {
  std::optional<std::string> prompt;
  std::optional<std::vector<Message>> messages;
  std::optional<json::Value> conversation;
  HeadChoice head = HeadChoice::automatic;
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  std::optional<json::Object> options;
  Priority priority = Priority::normal;
  std::optional<std::vector<TaskId>> depends_on;
  std::optional<std::chrono::milliseconds> deadline;
  std::chrono::milliseconds wait{0};
  std::optional<std::int64_t> attempts_max;
  std::optional<json::Object> metadata;
  static constexpr auto schema = json::object(
      "CreateTask",
      json::field("prompt", &CreateTask::prompt,
                  "What is asked, as the person typed it. Either this, or messages, or a conversation.", json::plain),
      json::field("messages", &CreateTask::messages, "The conversation; the last user message is what is asked.",
                  json::items{1, 1000}),
      json::field("conversation", &CreateTask::conversation,
                  "The messages as OpenAI has them, with tool calls and contents in parts; at most 1000."),
      json::field("head", &CreateTask::head, "Which head answers; auto lets the router choose."),
      json::field("strategy", &CreateTask::strategy,
                  "Which stages may answer: compute, local, vote or cloud alone, or auto for all, cheapest first."),
      json::field("verify", &CreateTask::verify,
                  "off: the first model's answer is taken as unverified, and may be shown while it is written."),
      json::field("options", &CreateTask::options,
                  "Members for the model, as OpenAI has them: temperature, seed, stop, max_tokens, tools, tool_choice, "
                  "response_format, …; at most 64 KiB.",
                  json::items{0, 50}),
      json::field("priority", &CreateTask::priority, "Who goes first; waiting makes up for a lower one."),
      json::field("depends_on", &CreateTask::depends_on,
                  "Ids of tasks of this project: it waits until each has an answer, and is cancelled with "
                  "dependency_failed when one ends without.",
                  json::items{0, 1'000}),
      json::field("deadline_ms", &CreateTask::deadline,
                  "Give up after this long, from when it may start: at once, or when what it depends on has ended.",
                  json::between{1, 86'400'000}),
      json::field("wait_ms", &CreateTask::wait, "Answer only when the task has ended, or after this long.",
                  json::between{0, 600'000}),
      json::field("attempts_max", &CreateTask::attempts_max, "Attempts before the dead letters.", json::between{1, 20}),
      json::field("metadata", &CreateTask::metadata, "Yours; given back unchanged, at most 50 members and 16 KiB.",
                  json::items{0, 50}));
};

struct CreateTaskBatch {
  std::vector<CreateTask> tasks;
  static constexpr auto schema =
      json::object("CreateTaskBatch", json::field("tasks", &CreateTaskBatch::tasks, "All are accepted, or none.",
                                                  json::required, json::items{1, 10'000}));
};

struct Usage {
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  static constexpr auto schema =
      json::object("Usage", json::field("input_tokens", &Usage::input_tokens, "Read by language models."),
                   json::field("output_tokens", &Usage::output_tokens, "Written by language models."));
};

struct Timings {
  std::optional<std::int64_t> queued_ms;
  std::optional<std::int64_t> running_ms;
  std::optional<std::int64_t> total_ms;
  static constexpr auto schema = json::object(
      "Timings", json::field("queued_ms", &Timings::queued_ms, "From submission to the start of the last attempt."),
      json::field("running_ms", &Timings::running_ms, "From the start of the last attempt to the end."),
      json::field("total_ms", &Timings::total_ms, "From submission to the end."));
};

struct TaskView {
  std::string id;
  TaskState state = TaskState::pending;
  Priority priority = Priority::normal;
  std::string prompt;
  std::optional<std::vector<Message>> messages;
  std::optional<answers::Head> head;
  std::optional<std::string> answer;
  std::optional<std::string> value;
  std::optional<answers::Verdict> verdict;
  std::optional<std::string> reason;
  std::optional<std::string> failure;
  std::optional<answers::Evidence> evidence;
  std::optional<double> confidence;
  json::Value route;
  std::int64_t attempts = 0;
  std::int64_t attempts_max = 3;
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  std::optional<json::Object> options;
  std::optional<json::Value> conversation;
  std::optional<json::Object> message;
  std::optional<std::string> provider;
  std::optional<std::string> model;
  Usage usage;
  double cost_dollars = 0;
  Timings timings;
  std::optional<json::Object> metadata;
  std::optional<std::vector<TaskId>> depends_on;
  std::optional<std::string> workflow;
  std::optional<std::string> step;
  std::string request_id;
  std::string trace_id;
  Time created_at;
  Time updated_at;
  std::optional<Time> deadline_at;
  std::optional<Time> started_at;
  std::optional<Time> finished_at;
  std::optional<Time> next_attempt_at;
  static constexpr auto schema =
      json::object("Task", json::field("id", &TaskView::id, "26 characters; sorts by the time of submission."),
                   json::field("state", &TaskView::state, "Where it is in its life."),
                   json::field("priority", &TaskView::priority, "Who goes first."),
                   json::field("prompt", &TaskView::prompt, "What was asked."),
                   json::field("messages", &TaskView::messages, "The conversation, when it was given as one."),
                   json::field("head", &TaskView::head, "Which head answered, or was asked for."),
                   json::field("answer", &TaskView::answer, "For people."),
                   json::field("value", &TaskView::value, "Canonical, where there is one."),
                   json::field("verdict", &TaskView::verdict, "How sure, once completed."),
                   json::field("reason", &TaskView::reason, "Why it abstained, failed, waits or is tried again."),
                   json::field("failure", &TaskView::failure, "What went wrong, for people."),
                   json::field("evidence", &TaskView::evidence, "Why the answer is right."),
                   json::field("confidence", &TaskView::confidence, "0 to 1."),
                   json::field("route", &TaskView::route, "How the head was chosen and what each stage did."),
                   json::field("attempts", &TaskView::attempts, "Begun so far."),
                   json::field("attempts_max", &TaskView::attempts_max, "Before the dead letters."),
                   json::field("strategy", &TaskView::strategy, "Which stages may answer."),
                   json::field("verify", &TaskView::verify, "Whether a model's answer is checked."),
                   json::field("options", &TaskView::options, "Members for the model, as they were given."),
                   json::field("conversation", &TaskView::conversation, "As it was given."),
                   json::field("message", &TaskView::message,
                               "The assistant's message as OpenAI has it, when it carries more than text."),
                   json::field("provider", &TaskView::provider, "Whose model answered, if one did."),
                   json::field("model", &TaskView::model, "The model that answered, if one did."),
                   json::field("usage", &TaskView::usage, "Tokens of language models, in all attempts."),
                   json::field("cost_dollars", &TaskView::cost_dollars, "Paid to providers, in all attempts."),
                   json::field("timings", &TaskView::timings, "How long it took."),
                   json::field("metadata", &TaskView::metadata, "As it was given."),
                   json::field("depends_on", &TaskView::depends_on, "The tasks that it waits for, or waited for."),
                   json::field("workflow", &TaskView::workflow, "The workflow that it is a step of."),
                   json::field("step", &TaskView::step, "Its name in the workflow."),
                   json::field("request_id", &TaskView::request_id, "Of the submission."),
                   json::field("trace_id", &TaskView::trace_id, "Of the submission."),
                   json::field("created_at", &TaskView::created_at, "When it was submitted."),
                   json::field("updated_at", &TaskView::updated_at, "When it last changed."),
                   json::field("deadline_at", &TaskView::deadline_at,
                               "When it is given up; null while it waits for what it depends on."),
                   json::field("started_at", &TaskView::started_at, "When its last attempt began."),
                   json::field("finished_at", &TaskView::finished_at, "When it ended."),
                   json::field("next_attempt_at", &TaskView::next_attempt_at, "While retrying."));
};

struct TaskBatchView {
  std::vector<TaskView> tasks;
  static constexpr auto schema =
      json::object("TaskBatch", json::field("tasks", &TaskBatchView::tasks, "In the order of the request."));
};

struct TaskPage {
  std::vector<TaskView> tasks;
  std::optional<std::string> next_cursor;
  static constexpr auto schema =
      json::object("TaskPage", json::field("tasks", &TaskPage::tasks, "Newest first."),
                   json::field("next_cursor", &TaskPage::next_cursor, "For the next page; absent on the last."));
};

struct ListTasks {
  std::optional<TaskState> state;
  std::optional<answers::Head> head;
  std::optional<Priority> priority;
  std::optional<std::string> cursor;
  std::int64_t limit = 50;
  static constexpr auto schema =
      json::object("ListTasks", json::field("state", &ListTasks::state, "Only these."),
                   json::field("head", &ListTasks::head, "Only these."),
                   json::field("priority", &ListTasks::priority, "Only these."),
                   json::field("cursor", &ListTasks::cursor, "next_cursor of the page before."),
                   json::field("limit", &ListTasks::limit, "At most this many.", json::between{1, 500}));
};

struct TaskPath {
  std::string id;
  static constexpr auto schema =
      json::object("TaskPath", json::field("id", &TaskPath::id, "The task's id.", json::required));
};

struct GiveFeedback {
  bool correct = true;
  std::optional<std::string> right_answer;
  std::optional<std::string> note;
  static constexpr auto schema = json::object(
      "GiveFeedback", json::field("correct", &GiveFeedback::correct, "Whether the answer is right.", json::required),
      json::field("right_answer", &GiveFeedback::right_answer, "When it is wrong: what is right.",
                  json::length{1, 64 * KiB}, json::plain),
      json::field("note", &GiveFeedback::note, "Anything else.", json::length{1, 4 * KiB}, json::plain));
};

struct FeedbackView {
  std::string id;
  std::string task;
  bool correct = true;
  std::optional<std::string> right_answer;
  std::optional<std::string> note;
  static constexpr auto schema =
      json::object("Feedback", json::field("id", &FeedbackView::id, "Of this feedback."),
                   json::field("task", &FeedbackView::task, "The judged task."),
                   json::field("correct", &FeedbackView::correct, "Whether the answer is right."),
                   json::field("right_answer", &FeedbackView::right_answer, "What is right, when it was wrong."),
                   json::field("note", &FeedbackView::note, "Anything else."));
};

struct AttemptTrace {
  std::int64_t attempt = 1;
  Time at;
  json::Value trace;
  static constexpr auto schema =
      json::object("AttemptTrace", json::field("attempt", &AttemptTrace::attempt, "1, 2, …"),
                   json::field("at", &AttemptTrace::at, "When the attempt ended."),
                   json::field("trace", &AttemptTrace::trace, "How the head was chosen and what each stage did."));
};

struct TraceView {
  TaskView task;
  std::vector<AttemptTrace> attempts;
  static constexpr auto schema =
      json::object("Trace", json::field("task", &TraceView::task, "The task as it is now."),
                   json::field("attempts", &TraceView::attempts, "Every attempt that ended, in order."));
};

struct FollowEvents {
  std::optional<std::string> after;
  static constexpr auto schema = json::object(
      "FollowEvents",
      json::field("after", &FollowEvents::after,
                  "The id of the last event seen; oldest (the default) or now. Last-Event-ID goes first."));
};

// The task as it is now.
TaskView view_of(const Task& task);
// The task as an event reported it: `data` is what the change knew, the rest is the task as it is now.
TaskView view_at_event(const Task& task, const json::Object& data, Time at);
// An event as every feed sends it: type, n, at, cursor, and its task as above.
json::Object event_body(const TaskStore::EventWithTask& entry);

}  // namespace swarm::tasks
