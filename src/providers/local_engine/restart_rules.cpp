#include "providers/local_engine/restart_rules.hpp"

#include <algorithm>

namespace swarm::local_engine {

std::chrono::milliseconds RestartRules::pause_after(std::chrono::milliseconds served, double chance) {
  constexpr int kDoublingsMax = 20;
  if (served >= healthy_after_) in_a_row_ = 0;
  const int doublings = std::min(in_a_row_++, kDoublingsMax);
  const auto full = std::min(pause_ * (std::int64_t{1} << doublings), pause_max_);
  const auto half = full / 2;
  return half +
         std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>((full - half).count()) * chance));
}

}  // namespace swarm::local_engine
