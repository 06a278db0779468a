#pragma once

#include <map>
#include <string_view>

#include "platform/telemetry/metrics.hpp"
#include "providers/local_engine/engine_supervisor.hpp"

namespace swarm::app {

// swarm_model_calibration_error_ratio{head}: how far the confidence of the engine's model is from how often it is
// right, by its calibration file; NaN where that was not measured.
class CalibrationMetrics {
 public:
  // `engine` outlives the metrics' last exposition.
  CalibrationMetrics(telemetry::Metrics& metrics, const local_engine::EngineSupervisor& engine);

 private:
  void show() const;
  const local_engine::EngineSupervisor& engine_;
  std::map<std::string_view, telemetry::Gauge> errors_;  // by head
};

}  // namespace swarm::app
