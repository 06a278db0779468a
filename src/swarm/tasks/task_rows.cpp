#include "swarm/tasks/task_rows.hpp"

#include "base/invariant.hpp"
#include "base/text.hpp"

namespace swarm::tasks {

namespace {

using storage::Row;

template <class Enum>
Enum enum_of(const std::string& text) {
  const auto value = json::enum_named<Enum>(text);
  SWARM_INVARIANT(value.has_value(), "the columns of enums hold only what we wrote");
  return *value;
}

// What of a result has no column of its own, as it stands in the column "result".
struct StoredResult {
  std::optional<answers::Evidence> evidence;
  std::optional<double> confidence;
  json::Value route;
  static constexpr auto schema = json::object("StoredResult", json::field("evidence", &StoredResult::evidence, ""),
                                              json::field("confidence", &StoredResult::confidence, ""),
                                              json::field("route", &StoredResult::route, ""));
};

// What stands in the column "ask".
struct StoredAsk {
  answers::Strategy strategy = answers::Strategy::automatic;
  answers::Verify verify = answers::Verify::on;
  json::Object options;
  json::Value conversation;
  static constexpr auto schema = json::object(
      "StoredAsk", json::field("strategy", &StoredAsk::strategy, ""), json::field("verify", &StoredAsk::verify, ""),
      json::field("options", &StoredAsk::options, ""), json::field("conversation", &StoredAsk::conversation, ""));
};

// What stands in the column "model_answer".
struct StoredModelAnswer {
  std::string provider;
  std::string model;
  std::optional<json::Object> message;
  static constexpr auto schema = json::object(
      "StoredModelAnswer", json::field("provider", &StoredModelAnswer::provider, ""),
      json::field("model", &StoredModelAnswer::model, ""), json::field("message", &StoredModelAnswer::message, ""));
};

// What clients and models sent may be nested deeper than what we write ourselves.
template <class T>
T foreign_of(std::string_view text) {
  constexpr std::size_t kDepthMax = 512;
  const Result<json::Value> value = json::parse(text, kDepthMax);
  SWARM_INVARIANT(value.has_value(), "the column holds only JSON that we wrote");
  Result<T> decoded = json::decode<T>(*value);
  SWARM_INVARIANT(decoded.has_value(), "the column holds only what we wrote");
  return std::move(*decoded);
}

void take_ask(const std::optional<std::string>& text, TaskInput& input) {
  if (!text) return;
  StoredAsk ask = foreign_of<StoredAsk>(*text);
  input.strategy = ask.strategy;
  input.verify = ask.verify;
  input.options = std::move(ask.options);
  if (ask.conversation.is_array()) input.conversation = std::move(ask.conversation.get_array());
}

std::vector<Message> messages_of(const std::optional<std::string>& text) {
  if (!text) return {};
  const Result<json::Value> value = json::parse(*text);
  SWARM_INVARIANT(value.has_value(), "the column holds only JSON that we wrote");
  Result<std::vector<Message>> messages = json::decode<std::vector<Message>>(*value);
  SWARM_INVARIANT(messages.has_value(), "the column holds only messages that we wrote");
  return std::move(*messages);
}

std::optional<json::Object> metadata_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  Result<json::Value> value = json::parse(*text);
  SWARM_INVARIANT(value.has_value() && value->is_object(), "the column holds only objects that we wrote");
  return std::move(value->get_object());
}

std::optional<answers::Head> head_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return enum_of<answers::Head>(*text);
}

}  // namespace

TaskId task_id_of(const std::string& text) {
  Result<TaskId> id = TaskId::parse(text);
  SWARM_INVARIANT(id.has_value(), "the columns of ids hold only ids that we made");
  return std::move(*id);
}

ProjectId project_id_of(const std::string& text) {
  Result<ProjectId> id = ProjectId::parse(text);
  SWARM_INVARIANT(id.has_value(), "the columns of ids hold only ids that we made");
  return std::move(*id);
}

std::string joined_ids(const std::vector<TaskId>& ids) {
  std::string text;
  for (const TaskId& id : ids)
    text += (text.empty() ? "" : ",") + id.text();
  return text;
}

std::vector<TaskId> split_ids(std::string_view joined) {
  std::vector<TaskId> ids;
  for (const std::string_view id : split(joined, ','))
    ids.push_back(task_id_of(std::string(id)));
  return ids;
}

std::string id_list(const std::vector<TaskId>& ids) {
  return json::to_text(json::encode(ids));
}

storage::SqlValue optional_name(const std::optional<answers::Head>& head) {
  return head ? storage::sql(json::name_of(*head)) : storage::SqlValue{};
}

std::optional<answers::Verdict> optional_verdict(const std::optional<std::string>& name) {
  if (!name) return std::nullopt;
  return enum_of<answers::Verdict>(*name);
}

TaskState state_named(const std::string& name) {
  return enum_of<TaskState>(name);
}

storage::SqlValue messages_value(const std::vector<Message>& messages) {
  if (messages.empty()) return {};
  return json::to_text(json::encode(messages));
}

