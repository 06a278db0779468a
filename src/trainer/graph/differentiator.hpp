#pragma once

#include <cstdint>
#include <span>

#include "trainer/graph/learner.hpp"
#include "trainer/graph/weights.hpp"

namespace swarm::graph {

// Computes the loss of a batch and its gradient. Reads the weights afresh in each call. One thread at a time.
class Differentiator {
 public:
  virtual ~Differentiator() = default;
  virtual std::uint64_t bytes() const = 0;  // that allocate() asks for, gradients included
  virtual void allocate() = 0;
  // Mean over the weights, which must not be all zero; not finite when the computation is not.
  virtual double loss(const Batch& batch) = 0;
  virtual double differentiate(const Batch& batch) = 0;  // leaves the gradients
  // Of the trained weights, in Weights::trained()'s order; valid until the next call.
  virtual std::span<const std::span<float>> gradients() = 0;
};

}  // namespace swarm::graph
