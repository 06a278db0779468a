#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace swarm::scoring {

// How sure a model was of one answer, and whether it was right.
struct Certainty {
  double mean_probability = 0;  // of the answer's tokens
  double mean_margin = 0;
  bool is_right = false;
};

// P(right) = logistic(bias + mean_probability * logit(mean token probability) + margin * mean margin), and how far both
// are off (expected calibration error, ten bins) on answers that the fit has not seen.
struct HeadCalibration {
  double bias = 0;
  double mean_probability = 0;
  double margin = 0;
  double error_before = 0;  // of the mean probability as it is
  double error_after = 0;
  std::uint64_t samples = 0;  // seen and unseen

  double chance_right(const Certainty& certainty) const;

  static constexpr auto schema =
      json::object("HeadCalibration", json::field("bias", &HeadCalibration::bias, "Of the logistic."),
                   json::field("mean_probability", &HeadCalibration::mean_probability, "Factor of its logit."),
                   json::field("margin", &HeadCalibration::margin, "Factor of the mean margin."),
                   json::field("error_before", &HeadCalibration::error_before, "Expected calibration error without."),
                   json::field("error_after", &HeadCalibration::error_after, "The same with it."),
                   json::field("samples", &HeadCalibration::samples, "Answers that it is made from."));
};

// Logistic regression by Newton's method, with a small penalty that keeps it finite where right and wrong answers come
// apart completely. At least one answer.
HeadCalibration fit(std::span<const Certainty> answers);

struct Confidence {
  double stated = 0;  // 0 to 1
  bool is_right = false;
};
// The mean distance between what was stated and what came true, over ten bins by what was stated. 0 for none.
double expected_calibration_error(std::span<const Confidence> answers);

// Fitted on one half, judged on the other. Nothing with fewer than kCalibrationSamplesMin answers in either.
inline constexpr std::size_t kCalibrationSamplesMin = 20;
std::optional<HeadCalibration> calibrate(std::span<const Certainty> to_fit, std::span<const Certainty> unseen);

}  // namespace swarm::scoring
