#include "trainer/optimise/early_stop.hpp"

#include <cmath>

namespace swarm::optimise {

bool EarlyStop::on_look(std::int64_t step, double loss) {
  const bool is_best = std::isfinite(loss) && (!looks_.best_loss || loss < *looks_.best_loss);
  if (!is_best) {
    ++looks_.without_gain;
    return false;
  }
  looks_ = {.best_loss = loss, .best_step = step, .without_gain = 0};
  return true;
}

}  // namespace swarm::optimise
