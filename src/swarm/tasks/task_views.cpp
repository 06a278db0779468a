#include "swarm/tasks/task_api_types.hpp"

namespace swarm::tasks {

namespace {

std::optional<std::int64_t> milliseconds_between(std::optional<Time> from, std::optional<Time> to) {
  if (!from || !to) return std::nullopt;
  return (*to - *from).count();
}

void add_result(TaskView& view, const TaskResult& result) {
  if (result.head) view.head = result.head;
  view.answer = result.answer;
  view.value = result.value;
  view.verdict = result.verdict;
  view.reason = result.reason;
  view.evidence = result.evidence;
  view.confidence = result.confidence;
  view.route = result.route;
  view.provider = result.provider;
  view.model = result.model;
  view.message = result.message;
}

std::optional<std::string> text_member(const json::Object& data, std::string_view name) {
  const json::Value* value = data.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

json::Object data_of(const events::StoredEvent& event) {
  Result<json::Value> data = json::parse(event.data);
  return data && data->is_object() ? std::move(data->get_object()) : json::Object{};
}

}  // namespace

json::Object event_body(const TaskStore::EventWithTask& entry) {
  const events::StoredEvent& event = entry.event;
  json::Object body{
      {"type", event.type}, {"n", event.number}, {"at", json::encode_time(event.at)}, {"cursor", event.cursor.text()}};
  // What is no task's is called by its kind: "workflow.completed" has a "workflow".
  if (entry.task)
    body.emplace("task", json::encode(view_at_event(*entry.task, data_of(event), event.at)));
  else
    body.emplace(event.type.substr(0, event.type.find('.')), data_of(event));
  return body;
}

TaskView view_of(const Task& task) {
  TaskView view{
      .id = task.id.text(), .state = task.state, .priority = task.input.priority, .prompt = task.input.prompt};
  if (!task.input.messages.empty()) view.messages = task.input.messages;
  view.head = task.input.head_wanted;
  view.reason = task.reason;
  view.failure = task.failure;
  view.attempts = task.attempts;
  view.attempts_max = task.input.attempts_max;
  view.timings = {.queued_ms = milliseconds_between(task.created_at, task.started_at),
                  .running_ms = milliseconds_between(task.started_at, task.finished_at),
                  .total_ms = milliseconds_between(task.created_at, task.finished_at)};
  view.metadata = task.input.metadata;
  if (!task.input.depends_on.empty()) view.depends_on = task.input.depends_on;
  if (task.input.step) {
    view.workflow = task.input.step->workflow;
    view.step = task.input.step->name;
  }
  view.request_id = task.input.request_id;
  view.trace_id = task.input.trace_id;
  view.created_at = task.created_at;
  view.updated_at = task.updated_at;
  if (task.deadline_at != kNever) view.deadline_at = task.deadline_at;
  view.started_at = task.started_at;
  view.finished_at = task.finished_at;
  view.next_attempt_at = task.ready_at;
  view.strategy = task.input.strategy;
  view.verify = task.input.verify;
  if (!task.input.options.empty()) view.options = task.input.options;
  if (!task.input.conversation.empty()) view.conversation = task.input.conversation;
  view.usage = {task.spent.input_tokens, task.spent.output_tokens};
  view.cost_dollars = in_dollars(task.spent.cost);
  if (task.result) add_result(view, *task.result);
  return view;
}

TaskView view_at_event(const Task& task, const json::Object& data, Time at) {
  TaskView view = view_of(task);
  const auto state = json::enum_named<TaskState>(text_member(data, "state").value_or(""));
  if (!state) return view;
  const bool same_end = *state == TaskState::completed && task.state == TaskState::completed;
  view.state = *state;
  view.updated_at = at;
  if (const json::Value* attempts = data.if_contains("attempts"); attempts != nullptr && attempts->is_int64())
    view.attempts = attempts->get_int64();
  view.reason = text_member(data, "reason");
  view.failure = text_member(data, "failure");
  if (same_end) return view;  // everything else is as the task holds it
  view.head = task.input.head_wanted;
  view.answer = view.value = std::nullopt;
  view.verdict = json::enum_named<answers::Verdict>(text_member(data, "verdict").value_or(""));
  view.evidence.reset();
  view.confidence.reset();
  view.route = nullptr;
  view.provider = view.model = std::nullopt;
  view.message.reset();
  view.finished_at = is_final(*state) ? std::optional(at) : std::nullopt;
  if (*state != TaskState::retrying) view.next_attempt_at.reset();
  if (*state == TaskState::pending) view.started_at.reset();
  view.timings = {.queued_ms = milliseconds_between(view.created_at, view.started_at),
                  .running_ms = milliseconds_between(view.started_at, view.finished_at),
                  .total_ms = milliseconds_between(view.created_at, view.finished_at)};
  return view;
}

}  // namespace swarm::tasks
