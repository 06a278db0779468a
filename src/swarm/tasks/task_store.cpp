#include "swarm/tasks/task_store.hpp"

#include "swarm/tasks/task_dependencies.hpp"
#include "swarm/tasks/task_dependency_sql.hpp"
#include "swarm/tasks/task_rows.hpp"
#include "swarm/tasks/task_rules.hpp"
#include "swarm/tasks/task_sql.hpp"
#include "swarm/tasks/task_step_sql.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::tasks {

std::span<const storage::Migration> migrations();

namespace {

using storage::Expect;
using storage::Rows;
using storage::sql;
using storage::WriteUnit;

// Where in the unit the task's own row is told of.
std::size_t add_insert(WriteUnit& unit, const Task& task) {
  if (!task.input.depends_on.empty() || task.input.step) return add_dependent(unit, task);
  const std::size_t place = unit.statements.size();
  const TaskInput& input = task.input;
  unit.add(
      kInsertTask,
      {sql(task.project.text()), sql(task.id.text()), sql(json::name_of(input.priority)), head_start_ms(input.priority),
       sql(input.prompt), messages_value(input.messages), optional_name(input.head_wanted),
       input.metadata ? storage::SqlValue(json::to_text(*input.metadata)) : storage::SqlValue{},
       static_cast<std::int64_t>(input.deadline.count()), input.attempts_max, sql(input.created_by),
       sql(input.request_id), sql(input.trace_id), ask_value(input)},
      Expect::exactly(1));
  events::add_event(unit, {task.project, task.id.text(), 1, "task.created", R"({"state":"pending","attempts":0})"});
  return place;
}

std::vector<TaskId> ids_of(const std::vector<Task>& tasks) {
  std::vector<TaskId> ids;
  for (const Task& task : tasks)
    ids.push_back(task.id);
  return ids;
}

std::string event_data(const Transition& change) {
  json::Object data{{"state", json::name_of(change.to)}, {"attempts", change.fresh_start ? 0 : change.task.attempts}};
  if (change.reason) data.emplace("reason", *change.reason);
  if (change.failure) data.emplace("failure", *change.failure);
  return json::to_text(data);
}

}  // namespace

storage::Schema schema() {
  static const std::vector<const storage::NamedStatement*> all = [] {
    std::vector<const storage::NamedStatement*> statements(std::begin(kTaskStatements), std::end(kTaskStatements));
    statements.insert(statements.end(), std::begin(kDependencyStatements), std::end(kDependencyStatements));
    statements.insert(statements.end(), std::begin(kStepStatements), std::end(kStepStatements));
    return statements;
  }();
  return {migrations(), all};
}

void TaskStore::add_idempotent_use(WriteUnit& unit, const Scope& scope, const IdempotentUse& use, std::string ids) {
  unit.add(kInsertIdempotencyKey, {sql(scope.project.text()), sql(use.key), sql(use.fingerprint), std::move(ids)},
           Expect::exactly(1));
}

Async<Result<std::vector<Task>>> TaskStore::insert(Scope scope, std::vector<Task> tasks,
                                                   std::optional<IdempotentUse> use) {
  WriteUnit unit;
  unit.admission = storage::Admission::new_work;
  unit.statements.reserve(tasks.size() * 2 + 2);
  add_expectation(unit, scope.project, tasks);
  if (use) add_idempotent_use(unit, scope, *use, joined_ids(ids_of(tasks)));
  std::vector<std::size_t> places;
  for (const Task& task : tasks)
    places.push_back(add_insert(unit, task));
  unit.topics.emplace_back(kWorkTopic);
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  for (std::size_t i = 0; i < tasks.size(); ++i)
    add_times(tasks[i], outcome.rows.at(places[i]).front());
  co_return tasks;
}

Async<Result<std::optional<IdempotentRecord>>> TaskStore::find_idempotent(Scope scope, std::string key) {
  Rows rows = CO_TRY(co_await database_.read(&kFindIdempotencyKey, {sql(scope.project.text()), sql(key)}));
  if (rows.empty()) co_return std::nullopt;
  co_return IdempotentRecord{.fingerprint = rows.front().take_text(0), .tasks = split_ids(rows.front().text(1))};
}

Async<Result<Task>> TaskStore::find(Scope scope, TaskId id) {
  Rows rows = CO_TRY(co_await database_.read(&kFindTask, {sql(scope.project.text()), sql(id.text())}));
  if (rows.empty()) co_return fail(ErrorCode::not_found, fmt::format("no task {} in this project", id.text()));
  co_return task_of(rows.front());
}

Async<Result<std::map<std::string, TaskStore::Standing>>> TaskStore::standing_of(Scope scope, std::vector<TaskId> ids) {
  std::map<std::string, Standing> standing;
  if (ids.empty()) co_return standing;
  Rows rows = CO_TRY(co_await database_.read(&kStanding, {sql(scope.project.text()), id_list(ids)}));
  for (storage::Row& row : rows)
    standing.emplace(row.take_text(0), Standing{state_named(row.text(1)), optional_verdict(row.optional_text(2))});
  co_return standing;
}

