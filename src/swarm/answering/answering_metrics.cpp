#include "swarm/answering/answering_metrics.hpp"

namespace swarm::answering {

AnsweringMetrics::AnsweringMetrics(telemetry::Metrics& metrics, std::vector<std::string_view> stages)
    : router_duration(metrics.histogram("swarm_router_duration_seconds", "Choosing a head.", {},
                                        {0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.001, 0.01})) {
  for (const std::string_view stage : stages) {
    for (const auto& head : enum_names(answers::Head{})) {
      durations_.emplace(std::pair(head.value, stage),
                         metrics.histogram("swarm_task_duration_seconds", "One stage of answering a task.",
                                           {{"head", head.name}, {"stage", stage}}));
    }
    for (const auto& outcome : enum_names(StageOutcome{})) {
      outcomes_.emplace(std::pair(stage, outcome.value),
                        metrics.counter("swarm_answering_stages_total", "Stages that were asked, by how they ended.",
                                        {{"stage", stage}, {"outcome", outcome.name}}));
    }
  }
}

void AnsweringMetrics::stage_ran(answers::Head head, std::string_view stage, StageOutcome outcome,
                                 std::chrono::nanoseconds duration) const {
  if (const auto found = durations_.find({head, stage}); found != durations_.end())
    found->second.observe(std::chrono::duration<double>(duration).count());
  if (const auto found = outcomes_.find({stage, outcome}); found != outcomes_.end()) found->second.add();
}

}  // namespace swarm::answering
