#include "platform/storage/sqlite/worker_state.hpp"

namespace swarm::storage {

SteadyTime WorkerState::now_runs(const NamedStatement* what) {
  const SteadyTime now = clock_.steady_now();
  since_ = now;
  what_ = what;
  return now;
}

DatabaseActivity WorkerState::activity(std::string client) const {
  const NamedStatement* what = what_.load();
  const std::chrono::duration<double, std::milli> running = clock_.steady_now() - since_.load();
  return {.what = what == nullptr ? "idle" : std::string(what->name),
          .state = what == nullptr ? "waiting" : "active",
          .running_ms = what == nullptr ? 0 : running.count(),
          .client = std::move(client)};
}

}  // namespace swarm::storage
