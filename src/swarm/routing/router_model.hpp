#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "swarm/routing/prompt_features.hpp"

namespace swarm::routing {

inline constexpr std::size_t kHeadCount = 4;
using HeadScores = std::array<std::int32_t, kHeadCount>;  // in the order of answers::Head
using HeadWeights = std::array<std::int8_t, kHeadCount>;

// A weight is one of nine steps, from -kWeightMax to kWeightMax; two of them make a character from '!' to 'q', so that
// the table is readable text.
inline constexpr int kWeightMax = 4;
inline constexpr int kWeightSteps = 2 * kWeightMax + 1;
inline constexpr std::size_t kCellsPerBucket = kHeadCount / 2;

constexpr char cell_of(int first, int second) {
  return static_cast<char>('!' + (first + kWeightMax) * kWeightSteps + second + kWeightMax);
}

// The linear classifier that `make train-router` makes from suites/routing. Scores are whole numbers, so the chosen
// head is the same on every machine.
struct RouterModel {
  std::string_view cells;  // kBuckets x kCellsPerBucket characters
  double unit = 1;         // one step of a weight as log-odds, temperature included, for a prompt with one feature
  std::string_view data_sha256;  // of the prompts that it was trained on
  std::uint64_t seed = 0;

  HeadWeights weights_of(const Feature& feature) const;  // its strength included
  HeadScores scores_of(std::span<const Feature> features) const;
  std::array<double, kHeadCount> chances_of(const HeadScores& scores, std::span<const Feature> features) const;
};

const RouterModel& committed_router_model();

}  // namespace swarm::routing
