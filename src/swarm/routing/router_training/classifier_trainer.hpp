#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "swarm/routing/router_model.hpp"
#include "swarm/routing/router_training/labelled_prompts.hpp"

namespace swarm::router_training {

// A prompt as the trainer sees it.
struct Example {
  std::vector<routing::Feature> features;
  std::size_t head = 0;
  double weight = 1;  // a family of many prompts counts for less than their number
};

std::vector<Example> examples_of(std::span<const LabelledPrompt* const> prompts);

// Weights that own their table.
struct TrainedRouter {
  std::string cells;
  double unit = 1;
  routing::RouterModel model() const { return {.cells = cells, .unit = unit, .data_sha256 = {}, .seed = 0}; }
};

struct TrainingConfig {
  std::uint64_t seed = 1;
  std::uint64_t rounds = 4;  // independent runs whose weights are averaged: less depends on the order of the prompts
  int epochs = 16;
  double learning_rate = 0.4;
  double shrinkage = 2e-5;     // L2, of the weights that a prompt touches
  double feature_loss = 0.25;  // the chance that a feature is left out of a step, so that no single one is trusted
};

// Multinomial logistic regression by AdaGrad, averaged, then rounded to the steps of RouterModel. The same examples and
// config give the same table on every machine: no library function whose last digit may differ is used.
TrainedRouter train(std::span<const Example> examples, const TrainingConfig& config);

// The `unit` for which the chances of `model` fit best what the prompts are, by their likelihood. Prompts that the
// model was not trained on belong here.
double best_unit(const routing::RouterModel& model, std::span<const Example> examples);

}  // namespace swarm::router_training
