#pragma once

#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/model_files/gguf_file.hpp"
#include "trainer/graph/learner.hpp"
#include "trainer/graph/qwen2_shape.hpp"

namespace swarm::graph {

struct Weight {
  Parameter parameter;
  bool trained = false;
  std::span<float> values{};

  bool is_matrix() const { return parameter.shape.size() == 2; }
};

// All tensors of a model and its adapter as F32 in one piece of memory, each at a multiple of 64 bytes.
class Weights {
 public:
  Weights(const Qwen2Shape& shape, const LearnerSettings& settings);

  std::uint64_t bytes() const { return bytes_; }  // that allocate() asks for
  std::size_t trained_values() const;             // their number

  void allocate();  // takes it without touching it, which of a large model takes long
  // Dequantises the base; the adapter's A is spread as PEFT does it (uniform within 1/sqrt(inputs)), its B is zero.
  // `cancelled` when it is stopped, which is seen between tensors.
  Result<Done> fill(const model_files::GgufFile& file, const LearnerSettings& settings);

  std::span<Weight> all() { return weights_; }
  std::span<const Weight> all() const { return weights_; }
  const std::vector<std::size_t>& trained() const { return trained_; }  // places in all()
  const Weight* find(std::string_view name) const;
  std::span<float> memory() const { return {memory_.get(), bytes_ / sizeof(float)}; }

 private:
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  void add(TensorPlan plan, bool trained);

  std::vector<Weight> weights_;
  std::vector<std::size_t> trained_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::uint64_t bytes_ = 0;
  std::unique_ptr<float, Free> memory_;
};

}  // namespace swarm::graph
