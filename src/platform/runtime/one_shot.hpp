#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include "base/mutex.hpp"
#include "platform/runtime/async.hpp"

namespace swarm::runtime {

// A value that one thread delivers once and one coroutine receives once, whichever comes first. Copies share it.
template <class T>
class OneShot {
 public:
  OneShot() : state_(std::make_shared<State>()) {}

  // From any thread, once. The coroutine resumes on its own Loop.
  void deliver(T value) const {
    MutexLock lock(state_->mutex);
    if (state_->waiter)
      std::exchange(state_->waiter, nullptr)(std::move(value));  // only posts; the receiver waits until we are out
    else
      state_->value.emplace(std::move(value));
  }

  // Once. Not cancellable: whoever promised to deliver must.
  Async<T> receive() const { return receive_from(state_); }

 private:
  struct State {
    Mutex mutex;
    std::optional<T> value SWARM_GUARDED_BY(mutex);
    std::move_only_function<void(T)> waiter SWARM_GUARDED_BY(mutex);
  };

  static Async<T> receive_from(std::shared_ptr<State> state) {
    {
      MutexLock lock(state->mutex);
      if (state->value) co_return std::move(*state->value);
    }
    T received = co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(T)>(
        [](auto handler, std::shared_ptr<State> shared) {
          auto executor = asio::get_associated_executor(handler);
          std::move_only_function<void(T)> resume = [handler = std::move(handler), executor](T value) mutable {
            asio::post(executor, [handler = std::move(handler), value = std::move(value)]() mutable {
              handler(std::move(value));
            });
          };
          MutexLock lock(shared->mutex);
          if (shared->value)
            resume(std::move(*shared->value));
          else
            shared->waiter = std::move(resume);
        },
        use_async, state);
    {
      MutexLock lock(state->mutex);  // whoever delivered may still be posting, and our Loop may end right behind us
    }
    co_return received;
  }

  std::shared_ptr<State> state_;
};

}  // namespace swarm::runtime
