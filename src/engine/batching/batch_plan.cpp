#include "engine/batching/batch_plan.hpp"

#include <algorithm>

namespace swarm::batching {

std::vector<Demand> plan_batch(std::span<const Demand> demands, std::size_t tokens_max) {
  std::vector<Demand> plan;
  std::size_t left = tokens_max;
  for (const bool is_answering : {true, false}) {
    for (const Demand& demand : demands) {
      if (demand.is_answering != is_answering || left == 0) continue;
      plan.push_back(demand);
      plan.back().tokens = std::min(demand.tokens, left);
      left -= plan.back().tokens;
    }
  }
  std::ranges::sort(plan, {}, &Demand::slot);
  return plan;
}

}  // namespace swarm::batching
