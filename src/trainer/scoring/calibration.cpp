#include "trainer/scoring/calibration.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace swarm::scoring {

namespace {

constexpr double kSmallest = 1e-6;   // probabilities are kept this far from 0 and 1, so that their logits are finite
constexpr double kPenalty = 1e-3;    // of squared factors, per answer
constexpr int kIterationsMax = 100;  // Newton needs about ten
constexpr std::size_t kBins = 10;

using Three = std::array<double, 3>;

Three features_of(const Certainty& certainty) {
  const double probability = std::clamp(certainty.mean_probability, kSmallest, 1 - kSmallest);
  return {1, std::log(probability / (1 - probability)), certainty.mean_margin};
}

double dot(const Three& a, const Three& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double logistic(double value) {
  return value >= 0 ? 1 / (1 + std::exp(-value)) : std::exp(value) / (1 + std::exp(value));
}

// What is made small: the mean of -log P(what happened), and the penalty.
double cost_of(std::span<const Certainty> answers, const Three& factors) {
  double cost = kPenalty * (factors[1] * factors[1] + factors[2] * factors[2]) / 2;
  for (const Certainty& answer : answers) {
    const double score = dot(factors, features_of(answer)) * (answer.is_right ? 1 : -1);
    cost += (score > 0 ? std::log1p(std::exp(-score)) : -score + std::log1p(std::exp(score))) /
            static_cast<double>(answers.size());
  }
  return cost;
}

struct Slope {
  Three gradient{};
  std::array<Three, 3> curvature{};
};

Slope slope_at(std::span<const Certainty> answers, const Three& factors) {
  Slope slope;
  for (std::size_t i = 1; i < 3; ++i) {
    slope.gradient[i] = kPenalty * factors[i];
    slope.curvature[i][i] = kPenalty;
  }
  slope.curvature[0][0] = kSmallest;
  for (const Certainty& answer : answers) {
    const Three features = features_of(answer);
    const double chance = logistic(dot(factors, features));
    const double count = static_cast<double>(answers.size());
    for (std::size_t i = 0; i < 3; ++i) {
      slope.gradient[i] += (chance - (answer.is_right ? 1 : 0)) * features[i] / count;
      for (std::size_t j = 0; j < 3; ++j)
        slope.curvature[i][j] += chance * (1 - chance) * features[i] * features[j] / count;
    }
  }
  return slope;
}

// curvature * step = gradient, by elimination; the penalty makes the matrix positive definite.
Three solve(Slope slope) {
  for (std::size_t pivot = 0; pivot < 3; ++pivot) {
    for (std::size_t row = pivot + 1; row < 3; ++row) {
      const double factor = slope.curvature[row][pivot] / slope.curvature[pivot][pivot];
      for (std::size_t column = pivot; column < 3; ++column)
        slope.curvature[row][column] -= factor * slope.curvature[pivot][column];
      slope.gradient[row] -= factor * slope.gradient[pivot];
    }
  }
  Three step{};
  for (std::size_t row = 3; row-- > 0;) {
    double rest = slope.gradient[row];
    for (std::size_t column = row + 1; column < 3; ++column)
      rest -= slope.curvature[row][column] * step[column];
    step[row] = rest / slope.curvature[row][row];
  }
  return step;
}

Three moved(const Three& from, const Three& step, double length) {
  return {from[0] - length * step[0], from[1] - length * step[1], from[2] - length * step[2]};
}

std::vector<Confidence> stated_by(const HeadCalibration* calibration, std::span<const Certainty> answers) {
  std::vector<Confidence> stated;
  for (const Certainty& answer : answers)
    stated.push_back(
        {calibration != nullptr ? calibration->chance_right(answer) : answer.mean_probability, answer.is_right});
  return stated;
}

}  // namespace

double HeadCalibration::chance_right(const Certainty& certainty) const {
  return logistic(dot({bias, mean_probability, margin}, features_of(certainty)));
}

HeadCalibration fit(std::span<const Certainty> answers) {
  Three factors{};
  double cost = cost_of(answers, factors);
  for (int iteration = 0; iteration < kIterationsMax; ++iteration) {
    const Three step = solve(slope_at(answers, factors));
    double length = 1;  // halved until it helps: far from the minimum a whole step may lead away
    while (length > 1e-6 && cost_of(answers, moved(factors, step, length)) > cost)
      length /= 2;
    factors = moved(factors, step, length);
    const double before = cost;
    cost = cost_of(answers, factors);
    if (before - cost < 1e-12) break;
  }
  return {.bias = factors[0], .mean_probability = factors[1], .margin = factors[2], .samples = answers.size()};
}

double expected_calibration_error(std::span<const Confidence> answers) {
  struct Bin {
    double stated = 0, right = 0;
  };
  std::array<Bin, kBins> bins{};
  for (const Confidence& answer : answers) {
    const auto place = static_cast<std::size_t>(std::clamp(answer.stated, 0.0, 1.0) * kBins);
    Bin& bin = bins[std::min(place, kBins - 1)];
    bin.stated += answer.stated;
    bin.right += answer.is_right ? 1 : 0;
  }
  double error = 0;
  for (const Bin& bin : bins)
    error += std::abs(bin.stated - bin.right);
  return answers.empty() ? 0 : error / static_cast<double>(answers.size());
}

std::optional<HeadCalibration> calibrate(std::span<const Certainty> to_fit, std::span<const Certainty> unseen) {
  if (std::min(to_fit.size(), unseen.size()) < kCalibrationSamplesMin) return std::nullopt;
  HeadCalibration calibration = fit(to_fit);
  calibration.error_before = expected_calibration_error(stated_by(nullptr, unseen));
  calibration.error_after = expected_calibration_error(stated_by(&calibration, unseen));
  calibration.samples = to_fit.size() + unseen.size();
  return calibration;
}

}  // namespace swarm::scoring
