#include "swarm/workflows/workflow_store.hpp"

#include "base/invariant.hpp"
#include "swarm/tasks/task_dependencies.hpp"
#include "swarm/tasks/task_rows.hpp"
#include "swarm/tasks/task_work.hpp"
#include "swarm/workflows/workflow_sql.hpp"

namespace swarm::workflows {

std::span<const storage::Migration> migrations();

using storage::Expect;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::SqlValue;
using storage::WriteUnit;

namespace {

constexpr std::size_t kWorkflowColumnCount = 23;

WorkflowId workflow_id_of(const std::string& text) {
  Result<WorkflowId> id = WorkflowId::parse(text);
  SWARM_INVARIANT(id.has_value(), "the columns of ids hold only ids that we made");
  return std::move(*id);
}

WorkflowState state_of(const std::string& text) {
  const auto state = json::enum_named<WorkflowState>(text);
  SWARM_INVARIANT(state.has_value(), "the columns of enums hold only what we wrote");
  return *state;
}

Progress progress_of(const Row& row) {
  Progress progress{.total = row.integer(6),
                    .waiting = row.integer(7),
                    .completed = row.integer(8),
                    .failed = row.integer(9),
                    .cancelled = row.integer(10)};
  progress.running = progress.total - progress.waiting - progress.completed - progress.failed - progress.cancelled;
  return progress;
}

Workflow workflow_of(Row& row) {
  Workflow workflow{.id = workflow_id_of(row.text(0)), .project = tasks::project_id_of(row.text(1))};
  workflow.name = row.optional_text(2);
  workflow.state = state_of(row.text(3));
  workflow.version = row.integer(4);
  workflow.events_count = row.integer(5);
  workflow.progress = progress_of(row);
  if (!row.is_null(11)) workflow.stopping = state_of(row.text(11));
  workflow.reason = row.optional_text(12);
  workflow.failure = row.optional_text(13);
  if (!row.is_null(14)) {
    Result<json::Value> metadata = json::parse(row.text(14));
    SWARM_INVARIANT(metadata.has_value() && metadata->is_object(), "the column holds only objects that we wrote");
    workflow.metadata = std::move(metadata->get_object());
  }
  workflow.deadline = std::chrono::milliseconds{row.integer(15)};
  workflow.created_by = row.take_text(16);
  workflow.request_id = row.take_text(17);
  workflow.trace_id = row.take_text(18);
  workflow.created_at = row.time(19);
  workflow.updated_at = row.time(20);
  workflow.deadline_at = row.time(21);
  workflow.finished_at = row.optional_time(22);
  return workflow;
}

std::unexpected<Error> no_such(const WorkflowId& id) {
  return fail(ErrorCode::not_found, fmt::format("no workflow {} in this project", id.text()));
}

storage::Parameters guard_of(const Workflow& workflow) {
  return {sql(workflow.project.text()), sql(workflow.id.text()), workflow.version};
}

std::vector<tasks::WorkflowRef> refs_of(Rows& rows) {
  std::vector<tasks::WorkflowRef> found;
  for (Row& row : rows)
    found.push_back({tasks::project_id_of(row.text(0)), row.take_text(1)});
  return found;
}

json::Object event_of(const Workflow& workflow, WorkflowState state, const Progress& progress) {
  json::Object data{{"id", workflow.id.text()}, {"state", json::name_of(state)}, {"progress", json::encode(progress)}};
  if (workflow.name) data.emplace("name", *workflow.name);
  if (workflow.metadata) data.emplace("metadata", *workflow.metadata);
  return data;
}

void add_event(WriteUnit& unit, const Workflow& workflow, std::int64_t number, std::string type,
               const json::Object& data) {
  events::add_event(unit, {workflow.project, workflow.id.text(), number, std::move(type), json::to_text(data)});
}

}  // namespace

storage::Schema schema() {
  return {migrations(), kWorkflowStatements};
}

std::string ended_topic(const WorkflowId& id) {
  return ".workflow." + id.text();
}

tasks::WorkflowRef ref_of(const Workflow& workflow) {
  return {workflow.project, workflow.id.text()};
}

Async<Result<Done>> WorkflowStore::insert(Workflow workflow, std::string plan, std::vector<tasks::Task> steps,
                                          std::optional<tasks::IdempotentUse> use) {
  WriteUnit unit;
  unit.admission = storage::Admission::new_work;
  if (use) tasks::TaskStore::add_idempotent_use(unit, {workflow.project}, *use, workflow.id.text());
  unit.add(kInsertWorkflow,
           {sql(workflow.project.text()), sql(workflow.id.text()), sql(workflow.name), std::move(plan),
            workflow.metadata ? SqlValue(json::to_text(*workflow.metadata)) : SqlValue{}, workflow.progress.total,
            workflow.progress.waiting, static_cast<std::int64_t>(workflow.deadline.count()), sql(workflow.created_by),
            sql(workflow.request_id), sql(workflow.trace_id)},
           Expect::exactly(1));
  add_event(unit, workflow, 1, "workflow.created", event_of(workflow, workflow.state, workflow.progress));
  for (const tasks::Task& step : steps)
    tasks::add_dependent(unit, step);
  unit.topics.emplace_back(tasks::kWorkTopic);
  unit.topics.emplace_back(tasks::kDependentsTopic);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

Async<Result<StoredWorkflow>> WorkflowStore::find(Scope scope, WorkflowId id) {
  Rows rows = CO_TRY(co_await database_.read(&kFindWorkflow, {sql(scope.project.text()), sql(id.text())}));
  if (rows.empty()) co_return no_such(id);
  Row& row = rows.front();
  std::string plan = row.take_text(kWorkflowColumnCount);
  const bool is_overdue = row.integer(kWorkflowColumnCount + 1) == 1;
  const bool look_again = row.integer(kWorkflowColumnCount + 2) == 1;
  co_return StoredWorkflow{workflow_of(row), std::move(plan), is_overdue, look_again};
}

Async<Result<Workflow>> WorkflowStore::look_at(Scope scope, WorkflowId id) {
  Rows rows = CO_TRY(co_await database_.read(&kLookAtWorkflow, {sql(scope.project.text()), sql(id.text())}));
  if (rows.empty()) co_return no_such(id);
  co_return workflow_of(rows.front());
}

Async<Result<std::vector<Workflow>>> WorkflowStore::list(Scope scope, WorkflowFilter filter) {
  const std::string before = filter.before ? filter.before->text() : std::string(kIdLength, 'z');
  Rows rows = CO_TRY(co_await database_.read(
      &kListWorkflows,
      {sql(scope.project.text()), sql(before), sql(filter.state ? json::name_of(*filter.state) : ""), filter.count}));
  std::vector<Workflow> workflows;
  for (Row& row : rows)
    workflows.push_back(workflow_of(row));
  co_return workflows;
}

Async<Result<std::int64_t>> WorkflowStore::stop(Workflow workflow, std::string mark) {
  const std::string failure = "cancelled by a person";
  WriteUnit unit;
  storage::Parameters parameters = guard_of(workflow);
  parameters.insert(parameters.end(), {sql(json::name_of(WorkflowTrouble::cancelled_by_client)), sql(failure)});
  unit.add(kStop, std::move(parameters), Expect::exactly(1));
  tasks::cancel_steps(
      unit, ref_of(workflow), std::move(mark),
      {tasks::TaskState::cancelled, tasks::TaskTrouble::workflow_cancelled, "the workflow of this step was cancelled"});
  unit.topics.emplace_back(tasks::kDependentsTopic);
  const storage::WriteOutcome outcome = CO_TRY(co_await database_.write(std::move(unit)));
  co_return outcome.changed.at(1);
}

Async<Result<Done>> WorkflowStore::restart(Workflow workflow, std::string mark) {
  Progress progress = workflow.progress;
  progress.waiting = progress.failed + progress.cancelled;
  progress.failed = progress.cancelled = 0;
  WriteUnit unit;
  unit.add(kRestart, guard_of(workflow), Expect::exactly(1));
  tasks::restart_steps(unit, ref_of(workflow), std::move(mark));
  add_event(unit, workflow, workflow.events_count + 1, "workflow.retrying",
            event_of(workflow, WorkflowState::running, progress));
  unit.topics.emplace_back(tasks::kDependentsTopic);
  CO_TRY(co_await database_.write(std::move(unit)));
  co_return Done{};
}

void WorkflowStore::add_advance(WriteUnit& unit, const Advance& advance) {
  const Workflow& before = advance.before;
  const Progress& progress = advance.progress;
  const std::int64_t events_count = before.events_count + (advance.event ? 1 : 0);
  storage::Parameters parameters = guard_of(before);
  parameters.insert(
      parameters.end(),
      {sql(json::name_of(advance.state)), events_count, progress.waiting, progress.completed, progress.failed,
       progress.cancelled, advance.stopping ? sql(json::name_of(*advance.stopping)) : SqlValue{}, sql(advance.reason),
       sql(advance.failure), std::int64_t{advance.look_again ? 1 : 0}});
  unit.add(kAdvance, std::move(parameters), Expect::exactly(1));
  if (!advance.event) return;
  json::Object data = event_of(before, advance.state, progress);
  if (advance.state == WorkflowState::running) data.erase("metadata");  // with the first and the last event only
  if (advance.reason) data.emplace("reason", *advance.reason);
  if (advance.failure) data.emplace("failure", *advance.failure);
  for (const auto& [name, value] : *advance.event)
    data.emplace(name, value);
  add_event(unit, before, events_count, advance.event_type, data);
}

Async<Result<bool>> WorkflowStore::any_running() {
  const Rows rows = CO_TRY(co_await database_.read(&kAnyRunning, {}));
  co_return rows.front().integer(0) == 1;
}

Async<Result<std::vector<tasks::WorkflowRef>>> WorkflowStore::to_look_at(std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(&kToLookAt, {count}));
  co_return refs_of(rows);
}

Async<Result<std::vector<events::StoredEvent>>> WorkflowStore::events_after(Scope scope, WorkflowId id,
                                                                            events::Cursor after, std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(
      &kEventsOfWorkflow, {sql(scope.project.text()), sql(id.text()), after.transaction, after.sequence, count}));
  std::vector<events::StoredEvent> found;
  for (Row& row : rows)
    found.push_back({{row.integer(0), row.integer(1)},
                     row.take_text(2),
                     row.integer(3),
                     row.take_text(4),
                     row.time(5),
                     row.take_text(6)});
  co_return found;
}

Async<Result<std::int64_t>> WorkflowStore::forget(std::chrono::milliseconds age_max, std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(&kWorkflowsToForget, {static_cast<std::int64_t>(age_max.count()), count}));
  std::int64_t forgotten = 0;
  for (const tasks::WorkflowRef& ref : refs_of(rows)) {
    WriteUnit unit;
    unit.add(kForgetWorkflow, {sql(ref.project.text()), sql(ref.id)}, Expect::exactly(1));
    tasks::let_go_of_steps(unit, ref);
    const Result<storage::WriteOutcome> done = co_await database_.write(std::move(unit));
    if (done)
      ++forgotten;
    else if (done.error().code != ErrorCode::conflict)  // retried meanwhile, or another server was first
      co_return std::unexpected(done.error());
  }
  co_return forgotten;
}

}  // namespace swarm::workflows
