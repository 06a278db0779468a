#pragma once

#include <future>
#include <memory>
#include <utility>

#include "base/result.hpp"
#include "platform/runtime/loops.hpp"

// Between the main thread, which may wait, and the Loops, which may not.
namespace swarm::app {

template <class T>
Async<void> deliver(Async<T> work, std::shared_ptr<std::promise<T>> promise) {
  try {
    promise->set_value(co_await std::move(work));
  } catch (...) {
    promise->set_exception(std::current_exception());
  }
}

// Starts a coroutine on a Loop; the future is waited for on a thread that is none of the Loops'.
template <class T>
std::future<T> begin(runtime::Loop& loop, Async<T> work) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> future = promise->get_future();
  loop.spawn(deliver(std::move(work), std::move(promise)));
  return future;
}

inline Async<Done> with_done(Async<void> work) {
  co_await std::move(work);
  co_return Done{};
}

}  // namespace swarm::app
