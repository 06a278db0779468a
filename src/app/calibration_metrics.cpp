#include "app/calibration_metrics.hpp"

#include <limits>

#include "swarm/answers/answer_types.hpp"

namespace swarm::app {

CalibrationMetrics::CalibrationMetrics(telemetry::Metrics& metrics, const local_engine::EngineSupervisor& engine)
    : engine_(engine) {
  for (const auto& head : enum_names(answers::Head{})) {
    errors_.emplace(head.name, metrics.gauge("swarm_model_calibration_error_ratio",
                                             "Expected calibration error of the engine's model, on questions that its "
                                             "calibration did not see; NaN: not measured.",
                                             {{"head", head.name}}));
  }
  metrics.before_exposition([this] { show(); });
}

void CalibrationMetrics::show() const {
  const auto calibration = engine_.calibration(engine_.facts().model);
  for (const auto& [head, gauge] : errors_) {
    const bool was_measured = calibration && calibration->heads.contains(head);
    gauge.set(was_measured ? calibration->heads.find(head)->second.error_after
                           : std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace swarm::app
