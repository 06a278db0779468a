#pragma once

#include <map>
#include <string>
#include <vector>

#include "trainer/graph/learner.hpp"
#include "trainer/graph/qwen2_shape.hpp"

namespace swarm::graph {

// One row per position.
struct Rows {
  std::size_t width = 0;
  std::vector<double> values{};
  double* operator[](std::size_t position) { return values.data() + position * width; }
  const double* operator[](std::size_t position) const { return values.data() + position * width; }
};

// The decoder, its gradient and AdamW in double precision and plain loops, as the formulas are written: what the fast
// code is measured against. Slow; for tests.
class DoubleReference {
 public:
  using Values = std::map<std::string, std::vector<double>>;  // by tensor name

  DoubleReference(Qwen2Shape shape, LearnerSettings settings, Values weights)
      : shape_(shape), settings_(settings), weights_(std::move(weights)) {}

  double loss(const Batch& batch);
  double differentiate(const Batch& batch, Values& gradients);
  // One step of AdamW on the tensors of which `trained` has the names. Returns the loss before it.
  double step(const Batch& batch, double learning_rate, const std::vector<Parameter>& trained);
  Values& weights() { return weights_; }

 private:
  struct Layer {
    Rows input, normed, query, key, value, mixed, middle, middle_normed, gate, up, product;
    std::vector<double> shares;  // [head][position][seen]
  };
  struct Pass {
    std::vector<Layer> layers;
    Rows last, last_normed, logits;
  };

  Rows linear(const std::string& name, const Rows& input) const;
  Rows linear_back(const std::string& name, const Rows& input, const Rows& gradient, Values& gradients) const;
  Rows norm(const std::string& name, const Rows& input) const;
  void norm_back(const std::string& name, const Rows& input, const Rows& gradient, Rows& result,
                 Values& gradients) const;
  void rotate(Rows& heads, const Batch& batch, double direction) const;
  void attend(Layer& layer, const Batch& batch) const;
  void attend_back(const Layer& layer, const Rows& mixed, Rows& query, Rows& key, Rows& value) const;
  Rows layer_forward(std::int64_t index, Layer& layer, const Rows& input, const Batch& batch) const;
  Rows layer_back(std::int64_t index, const Layer& layer, const Rows& gradient, const Batch& batch,
                  Values& gradients) const;
  double forward(const Batch& batch, Pass& pass) const;
  const double* find(const std::string& name) const;

  Qwen2Shape shape_;
  LearnerSettings settings_;
  Values weights_;
  Values first_moments_, second_moments_;
  double steps_ = 0;
};

}  // namespace swarm::graph
