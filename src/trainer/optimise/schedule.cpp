#include "trainer/optimise/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace swarm::optimise {

double completed_part(const RunLimits& limits, std::int64_t steps, double seconds) {
  double part = 0;
  if (limits.steps) part = static_cast<double>(steps) / static_cast<double>(std::max<std::int64_t>(1, *limits.steps));
  if (limits.seconds) part = std::max(part, *limits.seconds > 0 ? seconds / *limits.seconds : 1);
  return std::clamp(part, 0.0, 1.0);
}

double learning_rate_at(const ScheduleSettings& settings, std::int64_t step, double completed) {
  const double cosine = (1 + std::cos(std::numbers::pi * std::clamp(completed, 0.0, 1.0))) / 2;
  const double part = settings.floor_ratio + (1 - settings.floor_ratio) * cosine;
  if (step >= settings.warm_up_steps) return settings.learning_rate * part;
  const double by_steps = static_cast<double>(step + 1) / static_cast<double>(settings.warm_up_steps);
  const double by_share = completed / settings.warm_up_share_max;
  return settings.learning_rate * std::min(part, std::max(by_steps, by_share));
}

std::int64_t expected_steps(const RunLimits& limits, std::int64_t steps, double seconds) {
  std::int64_t expected = limits.steps.value_or(steps);
  if (limits.seconds && seconds > 0) {
    const auto by_time = static_cast<std::int64_t>(static_cast<double>(steps) * *limits.seconds / seconds);
    expected = limits.steps ? std::min(*limits.steps, by_time) : by_time;
  }
  return std::max(steps, expected);
}

bool has_room(const RunLimits& limits, std::int64_t steps, double seconds, double needed) {
  if (limits.steps && steps >= *limits.steps) return false;
  return !limits.seconds || seconds + needed <= *limits.seconds;
}

}  // namespace swarm::optimise
