#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "swarm/routing/prompt_features.hpp"

namespace swarm::routing {

inline constexpr std::size_t kHeadCount = 4;
using HeadScores = std::array<std::int32_t, kHeadCount>;  // in the order of answers::Head

// The linear classifier that `make train-router` makes from suites/routing: for every bucket and head one small whole
// number. Scores are whole numbers too, so the chosen head is the same on every machine.
struct RouterModel {
  std::string_view cells;  // kBuckets x kHeadCount characters; a weight is the character minus kWeightZero
  double unit = 1;         // one step of a weight as log-odds, temperature included, for a prompt with one feature
  std::string_view data_sha256;  // of the prompts that it was trained on
  std::uint64_t seed = 0;

  HeadScores weights_of(std::uint32_t bucket) const;
  HeadScores scores_of(std::span<const Feature> features) const;
  std::array<double, kHeadCount> chances_of(const HeadScores& scores, std::size_t feature_count) const;
};

// Weights are printable characters from '!' to '~' with zero in the middle, so that the table is readable text.
inline constexpr int kWeightZero = 79;
inline constexpr int kWeightMax = 46;

const RouterModel& committed_router_model();

}  // namespace swarm::routing
