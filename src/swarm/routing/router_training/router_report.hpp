#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "swarm/routing/router_model.hpp"
#include "swarm/routing/router_training/labelled_prompts.hpp"

namespace swarm::router_training {

// One prompt, routed.
struct Routed {
  const LabelledPrompt* prompt = nullptr;
  answers::Head chosen = answers::Head::math;
  double chance = 0;  // of the chosen head, as the model says
};

struct RouterReport {
  std::array<std::array<std::size_t, routing::kHeadCount>, routing::kHeadCount> confusion{};  // [label][chosen]
  std::size_t count = 0;
  std::size_t right = 0;
  double calibration_error = 0;  // expected calibration error over ten equal ranges of the chance
  std::vector<Routed> wrong;
  double accuracy() const { return count == 0 ? 0 : static_cast<double>(right) / static_cast<double>(count); }
};

Routed route_by(const routing::RouterModel& model, const LabelledPrompt& prompt);
RouterReport report_of(std::span<const Routed> routed);

// A table for people: "name: 412 of 430 right (95.8 %), calibration error 1.9 %", then the confusion.
std::string text_of(std::string_view name, const RouterReport& report);

}  // namespace swarm::router_training
