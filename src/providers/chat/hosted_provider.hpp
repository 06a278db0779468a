#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "providers/chat/calibration.hpp"

namespace swarm::chat {

// A provider whose server this program runs itself: its port and its key change with every start, and its calls wait
// while it starts. Thread-safe; outlives all calls.
class HostedProvider {
 public:
  // One call's way in. While it lives, the server is not stopped in an orderly way.
  struct Visit {
    std::uint16_t port = 0;  // on loopback
    std::shared_ptr<const std::string> key{};
    std::shared_ptr<void> stay{};
  };

  virtual ~HostedProvider() = default;
  // Waits until it serves, where that is a matter of a moment. `unavailable` (reason "engine_down") with why it does
  // not, `timeout` (reason "deadline") at the deadline. The coroutine stays on its Loop and may be cancelled.
  virtual Async<Result<Visit>> enter(SteadyTime deadline) = 0;
  // Whether there is anything to start: its program and its model. Otherwise nobody need ask.
  virtual bool is_set_up() const = 0;
  // Where it serves now; nothing while it does not.
  virtual std::optional<std::string> base_url() const = 0;
  // Why it does not serve, or that it does; for people.
  virtual std::string condition() const = 0;
  // Of the model with this name (without the provider's), when there is one.
  virtual std::shared_ptr<const Calibration> calibration(std::string_view model) const = 0;
};

}  // namespace swarm::chat
