#include "trainer/scoring/calibration.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "trainer/data/seeded_bits.hpp"

namespace swarm::scoring {
namespace {

// Answers whose chance of being right is logistic(bias + a * logit(p) + b * margin).
std::vector<Certainty> answers_by(double bias, double a, double b, std::size_t count, std::uint64_t seed) {
  data::SeededBits bits(seed);
  std::vector<Certainty> answers;
  for (std::size_t i = 0; i < count; ++i) {
    Certainty answer{.mean_probability = 0.5 + 0.4999 * bits.fraction(), .mean_margin = bits.fraction()};
    const HeadCalibration truth{.bias = bias, .mean_probability = a, .margin = b};
    answer.is_right = bits.fraction() < truth.chance_right(answer);
    answers.push_back(answer);
  }
  return answers;
}

TEST(Calibration, FindsTheFactorsThatMadeTheAnswers) {
  const HeadCalibration found = fit(answers_by(-1, 0.8, 0.5, 40'000, 1));
  EXPECT_NEAR(found.bias, -1, 0.15);
  EXPECT_NEAR(found.mean_probability, 0.8, 0.1);
  EXPECT_NEAR(found.margin, 0.5, 0.2);
}

TEST(Calibration, LowersTheErrorOnAnswersThatItHasNotSeen) {
  const auto calibration = calibrate(answers_by(-3, 0.7, 0, 2000, 1), answers_by(-3, 0.7, 0, 2000, 2));
  ASSERT_TRUE(calibration);
  EXPECT_GT(calibration->error_before, 0.2);
  EXPECT_LT(calibration->error_after, 0.05);
  EXPECT_EQ(calibration->samples, 4000u);
}

TEST(Calibration, StaysFiniteWhereRightAndWrongComeApart) {
  std::vector<Certainty> answers;
  for (int i = 0; i < 50; ++i) {
    answers.push_back({1.0, 1.0, true});
    answers.push_back({0.3, 0.1, false});
  }
  const HeadCalibration found = fit(answers);
  EXPECT_TRUE(std::isfinite(found.bias) && std::isfinite(found.mean_probability) && std::isfinite(found.margin));
  EXPECT_GT(found.chance_right({1.0, 1.0, true}), 0.9);
  EXPECT_LT(found.chance_right({0.3, 0.1, false}), 0.1);
}

TEST(Calibration, OfAnswersThatAreAllRightIsSure) {
  const std::vector<Certainty> answers(60, {0.99, 0.98, true});
  const HeadCalibration found = fit(answers);
  EXPECT_TRUE(std::isfinite(found.bias));
  EXPECT_GT(found.chance_right(answers[0]), 0.95);
}

TEST(Calibration, NeedsEnoughAnswersInBothHalves) {
  const std::vector<Certainty> enough(kCalibrationSamplesMin, {0.9, 0.8, true}),
      too_few(kCalibrationSamplesMin - 1, {0.9, 0.8, true});
  EXPECT_TRUE(calibrate(enough, enough));
  EXPECT_FALSE(calibrate(too_few, enough));
  EXPECT_FALSE(calibrate(enough, too_few));
}

TEST(ExpectedCalibrationError, IsTheDistanceBetweenStatedAndTrue) {
  std::vector<Confidence> answers;
  for (int i = 0; i < 10; ++i)
    answers.push_back({0.95, i < 6});
  EXPECT_NEAR(expected_calibration_error(answers), 0.35, 1e-12);
  for (int i = 0; i < 10; ++i)
    answers.push_back({0.2, i < 2});
  EXPECT_NEAR(expected_calibration_error(answers), 0.175, 1e-12);
  EXPECT_EQ(expected_calibration_error({}), 0);
  EXPECT_EQ(expected_calibration_error(std::vector<Confidence>{{1.0, true}, {0.0, false}}), 0) << "both ends count";
}

}  // namespace
}  // namespace swarm::scoring
