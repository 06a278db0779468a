#include "swarm/tasks/task_dependencies.hpp"

#include <algorithm>
#include <set>

#include "platform/events/event_store.hpp"
#include "swarm/tasks/task_dependency_sql.hpp"
#include "swarm/tasks/task_rows.hpp"
#include "swarm/tasks/task_rules.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::tasks {

using storage::Expect;
using storage::sql;
using storage::SqlValue;
using storage::WriteUnit;

namespace {

// Behind the number of attempts.
std::string rest_of_event(std::string_view reason, std::string_view failure) {
  return "," + json::to_text(json::Object{{"reason", reason}, {"failure", failure}}).substr(1);
}

void add_cancellation(WriteUnit& unit, const storage::Parameters& ended, std::string mark) {
  const std::string failure =
      fmt::format("the task {} that it depends on ended without an answer; retry that one first, then this one",
                  std::get<std::string>(ended[1]));
  storage::Parameters cancelled = ended;
  cancelled.insert(cancelled.end(), {sql(mark), sql(failure)});
  unit.add(kCancelDependents, std::move(cancelled));
  storage::Parameters told = ended;
  told.insert(told.end(), {sql(mark), rest_of_event(json::name_of(TaskTrouble::dependency_failed), failure)});
  unit.add(kCancelDependentsEvents, std::move(told));
}

}  // namespace

std::size_t add_dependent(WriteUnit& unit, const Task& task) {
  const std::size_t place = unit.statements.size();
  const TaskInput& input = task.input;
  const SqlValue project = sql(task.project.text()), id = sql(task.id.text());
  const auto& step = input.step;
  unit.add(kInsertDependent,
           {project, id, sql(json::name_of(input.priority)), head_start_ms(input.priority), sql(input.prompt),
            messages_value(input.messages), optional_name(input.head_wanted),
            input.metadata ? SqlValue(json::to_text(*input.metadata)) : SqlValue{},
            static_cast<std::int64_t>(input.deadline.count()), input.attempts_max, sql(input.created_by),
            sql(input.request_id), sql(input.trace_id),
            input.depends_on.empty() ? SqlValue{} : sql(joined_ids(input.depends_on)), task.open_dependencies,
            step ? sql(step->workflow) : SqlValue{}, step ? sql(step->name) : SqlValue{},
            step ? SqlValue(step->place) : SqlValue{}, ask_value(input)},
           Expect::exactly(1));
  json::Object data{{"state", "pending"}, {"attempts", 0}};
  if (task.open_dependencies > 0) data.emplace("reason", json::name_of(TaskTrouble::waits_for_dependencies));
  events::add_event(unit, {task.project, task.id.text(), 1, "task.created", json::to_text(data)});
  if (!step) unit.add(kInsertEdges, {project, id, id_list(input.depends_on)});
  return place;
}

void add_expectation(WriteUnit& unit, const ProjectId& project, const std::vector<Task>& tasks) {
  std::set<TaskId> distinct;
  for (const Task& task : tasks)
    distinct.insert(task.input.depends_on.begin(), task.input.depends_on.end());
  if (distinct.empty()) return;
  const std::vector<TaskId> ids(distinct.begin(), distinct.end());
  unit.add(kExpectDependents, {sql(project.text()), id_list(ids)},
           Expect::exactly(static_cast<std::int64_t>(ids.size())));
  unit.topics.emplace_back(kDependentsTopic);
}

void add_times(Task& task, const storage::Row& times) {
  task.created_at = times.time(0);
  task.updated_at = times.time(1);
  task.deadline_at = times.time(2);
}

// `ended` is a row of kEndedAwaited.
void TaskDependencies::add_telling(WriteUnit& unit, const storage::Row& ended) {
  const storage::Parameters key{sql(ended.text(0)), sql(ended.text(1))};
  unit.add(kTell, {key[0], key[1], ended.integer(2)}, Expect::exactly(1));
  if (has_answer(state_named(ended.text(3)), optional_verdict(ended.optional_text(4)))) {
    unit.add(kCountDown, key);
    unit.topics.emplace_back(kWorkTopic);
  } else {
    add_cancellation(unit, key, ids_.next());
    events::wake_readers(unit, project_id_of(ended.text(0)));
    unit.topics.emplace_back(kEndedTopic);
  }
  unit.add(kCloseEdges, key);
}

// In one unit. When one of them was told by another server, or began anew, each on its own.
Async<Result<std::int64_t>> TaskDependencies::tell_together(std::vector<storage::Row> ended) {
  WriteUnit unit;
  for (const storage::Row& row : ended)
    add_telling(unit, row);
  const Result<storage::WriteOutcome> done = co_await database_.write(std::move(unit));
  if (done) co_return static_cast<std::int64_t>(ended.size());
  if (done.error().code != ErrorCode::conflict) co_return std::unexpected(done.error());
  if (ended.size() == 1) co_return 0;
  std::int64_t told = 0;
  for (storage::Row& row : ended) {
    std::vector<storage::Row> alone;
    alone.push_back(std::move(row));
    told += CO_TRY(co_await tell_together(std::move(alone)));
  }
  co_return told;
}

Async<Result<std::int64_t>> TaskDependencies::tell(std::int64_t count) {
  constexpr std::size_t kTogetherMax = 32;
  storage::Rows ended = CO_TRY(co_await database_.read(&kEndedAwaited, {count}));
  std::int64_t told = 0;
  for (std::size_t begin = 0; begin < ended.size(); begin += kTogetherMax) {
    const auto first = ended.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = ended.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kTogetherMax, ended.size()));
    told += CO_TRY(co_await tell_together({std::move_iterator(first), std::move_iterator(last)}));
  }
  co_return told;
}

Async<Result<bool>> TaskDependencies::any() {
  const storage::Rows rows = CO_TRY(co_await database_.read(&kAnyAwaited, {}));
  co_return rows.front().integer(0) == 1;
}

}  // namespace swarm::tasks
