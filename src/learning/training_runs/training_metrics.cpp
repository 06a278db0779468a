#include "learning/training_runs/training_metrics.hpp"

namespace swarm::training_runs {

TrainingMetrics::TrainingMetrics(telemetry::Metrics& metrics)
    : running(metrics.gauge("swarm_training_running", "Training runs that this server runs now.")),
      queued(metrics.gauge("swarm_training_queued", "Training runs of this server that wait.")),
      failures(metrics.counter("swarm_training_store_failures_total",
                               "How often the rows of training runs could not be read or written.")) {
  for (const auto& head : enum_names(answers::Head{})) {
    for (const auto& outcome : enum_names(RunState{})) {
      if (!is_final(outcome.value)) continue;
      runs_.emplace(std::pair(head.value, outcome.value),
                    metrics.counter("swarm_training_runs_total", "Training runs that ended, by head and outcome.",
                                    {{"head", head.name}, {"outcome", outcome.name}}));
    }
    heads_.emplace(head.value,
                   OfHead{.last_success = metrics.gauge("swarm_training_last_success_timestamp_seconds",
                                                        "When a training run of the head last completed; 0: never.",
                                                        {{"head", head.name}}),
                          .seconds = metrics.counter("swarm_training_seconds_total", "Time that trainers ran.",
                                                     {{"head", head.name}}),
                          .cost = metrics.counter("swarm_training_cost_dollars_total", "What training cost.",
                                                  {{"head", head.name}})});
  }
}

void TrainingMetrics::ended(answers::Head head, RunState outcome) const {
  runs_.at({head, outcome}).add();
}

void TrainingMetrics::trained(answers::Head head, std::chrono::milliseconds time, Money cost) const {
  heads_.at(head).seconds.add(std::chrono::duration<double>(time).count());
  heads_.at(head).cost.add(in_dollars(cost));
}

void TrainingMetrics::succeeded_at(answers::Head head, Time at) const {
  heads_.at(head).last_success.set(static_cast<double>(to_milliseconds(at)) / 1'000);
}

}  // namespace swarm::training_runs
