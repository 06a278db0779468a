#include "swarm/tasks/task_steps.hpp"

#include "platform/events/event_store.hpp"
#include "swarm/tasks/task_rows.hpp"
#include "swarm/tasks/task_rules.hpp"
#include "swarm/tasks/task_step_sql.hpp"
#include "swarm/tasks/task_work.hpp"

namespace swarm::tasks {

using storage::Expect;
using storage::Row;
using storage::Rows;
using storage::sql;
using storage::WriteUnit;

namespace {

StepFacts facts_of(Row& row) {
  return {.place = row.integer(0),
          .key = {task_id_of(row.text(1)), row.integer(2), row.integer(3)},
          .state = state_named(row.text(4)),
          .verdict = optional_verdict(row.optional_text(5)),
          .waits = row.integer(6) > 0,
          .is_noted = row.integer(7) == 0};
}

StepReading reading_of(Row& row) {
  StepReading step{.place = row.integer(0),
                   .id = task_id_of(row.text(1)),
                   .name = row.take_text(2),
                   .state = state_named(row.text(3)),
                   .verdict = optional_verdict(row.optional_text(4)),
                   .head = {},
                   .reason = row.optional_text(6),
                   .failure = row.optional_text(7),
                   .attempts = row.integer(8),
                   .started_at = row.optional_time(9),
                   .finished_at = row.optional_time(10),
                   .value = row.optional_text(11),
                   .answer = row.optional_text(12),
                   .is_cut = row.integer(13) == 1};
  if (!row.is_null(5)) step.head = json::enum_named<answers::Head>(row.text(5));
  return step;
}

storage::Parameters key_of(const ProjectId& project, const StepKey& step) {
  return {sql(project.text()), sql(step.id.text()), step.version};
}

// A statement of all steps of a workflow, and the event of each that it marked. `data` without the attempts.
void add_marked(WriteUnit& unit, const storage::Parameters& marked, std::string type, json::Object data) {
  storage::Parameters parameters = marked;
  const std::string before = fmt::format(R"({{"state":"{}","attempts":)", std::string(data["state"].as_string()));
  data.erase("state");
  const std::string behind = data.empty() ? "}" : "," + json::to_text(data).substr(1);
  parameters.insert(parameters.end(), {sql(type), sql(before), sql(behind)});
  unit.add(kStepEvents, std::move(parameters));
}

}  // namespace

void note_step(WriteUnit& unit, const ProjectId& project, const StepKey& step) {
  unit.add(kNoteStep, key_of(project, step), Expect::exactly(1));
}

void release_step(WriteUnit& unit, const ProjectId& project, const StepKey& step, const TaskInput& input) {
  storage::Parameters parameters = key_of(project, step);
  parameters.insert(parameters.end(),
                    {sql(input.prompt), messages_value(input.messages), sql(head_start_ms(input.priority))});
  unit.add(kReleaseStep, std::move(parameters), Expect::exactly(1));
}

void end_step(WriteUnit& unit, const ProjectId& project, const StepKey& step, const StepEnd& end) {
  storage::Parameters parameters = key_of(project, step);
  parameters.insert(parameters.end(),
                    {sql(json::name_of(end.state)), sql(json::name_of(end.reason)), sql(end.failure)});
  unit.add(kEndStep, std::move(parameters), Expect::exactly(1));
  events::add_event(unit,
                    {project, step.id.text(), step.events_count + 1, fmt::format("task.{}", json::name_of(end.state)),
                     json::to_text(json::Object{{"state", json::name_of(end.state)},
                                                {"attempts", 0},
                                                {"reason", json::name_of(end.reason)},
                                                {"failure", end.failure}})});
  unit.topics.push_back(ended_topic(step.id));
}

void cancel_steps(WriteUnit& unit, const WorkflowRef& workflow, std::string mark, const StepEnd& end) {
  const storage::Parameters marked{sql(workflow.project.text()), sql(workflow.id), sql(mark)};
  storage::Parameters cancelled = marked;
  cancelled.insert(cancelled.end(), {sql(json::name_of(end.reason)), sql(end.failure)});
  unit.add(kCancelSteps, std::move(cancelled));
  add_marked(unit, marked, "task.cancelled",
             {{"state", "cancelled"}, {"reason", json::name_of(end.reason)}, {"failure", end.failure}});
  events::wake_readers(unit, workflow.project);
  unit.topics.emplace_back(kRevokedTopic);
  unit.topics.emplace_back(kEndedTopic);
}

void restart_steps(WriteUnit& unit, const WorkflowRef& workflow, std::string mark) {
  const storage::Parameters marked{sql(workflow.project.text()), sql(workflow.id), sql(mark)};
  unit.add(kRestartSteps, marked);
  add_marked(unit, marked, "task.retrying",
             {{"state", "pending"}, {"reason", json::name_of(TaskTrouble::waits_for_dependencies)}});
  events::wake_readers(unit, workflow.project);
}

void let_go_of_steps(WriteUnit& unit, const WorkflowRef& workflow) {
  unit.add(kLetGoOfSteps, {sql(workflow.project.text()), sql(workflow.id)});
}

Async<Result<std::vector<StepFacts>>> TaskSteps::all(WorkflowRef workflow) {
  Rows rows = CO_TRY(co_await database_.read(&kListSteps, {sql(workflow.project.text()), sql(workflow.id)}));
  std::vector<StepFacts> steps;
  for (Row& row : rows)
    steps.push_back(facts_of(row));
  co_return steps;
}

Async<Result<std::vector<StepFacts>>> TaskSteps::ended(WorkflowRef workflow) {
  Rows rows = CO_TRY(co_await database_.read(&kListEndedSteps, {sql(workflow.project.text()), sql(workflow.id)}));
  std::vector<StepFacts> steps;
  for (Row& row : rows)
    steps.push_back(facts_of(row));
  co_return steps;
}

Async<Result<std::vector<StepReading>>> TaskSteps::read(WorkflowRef workflow, std::int64_t text_max) {
  Rows rows = CO_TRY(co_await database_.read(&kReadSteps, {sql(workflow.project.text()), sql(workflow.id), text_max}));
  std::vector<StepReading> steps;
  for (Row& row : rows)
    steps.push_back(reading_of(row));
  co_return steps;
}

Async<Result<std::vector<WorkflowRef>>> TaskSteps::workflows_with_ended(std::int64_t count) {
  Rows rows = CO_TRY(co_await database_.read(&kWorkflowsWithEndedSteps, {count}));
  std::vector<WorkflowRef> found;
  for (Row& row : rows)
    found.push_back({project_id_of(row.text(0)), row.take_text(1)});
  co_return found;
}

Async<Result<std::map<std::string, StepResult>>> TaskSteps::results(ProjectId project, std::vector<TaskId> ids) {
  Rows rows = CO_TRY(co_await database_.read(&kResultsOfSteps, {sql(project.text()), id_list(ids)}));
  std::map<std::string, StepResult> found;
  for (Row& row : rows)
    found.emplace(row.take_text(0), StepResult{state_named(row.text(1)), optional_verdict(row.optional_text(2)),
                                               row.optional_text(3), row.optional_text(4), row.optional_text(5)});
  co_return found;
}

}  // namespace swarm::tasks
