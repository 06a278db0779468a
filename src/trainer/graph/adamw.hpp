#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trainer/graph/learner.hpp"
#include "trainer/graph/workers.hpp"

namespace swarm::graph {

// AdamW with bias correction, decoupled decay and clipping by the norm of all gradients together.
class AdamW {
 public:
  AdamW(const LearnerSettings& settings, std::size_t values) : settings_(settings), moments_(2 * values) {}

  struct Slice {
    std::span<float> values;
    std::span<const float> gradients;
    bool decays = false;
  };
  // All slices of one step, always in the same order; together as many values as the constructor was told.
  void step(std::span<const Slice> slices, double gradient_norm, double learning_rate, Workers& workers);

  std::uint64_t steps() const { return steps_; }
  std::span<const float> moments() const { return moments_; }  // of the first slice: first, second; of the next …
  void restore(std::uint64_t steps, std::vector<float> moments);

 private:
  LearnerSettings settings_;
  std::uint64_t steps_ = 0;
  std::vector<float> moments_;
};

double norm_of(std::span<const std::span<float>> gradients);

}  // namespace swarm::graph
