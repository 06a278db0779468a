#include "swarm/routing/router_training/router_report.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace swarm::router_training {

namespace {

constexpr std::size_t kRanges = 10;

struct Range {
  std::size_t count = 0;
  std::size_t right = 0;
  double chance = 0;
};

double calibration_error(std::span<const Routed> routed) {
  std::array<Range, kRanges> ranges{};
  for (const Routed& one : routed) {
    Range& range = ranges[std::min(static_cast<std::size_t>(one.chance * kRanges), kRanges - 1)];
    ++range.count;
    range.right += one.chosen == one.prompt->head ? 1 : 0;
    range.chance += one.chance;
  }
  double error = 0;
  for (const Range& range : ranges)
    error += std::fabs(range.chance - static_cast<double>(range.right));
  return routed.empty() ? 0 : error / static_cast<double>(routed.size());
}

}  // namespace

Routed route_by(const routing::RouterModel& model, const LabelledPrompt& prompt) {
  const std::vector<routing::Feature> features = routing::features_of(routing::PromptTokens(prompt.prompt));
  const std::array<double, routing::kHeadCount> chances = model.chances_of(model.scores_of(features), features);
  const auto best = std::ranges::max_element(chances);
  return {&prompt, static_cast<answers::Head>(best - chances.begin()), *best};
}

RouterReport report_of(std::span<const Routed> routed) {
  RouterReport report;
  for (const Routed& one : routed) {
    ++report.confusion[static_cast<std::size_t>(one.prompt->head)][static_cast<std::size_t>(one.chosen)];
    ++report.count;
    if (one.chosen == one.prompt->head)
      ++report.right;
    else
      report.wrong.push_back(one);
  }
  report.calibration_error = calibration_error(routed);
  return report;
}

std::string text_of(std::string_view name, const RouterReport& report) {
  std::string text = fmt::format("{}: {} of {} right ({:.1f} %), calibration error {:.1f} %\n", name, report.right,
                                 report.count, report.accuracy() * 100, report.calibration_error * 100);
  text += fmt::format("  {:<12}", "is \\ routed");
  for (const auto& head : enum_names(answers::Head{}))
    text += fmt::format("{:>11}", head.name);
  for (const auto& head : enum_names(answers::Head{})) {
    text += fmt::format("\n  {:<12}", head.name);
    for (const std::size_t count : report.confusion[static_cast<std::size_t>(head.value)])
      text += fmt::format("{:>11}", count);
  }
  return text + "\n";
}

}  // namespace swarm::router_training
