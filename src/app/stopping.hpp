#pragma once

#include <chrono>
#include <future>
#include <string>

#include "app/waiting.hpp"
#include "base/clock.hpp"
#include "platform/telemetry/log.hpp"

namespace swarm::app {

// Stops the parts of the server, each within a time of its own. A part that is late is told of and left behind, and the
// next one is stopped all the same: what is written last (usage, budget, audit) must not depend on who was slow. Used
// by the main thread, which may wait.
class Stopping {
 public:
  struct Part {
    std::string name;
    std::future<Done> ended;
    SteadyTime at_most;
  };
  Stopping(runtime::Loop& loop, const Clock& clock, telemetry::Log log);

  // A part that takes long begins early: meanwhile others are stopped.
  Part begin(std::string name, std::chrono::milliseconds at_most, Async<void> stopping);
  void wait_for(Part part);
  void stop(std::string name, std::chrono::milliseconds at_most, Async<void> stopping);

  bool is_whole() const { return is_whole_; }  // nothing was late

 private:
  runtime::Loop& loop_;
  const Clock& clock_;
  const telemetry::Log log_;
  bool is_whole_ = true;
};

}  // namespace swarm::app
