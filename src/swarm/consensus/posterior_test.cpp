#include "swarm/consensus/posterior.hpp"

#include <gtest/gtest.h>

#include "swarm/consensus/consensus_types.hpp"

namespace swarm::consensus {
namespace {

TEST(Posterior, IsWhatTheIncompleteBetaFunctionSays) {
  EXPECT_DOUBLE_EQ(posterior_of_leader(0, 0), 0.5);
  EXPECT_DOUBLE_EQ(posterior_of_leader(1, 0), 0.75);  // the integral of 2p from 1/2 to 1
  EXPECT_DOUBLE_EQ(posterior_of_leader(3, 0), 0.9375);
  EXPECT_DOUBLE_EQ(posterior_of_leader(4, 0), 0.96875);
  EXPECT_DOUBLE_EQ(posterior_of_leader(2, 1), 0.6875);  // of 12 p^2 (1-p)
  EXPECT_DOUBLE_EQ(posterior_of_leader(6, 1), 0.96484375);
}

// The density c p^a (1-p)^b, integrated numerically from 1/2 to 1.
double integrated(double a, double b) {
  constexpr int kSteps = 200'000;
  const auto density = [&](double p) { return std::exp(a * std::log(p) + b * std::log1p(-p)); };
  double upper = 0, all = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double p = (i + 0.5) / kSteps;
    all += density(p);
    if (p > 0.5) upper += density(p);
  }
  return upper / all;
}

TEST(Posterior, AgreesWithANumericalIntegral) {
  for (const auto& [leading, next] : {std::pair{5, 3}, {12, 4}, {20, 20}, {33, 17}})
    EXPECT_NEAR(posterior_of_leader(static_cast<std::size_t>(leading), static_cast<std::size_t>(next)),
                integrated(leading, next), 1e-7);
}

TEST(Posterior, OfEquallyManyIsAHalfUpToTheLargestElectorate) {
  EXPECT_NEAR(posterior_of_leader(kElectorateMax / 2, kElectorateMax / 2), 0.5, 1e-12);
  EXPECT_NEAR(posterior_of_leader(kElectorateMax, 0), 1.0, 1e-12);
}

TEST(Posterior, RisesWithTheLead) {
  for (std::size_t lead = 1; lead < 20; ++lead)
    EXPECT_GT(posterior_of_leader(lead, 2), posterior_of_leader(lead - 1, 2));
}

}  // namespace
}  // namespace swarm::consensus
