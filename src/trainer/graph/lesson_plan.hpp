#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trainer/graph/learner.hpp"

namespace swarm::graph {

// Positions of some segments, one segment after the other, without what cannot change the loss.
struct Chunk {
  struct Segment {
    std::size_t begin = 0, length = 0;               // in the lists of positions
    std::size_t learnt_begin = 0, learnt_count = 0;  // in the lists of learnt positions
  };
  std::vector<Segment> segments{};
  std::vector<std::int32_t> tokens{}, positions{};  // positions: within the segment
  // Of the positions that have a weight:
  std::vector<std::int32_t> learnt{}, learnt_positions{};  // place in `tokens`; position within the segment
  std::vector<std::int32_t> targets{};
  std::vector<float> weights{};  // divided by the sum of the batch's weights
};

struct PlanLimits {
  std::size_t columns = 0;
  std::size_t threads = 1;
  std::size_t chunk_positions = 0;  // at least as many as columns
};

// Each thread's chunks, of about equal work. A segment ends with its last position that has a weight: later ones, and
// segments without any, change nothing.
std::vector<std::vector<Chunk>> plan_lessons(const Batch& batch, const PlanLimits& limits);

}  // namespace swarm::graph