Async<Result<std::vector<Task>>> TaskStore::list(Scope scope, TaskFilter filter) {
  // Behind every id in every language's order of letters, which a '~' is not.
  const std::string before = filter.before ? filter.before->text() : std::string(kIdLength, 'z');
  Rows rows = CO_TRY(co_await database_.read(
      &kListTasks, {sql(scope.project.text()), sql(before), sql(filter.state ? json::name_of(*filter.state) : ""),
                    sql(filter.head ? json::name_of(*filter.head) : ""),
                    sql(filter.priority ? json::name_of(*filter.priority) : ""), filter.count}));
  std::vector<Task> tasks;
  for (storage::Row& row : rows)
    tasks.push_back(task_of(row));
  co_return tasks;
}

Async<Result<std::vector<StoredTrace>>> TaskStore::traces(Scope scope, TaskId id) {
  Rows rows = CO_TRY(co_await database_.read(&kListTraces, {sql(scope.project.text()), sql(id.text())}));
  std::vector<StoredTrace> traces;
  for (storage::Row& row : rows)
    traces.push_back({row.integer(0), row.time(1), row.take_text(2)});
  co_return traces;
}

Async<Result<Done>> TaskStore::apply(Transition change) {
  const Task& task = change.task;
  WriteUnit unit;
  storage::Parameters key{sql(task.project.text()), sql(task.id.text()), task.version};
  if (change.to == TaskState::pending) {
    key.push_back(head_start_ms(task.input.priority));
    unit.add(kRestartTask, std::move(key), Expect::exactly(1));
    unit.topics.emplace_back(kWorkTopic);
  } else {
    key.insert(key.end(), {sql(json::name_of(change.to)), sql(change.reason), sql(change.failure)});
    unit.add(kEndTask, std::move(key), Expect::exactly(1));
    if (task.state == TaskState::running) unit.topics.emplace_back(kRevokedTopic);
    unit.topics.push_back(ended_topic(task.id));
    unit.topics.emplace_back(kEndedTopic);
  }
  events::add_event(unit, {task.project, task.id.text(), task.events_count + 1, change.event_type, event_data(change)});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<Done>> TaskStore::insert_feedback(Scope scope, Feedback feedback) {
  WriteUnit unit;
  unit.add(kInsertFeedback, {sql(feedback.id), sql(scope.project.text()), sql(feedback.task.text()),
                             std::int64_t{feedback.correct ? 1 : 0}, sql(feedback.right_answer), sql(feedback.note),
                             sql(feedback.given_by)});
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<std::vector<TaskStore::EventWithTask>>> TaskStore::events_after(Scope scope, std::optional<TaskId> of,
                                                                             events::Cursor after, std::int64_t count) {
  storage::Parameters parameters{sql(scope.project.text())};
  if (of) parameters.push_back(sql(of->text()));
  parameters.insert(parameters.end(), {after.transaction, after.sequence, count});
  Rows rows = CO_TRY(co_await database_.read(of ? &kEventsOfTask : &kEventsOfProject, std::move(parameters)));
  std::vector<EventWithTask> found;
  for (storage::Row& row : rows) {
    constexpr std::size_t kEventColumns = 7;
    found.push_back({{{row.integer(0), row.integer(1)},
                      row.take_text(2),
                      row.integer(3),
                      row.take_text(4),
                      row.time(5),
                      row.take_text(6)},
                     std::nullopt});
    if (!row.is_null(kEventColumns)) found.back().task = task_of(row, kEventColumns);
  }
  co_return found;
}

Async<Result<QueueFacts>> TaskStore::queue_facts() {
  QueueFacts facts;
  for (const auto& entry : enum_names(Priority{}))
    facts.queued[entry.value] = 0;
  Rows queued = CO_TRY(co_await database_.read(&kCountQueued, {}));
  for (storage::Row& row : queued) {
    const auto priority = json::enum_named<Priority>(row.text(0));
    if (priority) facts.queued[*priority] = row.integer(1);
    const Time oldest = row.time(2);
    if (!facts.oldest_ready_at || oldest < *facts.oldest_ready_at) facts.oldest_ready_at = oldest;
  }
  Rows others = CO_TRY(co_await database_.read(&kCountOthers, {}));
  facts.running = others.front().integer(0);
  facts.retrying = others.front().integer(1);
  facts.next_ready_at = others.front().optional_time(2);
  facts.now = others.front().time(3);
  facts.dependent = others.front().integer(4);
  co_return facts;
}

Async<Result<std::int64_t>> TaskStore::forget_tasks(std::chrono::milliseconds age_max, std::int64_t count) {
  const std::int64_t age_ms = age_max.count();
  WriteUnit unit;
  unit.add(kForgetTracesOfTasks, {age_ms, count})
      .add(kForgetFeedbackOfTasks, {age_ms, count})
      .add(kForgetDependenciesOfTasks, {age_ms, count})
      .add(kForgetTasks, {age_ms, count});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(3);
}

Async<Result<std::int64_t>> TaskStore::forget_traces(std::chrono::milliseconds age_max, std::int64_t count) {
  WriteUnit unit;
  unit.add(kForgetTraces, {static_cast<std::int64_t>(age_max.count()), count});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(0);
}

Async<Result<std::int64_t>> TaskStore::forget_idempotency_keys(std::chrono::milliseconds age_max, std::int64_t count) {
  WriteUnit unit;
  unit.add(kForgetIdempotencyKeys, {static_cast<std::int64_t>(age_max.count()), count});
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(0);
}

}  // namespace swarm::tasks
