#include "app/stopping.hpp"

#include <algorithm>

namespace swarm::app {

Stopping::Stopping(runtime::Loop& loop, const Clock& clock, telemetry::Log log)
    : loop_(loop), clock_(clock), log_(std::move(log)) {}

Stopping::Part Stopping::begin(std::string name, std::chrono::milliseconds at_most, Async<void> stopping) {
  return {.name = std::move(name),
          .ended = app::begin(loop_, with_done(std::move(stopping))),
          .at_most = clock_.steady_now() + at_most};
}

void Stopping::wait_for(Part part) {
  const auto left = std::max(part.at_most - clock_.steady_now(), SteadyTime::duration::zero());
  if (part.ended.wait_for(left) == std::future_status::ready) return;
  log_.error("stop_timed_out", {{"part", part.name}});
  is_whole_ = false;
}

void Stopping::stop(std::string name, std::chrono::milliseconds at_most, Async<void> stopping) {
  wait_for(begin(std::move(name), at_most, std::move(stopping)));
}

}  // namespace swarm::app
