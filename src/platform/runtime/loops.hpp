#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

#include "base/result.hpp"
#include "platform/runtime/async.hpp"
#include "platform/runtime/thread.hpp"

namespace swarm::runtime {

// Told about an exception that reached the root of a coroutine: a bug, to be logged. Called on any thread.
using FailureHandler = std::function<void(std::string_view what)>;

// One thread with one event loop. Coroutines that run on it never run at the same time.
class Loop {
 public:
  explicit Loop(FailureHandler on_failure);
  ~Loop();

  Executor executor() { return context_.get_executor(); }
  asio::io_context& context() { return context_; }
  void start(std::string name);
  void stop();  // abandons what still runs; returns when the thread has ended

  // Runs `work` to its end, reporting an exception. From any thread.
  void spawn(Async<void> work);
  void report(std::exception_ptr failure) const;

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<Executor> keep_running_;
  FailureHandler on_failure_;
  NamedThread thread_;
};

// The loops of a process: connections are dealt out over them in turn and stay where they are.
class Loops {
 public:
  // `count` 0 means one per core, at most 8.
  Loops(std::size_t count, FailureHandler on_failure);
  void start();
  void stop();
  Loop& next();
  Loop& at(std::size_t index) { return *loops_[index]; }
  std::size_t size() const { return loops_.size(); }

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<std::size_t> turn_ = 0;
};

// Runs `work` on another Loop and waits for its end there. An exception in it is reported by that Loop.
Async<void> run_on(Loop& loop, Async<void> work);  // tidy: reference outlives the coroutine because Loops end last

// What a failed coroutine says.
std::string describe(std::exception_ptr failure);
bool is_cancellation(std::exception_ptr failure);

}  // namespace swarm::runtime
