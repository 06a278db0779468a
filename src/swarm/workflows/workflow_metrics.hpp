#pragma once

#include <map>

#include "platform/telemetry/metrics.hpp"
#include "swarm/workflows/workflow_types.hpp"

namespace swarm::workflows {

struct WorkflowMetrics {
  explicit WorkflowMetrics(telemetry::Metrics& metrics);
  void finished(WorkflowState state) const;

  telemetry::Counter submitted;
  telemetry::Counter conflicts;  // steps forward that another server took first; they are looked at again

 private:
  std::map<WorkflowState, telemetry::Counter> finished_;
};

}  // namespace swarm::workflows
