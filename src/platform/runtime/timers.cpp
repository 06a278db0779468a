#include "platform/runtime/timers.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

namespace swarm::runtime {

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

Async<void> pause(std::chrono::milliseconds duration) {
  Timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(use_async);
}

struct Wakeup::State {
  explicit State(Executor on) : executor(on), timer(on) {}
  Executor executor;
  Timer timer;
  bool notified = false;  // touched on the Loop only
};

Wakeup::Wakeup(Executor executor) : state_(std::make_shared<State>(executor)) {}

void Wakeup::notify() const {
  asio::post(state_->executor, [state = state_] {
    state->notified = true;
    state->timer.cancel();
  });
}

Async<void> Wakeup::wait_for(std::chrono::milliseconds at_most) {
  const std::shared_ptr<State> state = state_;
  if (!state->notified) {
    state->timer.expires_after(at_most);
    boost::system::error_code error;  // notify() ends the wait by cancelling it
    co_await state->timer.async_wait(asio::redirect_error(use_async, error));
  }
  state->notified = false;
}

}  // namespace swarm::runtime
