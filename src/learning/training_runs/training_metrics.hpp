#pragma once

#include <map>
#include <utility>

#include "learning/training_runs/training_types.hpp"
#include "platform/telemetry/metrics.hpp"

namespace swarm::training_runs {

struct TrainingMetrics {
  explicit TrainingMetrics(telemetry::Metrics& metrics);

  void ended(answers::Head head, RunState outcome) const;
  void trained(answers::Head head, std::chrono::milliseconds time, Money cost) const;
  void succeeded_at(answers::Head head, Time at) const;

  telemetry::Gauge running;
  telemetry::Gauge queued;
  telemetry::Counter failures;  // of the database behind the rows

 private:
  struct OfHead {
    telemetry::Gauge last_success;
    telemetry::Counter seconds;
    telemetry::Counter cost;
  };
  std::map<std::pair<answers::Head, RunState>, telemetry::Counter> runs_;
  std::map<answers::Head, OfHead> heads_;
};

}  // namespace swarm::training_runs
