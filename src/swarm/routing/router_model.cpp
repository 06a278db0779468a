#include "swarm/routing/router_model.hpp"

#include <algorithm>
#include <cmath>

namespace swarm::routing {

namespace {

#include "swarm/routing/router_weights.inc"

static_assert(sizeof(kCells) == std::size_t{kBuckets} * kHeadCount + 1, "run 'make train-router'");

}  // namespace

HeadScores RouterModel::weights_of(std::uint32_t bucket) const {
  HeadScores weights{};
  for (std::size_t head = 0; head < kHeadCount; ++head)
    weights[head] = cells[bucket * kHeadCount + head] - kWeightZero;
  return weights;
}

HeadScores RouterModel::scores_of(std::span<const Feature> features) const {
  HeadScores sum{};
  for (const Feature& feature : features) {
    const char* cell = cells.data() + std::size_t{feature.bucket} * kHeadCount;
    for (std::size_t head = 0; head < kHeadCount; ++head)
      sum[head] += cell[head] - kWeightZero;
  }
  return sum;
}

std::array<double, kHeadCount> RouterModel::chances_of(const HeadScores& scores, std::size_t feature_count) const {
  const double step = unit / std::sqrt(static_cast<double>(std::max<std::size_t>(feature_count, 1)));
  const std::int32_t best = *std::ranges::max_element(scores);
  std::array<double, kHeadCount> chances{};
  double sum = 0;
  for (std::size_t head = 0; head < kHeadCount; ++head)
    sum += chances[head] = std::exp(step * (scores[head] - best));
  for (double& chance : chances)
    chance /= sum;
  return chances;
}

const RouterModel& committed_router_model() {
  static constexpr RouterModel kModel{
      .cells = {kCells, std::size_t{kBuckets} * kHeadCount}, .unit = kUnit, .data_sha256 = kDataSha256, .seed = kSeed};
  return kModel;
}

}  // namespace swarm::routing
