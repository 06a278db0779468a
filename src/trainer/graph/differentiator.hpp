#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "trainer/graph/learner.hpp"
#include "trainer/graph/weights.hpp"

namespace swarm::graph {

// What is asked of a device with a memory of its own.
struct DeviceNeed {
  std::string device;
  std::uint64_t bytes = 0, free = 0;
};

// Computes the loss of a batch and its gradient. Reads the weights afresh in each call. One thread at a time.
class Differentiator {
 public:
  virtual ~Differentiator() = default;
  // Of the machine's memory that allocate() asks for, gradients included, and that calls then take for a while.
  virtual std::uint64_t bytes() const = 0;
  virtual std::optional<DeviceNeed> device_need() const { return std::nullopt; }
  virtual void allocate() = 0;
  // Mean over the weights, which must not be all zero; not finite when the computation is not.
  virtual double loss(const Batch& batch) = 0;
  virtual double differentiate(const Batch& batch) = 0;  // leaves the gradients
  // Of the trained weights, in Weights::trained()'s order; valid until the next call.
  virtual std::span<const std::span<float>> gradients() = 0;
};

}  // namespace swarm::graph
