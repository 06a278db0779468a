#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/basic_waitable_timer.hpp>

#include "platform/runtime/async.hpp"

namespace swarm::http {

using SteadyTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      runtime::Executor>;

// One time limit at a time over what a connection waits for. The timer is moved only when a limit is nearer than what
// it is set to, so that a limit per request costs a clock read and no more. On one Loop.
class Watchdog {
 public:
  // An expired limit is told again after this long, until there is another one or none: who cancels what waits may have
  // come between two waits of one operation, such as a TLS handshake.
  static constexpr std::chrono::milliseconds kAgain{500};

  explicit Watchdog(runtime::Executor executor) : timer_(executor) {}

  // `owner` holds this object, or is gone before it: then nothing is called any more. Takes a limit away.
  void start(std::weak_ptr<void> owner, std::function<void()> on_expired);
  void limit(std::chrono::milliseconds from_now);
  void clear();
  bool has_expired() const { return has_expired_; }  // since the last limit() or clear()
  void stop();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  void arm(Moment at);
  void on_timer();

  SteadyTimer timer_;
  std::weak_ptr<void> owner_;
  std::function<void()> on_expired_;
  Moment limit_ = Moment::max();
  Moment armed_until_ = Moment::max();
  bool has_expired_ = false;
};

}  // namespace swarm::http
