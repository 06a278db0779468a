#pragma once

#include <future>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/runtime/async.hpp"
#include "platform/runtime/loops.hpp"

namespace swarm::tests {

// A Loop for one test. run() starts a coroutine on it and waits for its value on the test's own thread.
class TestLoop {
 public:
  TestLoop() { loop_.start("test-loop"); }
  ~TestLoop() { loop_.stop(); }

  runtime::Loop& loop() { return loop_; }

  template <class T>
  T run(Async<T> work) {
    std::promise<T> promise;
    std::future<T> future = promise.get_future();
    loop_.spawn(carry(std::move(work), promise));
    return future.get();
  }

  std::vector<std::string> failures() {
    MutexLock lock(mutex_);
    return failures_;
  }

 private:
  template <class T>
  static Async<void> carry(Async<T> work, std::promise<T>& promise) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        promise.set_value();
      } else {
        promise.set_value(co_await std::move(work));
      }
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }

  Mutex mutex_;
  std::vector<std::string> failures_ SWARM_GUARDED_BY(mutex_);
  runtime::Loop loop_{[this](std::string_view what) {
    MutexLock lock(mutex_);
    failures_.emplace_back(what);
  }};
};

template <class T>
T run(Async<T> work) {
  TestLoop loop;
  return loop.run(std::move(work));
}

}  // namespace swarm::tests