storage::SqlValue ask_value(const TaskInput& input) {
  if (input.strategy == answers::Strategy::automatic && input.verify == answers::Verify::on && input.options.empty() &&
      input.conversation.empty())
    return {};
  StoredAsk ask{.strategy = input.strategy, .verify = input.verify, .options = input.options, .conversation = {}};
  if (!input.conversation.empty()) ask.conversation = input.conversation;
  return json::to_text(json::encode(ask));
}

storage::SqlValue model_answer_value(const TaskResult& result) {
  if (!result.provider || !result.model) return {};
  return json::to_text(json::encode(StoredModelAnswer{*result.provider, *result.model, result.message}));
}

std::string result_text(const TaskResult& result) {
  return json::to_text(json::encode(StoredResult{result.evidence, result.confidence, result.route}));
}

Task task_of(Row& row, std::size_t first) {
  const auto at = [first](std::size_t column) { return first + column; };
  Task task{.id = task_id_of(row.text(at(0))), .project = project_id_of(row.text(at(1))), .input = {}};
  task.state = enum_of<TaskState>(row.text(at(2)));
  task.input.priority = enum_of<Priority>(row.text(at(3)));
  task.version = row.integer(at(4));
  task.events_count = row.integer(at(5));
  task.fence = row.integer(at(6));
  task.worker = row.optional_text(at(7));
  task.input.prompt = row.take_text(at(8));
  task.input.messages = messages_of(row.optional_text(at(9)));
  task.input.head_wanted = head_of(row.optional_text(at(10)));
  task.input.metadata = metadata_of(row.optional_text(at(11)));
  task.input.deadline = std::chrono::milliseconds{row.integer(at(12))};
  task.deadline_at = row.time(at(13));
  task.attempts = row.integer(at(14));
  task.input.attempts_max = row.integer(at(15));
  task.lost_leases = row.integer(at(16));
  task.input.created_by = row.take_text(at(17));
  task.input.request_id = row.take_text(at(18));
  task.input.trace_id = row.take_text(at(19));
  task.created_at = row.time(at(20));
  task.updated_at = row.time(at(21));
  task.started_at = row.optional_time(at(22));
  task.finished_at = row.optional_time(at(23));
  if (task.state == TaskState::retrying) task.ready_at = row.time(at(24));
  task.reason = row.optional_text(at(27));
  task.failure = row.optional_text(at(31));
  if (!row.is_null(at(32))) task.input.depends_on = split_ids(row.text(at(32)));
  task.open_dependencies = row.integer(at(33));
  if (!row.is_null(at(34))) task.input.step = StepOf{row.take_text(at(34)), row.take_text(at(35)), row.integer(at(36))};
  take_ask(row.optional_text(at(37)), task.input);
  task.spent = {row.integer(at(39)), row.integer(at(40)), Money{row.integer(at(41))}};
  if (!row.is_null(at(26))) {
    TaskResult result{.head = head_of(row.optional_text(at(25))),
                      .verdict = enum_of<answers::Verdict>(row.text(at(26))),
                      .reason = task.reason,
                      .answer = row.optional_text(at(28)),
                      .value = row.optional_text(at(29)),
                      .evidence = {},
                      .confidence = {},
                      .route = {}};
    Result<StoredResult> stored = json::parse_as<StoredResult>(row.text(at(30)));
    SWARM_INVARIANT(stored.has_value(), "the column holds only results that we wrote");
    result.evidence = std::move(stored->evidence);
    result.confidence = stored->confidence;
    result.route = std::move(stored->route);
    if (const auto text = row.optional_text(at(38))) {
      StoredModelAnswer from = foreign_of<StoredModelAnswer>(*text);
      result.provider = std::move(from.provider);
      result.model = std::move(from.model);
      result.message = std::move(from.message);
    }
    task.result = std::move(result);
  }
  return task;
}

Assignment assignment_of(Row& row, std::int64_t& rank) {
  Assignment assignment{.id = task_id_of(row.text(0)),
                        .project = project_id_of(row.text(1)),
                        .fence = row.integer(2),
                        .attempt = row.integer(3),
                        .attempts_max = row.integer(4),
                        .events_count = row.integer(5),
                        .input = {},
                        .created_at = row.time(10),
                        .started_at = row.time(11),
                        .deadline_at = row.time(12)};
  assignment.input.prompt = row.take_text(6);
  assignment.input.messages = messages_of(row.optional_text(7));
  assignment.input.head_wanted = head_of(row.optional_text(8));
  assignment.input.priority = enum_of<Priority>(row.text(9));
  assignment.input.attempts_max = assignment.attempts_max;
  assignment.input.trace_id = row.take_text(13);
  rank = row.integer(14);
  assignment.input.created_by = row.take_text(15);
  assignment.input.request_id = row.take_text(16);
  take_ask(row.optional_text(17), assignment.input);
  return assignment;
}

}  // namespace swarm::tasks
