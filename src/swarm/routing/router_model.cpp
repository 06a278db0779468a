#include "swarm/routing/router_model.hpp"

#include <algorithm>
#include <cmath>

namespace swarm::routing {

namespace {

#include "swarm/routing/router_weights.inc"

static_assert(
    sizeof(kCells) == std::size_t{kBuckets} * kCellsPerBucket + 1,
    "the table is not of kBuckets rows: write one of that size, of any characters, then run 'make train-router'");

// The two weights of every character; of one that is in no table, nothing.
constexpr auto kUnpacked = [] {
  std::array<std::array<std::int8_t, 2>, 256> unpacked{};
  for (int first = -kWeightMax; first <= kWeightMax; ++first) {
    for (int second = -kWeightMax; second <= kWeightMax; ++second) {
      unpacked[static_cast<unsigned char>(cell_of(first, second))] = {static_cast<std::int8_t>(first),
                                                                      static_cast<std::int8_t>(second)};
    }
  }
  return unpacked;
}();

}  // namespace

HeadWeights RouterModel::weights_of(const Feature& feature) const {
  HeadWeights weights{};
  const char* cell = cells.data() + std::size_t{feature.bucket} * kCellsPerBucket;
  const int strength = strength_of(feature.kind);
  for (std::size_t head = 0; head < kHeadCount; ++head) {
    const int weight = kUnpacked[static_cast<unsigned char>(cell[head / 2])][head % 2];
    weights[head] = static_cast<std::int8_t>(weight * strength);
  }
  return weights;
}

HeadScores RouterModel::scores_of(std::span<const Feature> features) const {
  HeadScores sum{};
  for (const Feature& feature : features) {
    const HeadWeights weights = weights_of(feature);
    for (std::size_t head = 0; head < kHeadCount; ++head)
      sum[head] += weights[head];
  }
  return sum;
}

std::array<double, kHeadCount> RouterModel::chances_of(const HeadScores& scores,
                                                       std::span<const Feature> features) const {
  double squares = 0;
  for (const Feature& f : features)
    squares += strength_of(f.kind) * strength_of(f.kind);
  const double step = unit / std::sqrt(std::max(squares, 1.0));
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
  static constexpr RouterModel kModel{.cells = {kCells, std::size_t{kBuckets} * kCellsPerBucket},
                                      .unit = kUnit,
                                      .data_sha256 = kDataSha256,
                                      .seed = kSeed};
  return kModel;
}

}  // namespace swarm::routing
