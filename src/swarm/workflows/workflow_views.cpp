#include "swarm/workflows/workflow_api_types.hpp"

namespace swarm::workflows {

namespace {

StepView view_of(const WorkflowPlan& plan, tasks::StepReading step) {
  const PlannedStep& planned = plan.steps.at(static_cast<std::size_t>(step.place));
  StepView view{.name = std::move(step.name),
                .task = step.id.text(),
                .state = step.state,
                .verdict = step.verdict,
                .reason = std::move(step.reason),
                .failure = std::move(step.failure),
                .head = step.head,
                .value = std::move(step.value),
                .answer = std::move(step.answer),
                .is_cut = step.is_cut};
  for (const std::size_t dependency : planned.depends_on)
    view.depends_on.push_back(plan.steps[dependency].name);
  view.on_failure = planned.on_failure;
  view.attempts = step.attempts;
  view.started_at = step.started_at;
  view.finished_at = step.finished_at;
  return view;
}

// As the steps stand now, which may be a moment ahead of the workflow's own account.
Progress progress_of(const std::vector<tasks::StepReading>& steps) {
  Progress progress{.total = static_cast<std::int64_t>(steps.size())};
  for (const tasks::StepReading& step : steps) {
    if (tasks::has_answer(step.state, step.verdict))
      ++progress.completed;
    else if (step.state == tasks::TaskState::cancelled)
      ++progress.cancelled;
    else if (tasks::is_final(step.state))
      ++progress.failed;
    else if (step.reason == json::name_of(tasks::TaskTrouble::waits_for_dependencies))
      ++progress.waiting;
    else
      ++progress.running;
  }
  return progress;
}

}  // namespace

WorkflowView view_of(const Workflow& workflow) {
  return {.id = workflow.id.text(),
          .name = workflow.name,
          .state = workflow.state,
          .reason = workflow.reason,
          .failure = workflow.failure,
          .progress = workflow.progress,
          .metadata = workflow.metadata,
          .request_id = workflow.request_id,
          .trace_id = workflow.trace_id,
          .created_at = workflow.created_at,
          .updated_at = workflow.updated_at,
          .deadline_at = workflow.deadline_at,
          .finished_at = workflow.finished_at};
}

WorkflowView view_of(const Workflow& workflow, const WorkflowPlan& plan, std::vector<tasks::StepReading> steps) {
  WorkflowView view = view_of(workflow);
  view.progress = progress_of(steps);
  view.steps.emplace();
  for (tasks::StepReading& step : steps)
    view.steps->push_back(view_of(plan, std::move(step)));
  return view;
}

}  // namespace swarm::workflows
