#pragma once

#include <cmath>
#include <fstream>
#include <functional>
#include <sstream>
#include <vector>

#include "trainer/graph/learner.hpp"

namespace swarm::optimise {

// A learner of one number, which moves towards the mean of the targets: enough to see what a loop does with it.
class ScriptedLearner final : public graph::Learner {
 public:
  graph::StepOutcome step(const graph::Batch& batch, double learning_rate) override {
    ++steps;
    if (on_step) on_step();
    if (steps == diverges_at) return {.loss = std::nan(""), .gradient_norm = 1, .trained = false};
    const double before = distance(batch);
    value += static_cast<float>(learning_rate) * static_cast<float>(mean_target(batch) - static_cast<double>(value));
    return {.loss = before, .gradient_norm = 1};
  }
  double loss(const graph::Batch& batch) override { return held_out_loss ? held_out_loss() : distance(batch); }
  std::vector<double> gradient(const graph::Batch&, std::size_t) override { return {}; }
  const std::vector<graph::Parameter>& parameters() const override { return parameters_; }
  std::vector<float> values(std::size_t) const override { return {value}; }
  void set_values(std::size_t, std::span<const float> values) override { value = values[0]; }
  Result<Done> save(const std::filesystem::path& checkpoint) const override {
    std::ofstream(checkpoint) << std::hexfloat << value << ' ' << steps << '\n';
    return Done{};
  }
  Result<Done> restore(const std::filesystem::path& checkpoint) override {
    std::ifstream file(checkpoint);
    std::string text;
    if (!(file >> text >> steps)) return fail(ErrorCode::invalid_input, "cut short");
    value = std::strtof(text.c_str(), nullptr);
    return Done{};
  }

  float value = 0;
  std::int64_t steps = 0;
  std::int64_t diverges_at = -1;
  std::function<void()> on_step;
  std::function<double()> held_out_loss;

 private:
  double distance(const graph::Batch& batch) const { return std::abs(mean_target(batch) - static_cast<double>(value)); }
  static double mean_target(const graph::Batch& batch) {
    double sum = 0;
    for (const std::int32_t target : batch.targets)
      sum += target;
    return sum / static_cast<double>(batch.targets.size());
  }
  std::vector<graph::Parameter> parameters_{{"value", {1}}};
};

}  // namespace swarm::optimise
