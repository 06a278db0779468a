#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "base/mutex.hpp"
#include "platform/runtime/timers.hpp"
#include "providers/chat/hosted_provider.hpp"

namespace swarm::local_engine {

// Where calls go in: open while the engine serves, shut with waiting while it will serve in a moment (it starts, it is
// drained, it has just crashed), shut without waiting while it will not. Thread-safe.
class EngineDoor {
 public:
  using Visit = chat::HostedProvider::Visit;

  explicit EngineDoor(const Clock& clock) : clock_(clock), state_(std::make_shared<State>()) {}

  void open(std::uint16_t port, std::string key);
  // `why` is what those are told who do not wait, and those whose time passes while they wait.
  enum class Waiting { yes, no };
  void shut(std::string why, Waiting waiting);

  // As HostedProvider::enter.
  Async<Result<Visit>> enter(SteadyTime deadline);

  std::optional<std::uint16_t> port() const;
  std::size_t inside() const;   // calls that have gone in and not come out
  std::size_t waiting() const;  // before the door
  // Whether nobody is inside any more, having waited for at most so long. One waiter at a time.
  Async<bool> wait_until_empty(std::chrono::milliseconds at_most);

 private:
  struct State {
    Mutex mutex;
    bool is_open SWARM_GUARDED_BY(mutex) = false;
    bool is_worth_waiting SWARM_GUARDED_BY(mutex) = true;
    std::uint16_t port SWARM_GUARDED_BY(mutex) = 0;
    std::shared_ptr<const std::string> key SWARM_GUARDED_BY(mutex);
    std::string why SWARM_GUARDED_BY(mutex) = "it has not been started yet";
    std::size_t inside SWARM_GUARDED_BY(mutex) = 0;
    std::list<runtime::Wakeup> waiters SWARM_GUARDED_BY(mutex);
    std::optional<runtime::Wakeup> for_emptiness SWARM_GUARDED_BY(mutex);

    void wake_all() SWARM_REQUIRES(mutex);
  };
  class Stay;
  class Place;
  // A visit when it is open, an error when it is not worth waiting, else nothing.
  static std::optional<Result<Visit>> try_to_enter(const std::shared_ptr<State>& state);

  const Clock& clock_;
  const std::shared_ptr<State> state_;  // calls that are inside may outlive us for a moment
};

}  // namespace swarm::local_engine
