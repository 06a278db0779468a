#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace swarm::chat {

// What a model's own certainty is worth for questions of one head: P(right) is the logistic function of bias +
// mean_probability * logit(mean token probability) + margin * (mean margin).
struct HeadCalibration {
  double bias = 0;
  double mean_probability = 0;
  double margin = 0;
  double error_before = 0;  // expected calibration errors, on questions that the fit did not see
  double error_after = 0;
  std::int64_t samples = 0;
};

// How sure the answers of one model are, measured on questions that it was not trained on. Immutable.
struct Calibration {
  std::string model_sha256;
  std::map<std::string, HeadCalibration, std::less<>> heads;

  // A file "NAME.calibration.json"; members that are not known are passed over. `invalid_input` with what is wrong.
  static Result<Calibration> parse(std::string_view text);

  // The chance that an answer is right; nothing for a head that was not measured. Probabilities in [0, 1].
  std::optional<double> chance_right(std::string_view head, double mean_probability, double mean_margin) const;
};

}  // namespace swarm::chat
