#pragma once

#include <functional>
#include <memory>

#include "platform/http_server/transport.hpp"
#include "platform/http_server/watchdog.hpp"

namespace swarm::http {

// Tells when the client leaves while nobody reads from its connection: somebody works for it, or writes to it. Bytes
// that it sends meanwhile stay where they are. On one Loop.
class DepartureWatch {
 public:
  DepartureWatch(Socket& socket, runtime::Executor executor) : socket_(socket), timer_(executor) {}

  // `owner` holds this object, or is gone before it.
  void start(std::weak_ptr<void> owner, std::function<void()> on_left);
  // From now on, until disarm(); on_left is called at most once. Costs one system call.
  void arm();
  void disarm();
  void stop();

 private:
  void wait_for_input();
  void look();

  Socket& socket_;
  SteadyTimer timer_;
  std::weak_ptr<void> owner_;
  std::function<void()> on_left_;
  bool is_armed_ = false;
  bool is_waiting_ = false;  // for input or for the timer; it may have begun for an earlier arm()
};

}  // namespace swarm::http
