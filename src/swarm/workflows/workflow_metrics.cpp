#include "swarm/workflows/workflow_metrics.hpp"

namespace swarm::workflows {

WorkflowMetrics::WorkflowMetrics(telemetry::Metrics& metrics)
    : submitted(metrics.counter("swarm_workflows_submitted_total", "Workflows accepted and stored.")),
      conflicts(metrics.counter("swarm_workflow_conflicts_total",
                                "Steps forward of a workflow that were decided again because it had moved.")) {
  for (const WorkflowState state : {WorkflowState::completed, WorkflowState::failed, WorkflowState::cancelled}) {
    finished_.emplace(state, metrics.counter("swarm_workflows_finished_total", "Workflows that ended, by outcome.",
                                             {{"outcome", json::name_of(state)}}));
  }
}

void WorkflowMetrics::finished(WorkflowState state) const {
  if (const auto found = finished_.find(state); found != finished_.end()) found->second.add();
}

}  // namespace swarm::workflows
