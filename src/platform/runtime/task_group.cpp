#include "platform/runtime/task_group.hpp"

#include <atomic>
#include <list>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include "base/invariant.hpp"
#include "base/result.hpp"
#include "platform/runtime/one_shot.hpp"

namespace swarm::runtime {

// Everything but `running` is touched on the Loop only.
struct TaskGroup::State : std::enable_shared_from_this<State> {
  explicit State(Loop& on) : loop(on) {}

  void start(Async<void> work) {
    if (stopping) {
      ended();
      return;
    }
    const auto signal = signals.emplace(signals.end());
    asio::co_spawn(
        loop.executor(), std::move(work),
        asio::bind_cancellation_slot(signal->slot(), [self = shared_from_this(), signal](std::exception_ptr failure) {
          self->loop.report(failure);
          // The signal must outlive the emit() that may be ending this coroutine.
          asio::post(self->loop.executor(), [self, signal] {
            self->signals.erase(signal);
            self->ended();
          });
        }));
  }

  void ended() {
    if (--running > 0 || !stopping) return;
    for (const OneShot<Done>& waiter : waiters)
      waiter.deliver(Done{});
    waiters.clear();
  }

  void stop(OneShot<Done> finished) {
    stopping = true;
    if (running == 0) {
      finished.deliver(Done{});
      return;
    }
    waiters.push_back(finished);
    for (asio::cancellation_signal& signal : signals)
      signal.emit(asio::cancellation_type::terminal);
  }

  Loop& loop;
  std::atomic<std::size_t> running = 0;
  bool stopping = false;
  std::list<asio::cancellation_signal> signals;
  std::vector<OneShot<Done>> waiters;
};

TaskGroup::TaskGroup(Loop& loop) : state_(std::make_shared<State>(loop)) {}

TaskGroup::~TaskGroup() {
  SWARM_INVARIANT(state_->running == 0, "stop() must finish before a TaskGroup is destroyed");
}

void TaskGroup::spawn(Async<void> work) {
  ++state_->running;
  asio::post(state_->loop.executor(),
             [state = state_, work = std::move(work)]() mutable { state->start(std::move(work)); });
}

Async<void> TaskGroup::stop() {
  const std::shared_ptr<State> state = state_;
  const OneShot<Done> finished;
  asio::post(state->loop.executor(), [state, finished] { state->stop(finished); });
  co_await finished.receive();
}

std::size_t TaskGroup::running() const {
  return state_->running;
}

}  // namespace swarm::runtime
