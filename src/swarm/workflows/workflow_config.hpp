#pragma once

#include <chrono>

#include "base/json.hpp"

namespace swarm::workflows {

struct WorkflowConfig {
  std::int64_t steps_max = 1'000;
  std::int64_t dependencies_per_step_max = 1'000;
  std::int64_t dependencies_max = 20'000;
  std::int64_t references_per_step_max = 1'000;
  std::chrono::milliseconds deadline_default{86'400'000};
  static constexpr auto schema = json::object(
      "WorkflowConfig",
      json::field("steps_max", &WorkflowConfig::steps_max, "Steps of one workflow.", json::between{1, 4'000},
                  json::live),
      json::field("dependencies_per_step_max", &WorkflowConfig::dependencies_per_step_max,
                  "Steps that one step may depend on, named or by reference.", json::between{1, 4'000}, json::live),
      json::field("dependencies_max", &WorkflowConfig::dependencies_max, "Dependencies of one workflow in all.",
                  json::between{1, 100'000}, json::live),
      json::field("references_per_step_max", &WorkflowConfig::references_per_step_max,
                  "Places of one step's prompt that stand for a result.", json::between{1, 10'000}, json::live),
      json::field("deadline_default_ms", &WorkflowConfig::deadline_default, "For workflows that name no deadline_ms.",
                  json::between{1, 604'800'000}, json::live));
};

}  // namespace swarm::workflows
