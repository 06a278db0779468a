#pragma once

#include <chrono>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/telemetry/metrics.hpp"
#include "swarm/answering/answer_trace.hpp"

namespace swarm::answering {

struct AnsweringMetrics {
  AnsweringMetrics(telemetry::Metrics& metrics, std::vector<std::string_view> stages);
  void stage_ran(answers::Head head, std::string_view stage, StageOutcome outcome,
                 std::chrono::nanoseconds duration) const;

  telemetry::Histogram router_duration;

 private:
  std::map<std::pair<answers::Head, std::string_view>, telemetry::Histogram> durations_;
  std::map<std::pair<std::string_view, StageOutcome>, telemetry::Counter> outcomes_;
};

}  // namespace swarm::answering
