#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "swarm/workflows/step_template.hpp"
#include "swarm/workflows/workflow_config.hpp"
#include "swarm/workflows/workflow_types.hpp"

// A workflow as a graph that has been checked. Pure.
namespace swarm::workflows {

struct PlannedMessage {
  std::string role;
  StepTemplate content;
};

struct PlannedStep {
  std::string name;
  OnFailure on_failure;
  tasks::Priority priority;
  StepTemplate prompt;                   // unless there are messages
  std::vector<PlannedMessage> messages;  // the last one of the user is what is asked
  std::vector<std::size_t> depends_on;   // places, ascending; references count
  std::vector<std::size_t> dependents;   // places, ascending
};

struct WorkflowPlan {
  std::vector<PlannedStep> steps;
};

// Every fault with its path: names that are no names or taken, dependencies and references that lead nowhere, cycles
// (each is named in full), and what is beyond the limits.
Result<WorkflowPlan> make_plan(const std::vector<StepDefinition>& steps, const WorkflowConfig& limits);

// As it is stored. A stored plan has been checked before, whatever the limits are now.
std::string plan_text(const std::vector<StepDefinition>& steps);
std::shared_ptr<const WorkflowPlan> stored_plan(const std::string& text);

// The places of all steps that the step's prompt or messages refer to, ascending.
std::vector<std::size_t> referred_to(const PlannedStep& step);

// The step's prompt and messages with the results in their places.
struct RenderedStep {
  std::string prompt;
  std::vector<tasks::Message> messages{};
};
std::expected<RenderedStep, RenderFailure> render_step(const PlannedStep& step, const StepResultsByPlace& results,
                                                       std::size_t bytes_max);
// How long all of it is at least, by the results that are there.
std::size_t known_bytes(const PlannedStep& step, const StepResultsByPlace& results);

}  // namespace swarm::workflows
